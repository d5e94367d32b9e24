#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace tradewind::sentiment {

/// What a word says about a name beside it. The words stand in data/ticker_words.tsv.
enum class WordClass : std::uint8_t {
    kLegal,     ///< Ends a company's name: `Inc`, `plc`.
    kStrong,    ///< After a name, makes it a company even where every word has a capital: `shares`, `CEO`.
    kAfter,     ///< After a name written as one, makes it a company: `rose`, `recalls`.
    kVerb,      ///< Right after a name that begins a sentence or stands in a title, makes it a company: `recalls`.
    kOwn,       ///< After the name of a source of data, speaks of its own business: `shares`, `revenue`.
    kBefore,    ///< Before a name: `rival`, `buy`.
    kOf,        ///< Before `of`, `in`, `at` and a name: `shares`.
    kLead,      ///< May have a capital before a company's name without belonging to it: `Automaker`, `Monday`.
    kGiven,     ///< A given name: what follows is a person.
    kPlace,     ///< After a name and a comma: the name is a town.
    kVenue,     ///< After a name: a stadium, a prize, a street.
    kLink,      ///< Joins the items of a list.
    kAcronym,   ///< A symbol that is mostly an abbreviation or a word.
    kCites,     ///< Before or after a source of data: `according to`, `data`.
    kSeries,    ///< Ends a longer name that begins with its sponsor: `Barclays Automotive Conference`.
    kSymbol,    ///< Announces a symbol: `ticker`, `symbol`.
    kExchange,  ///< May be the last word of an exchange's name before a colon.
};

class WordClasses {
public:
    static const WordClasses& table();

    [[nodiscard]] bool is(std::uint64_t folded_hash, WordClass word_class) const {
        return (mask(folded_hash) >> static_cast<unsigned>(word_class) & 1U) != 0;
    }

private:
    struct Slot {
        std::uint64_t hash = 0;
        std::uint32_t mask = 0;
    };

    WordClasses();
    void add(std::uint64_t hash, std::uint32_t bit);
    [[nodiscard]] std::uint32_t mask(std::uint64_t hash) const {
        auto at = hash % slots_.size();
        while (slots_[at].mask != 0 && slots_[at].hash != hash) at = (at + 1) % slots_.size();
        return slots_[at].mask;
    }

    std::array<Slot, 4096> slots_{};
};

}  // namespace tradewind::sentiment
