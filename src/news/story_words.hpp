#pragma once

#include <cstdint>
#include <string_view>

namespace tradewind::news {

/// What a lower-case word stands for in a headline.
struct WordSense {
    std::uint32_t hash = 0;      ///< Of the word that it is read as: synonyms and inflections share one.
    std::uint32_t meanings = 0;  ///< Bits of `opposed_meanings`.
    bool stop = false;           ///< Tells nothing: articles, legal forms, outlets, units of per cent.
    bool common = false;         ///< An English word: capitalised, it is still no proper name.
    bool subject = false;        ///< Names what a story is about even in lower case: commodities, currencies.
    bool number = false;         ///< A number, a quarter, a month.
    bool denial = false;
};

/// The sense of a word in lower case, without apostrophes. Fixed across runs and machines.
WordSense sense_of(std::string_view word);

/// True where one of the meanings in `a` is the opposite of one in `b`, and neither has both.
bool opposed_meanings(std::uint32_t a, std::uint32_t b);

std::uint32_t story_hash(std::string_view text, std::uint32_t seed = 2166136261U);

}  // namespace tradewind::news
