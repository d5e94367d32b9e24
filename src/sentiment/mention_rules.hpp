#pragma once

#include <span>
#include <string_view>

#include "sentiment/symbol_table.hpp"
#include "sentiment/tokens.hpp"
#include "sentiment/word_classes.hpp"

namespace tradewind::sentiment {

/// What the words around a name say of it.
enum class Standing : std::uint8_t {
    kRuledOut,  ///< A person, place, dateline, stadium or part of another name.
    kOpen,      ///< Counts if the company is clearly named elsewhere, or in a list with clear ones.
    kClear,
};

/// Judges one name of a text by its neighbours.
class MentionRules {
public:
    MentionRules(const SymbolTable& table, std::string_view text, std::span<const Token> tokens);

    /// Of the alias at tokens [first, last].
    [[nodiscard]] Standing judge(const Alias& alias, std::size_t first, std::size_t last) const;
    /// The text is mostly in capitals, so that they say nothing.
    [[nodiscard]] bool shouting() const { return shouting_; }

private:
    [[nodiscard]] bool is(std::size_t at, WordClass word_class) const;
    [[nodiscard]] bool joined_to_next(std::size_t at) const;
    [[nodiscard]] bool ruled_out_by_table(std::size_t first, std::size_t last) const;
    [[nodiscard]] bool is_place_or_dateline(std::size_t first, std::size_t last) const;
    [[nodiscard]] bool is_part_of_name(std::size_t first, std::size_t last) const;
    [[nodiscard]] bool is_other_listing(std::size_t last) const;
    [[nodiscard]] bool is_sponsor(std::size_t last) const;
    [[nodiscard]] bool is_person(std::size_t first) const;
    [[nodiscard]] bool right_after(std::size_t last, WordClass word_class) const;
    [[nodiscard]] bool exchange_behind(std::size_t last) const;
    [[nodiscard]] bool moves_behind(std::size_t last) const;
    [[nodiscard]] bool company_after(std::size_t last) const;
    [[nodiscard]] bool company_before(std::size_t first) const;
    [[nodiscard]] bool own_business(std::size_t first, std::size_t last) const;
    [[nodiscard]] bool cited(std::size_t first, std::size_t last) const;
    [[nodiscard]] bool capitals_say_nothing(std::size_t first, std::size_t last) const;

    [[nodiscard]] bool title_case(std::size_t first, std::size_t last) const;

    const SymbolTable& table_;
    std::string_view text_;
    std::span<const Token> tokens_;
    bool shouting_ = false;
};

}  // namespace tradewind::sentiment
