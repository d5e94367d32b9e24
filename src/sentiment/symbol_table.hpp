#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/error.hpp"
#include "core/ticker.hpp"
#include "sentiment/name_index.hpp"

namespace tradewind::sentiment {

struct StringHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
template <class Value>
using StringMap = std::unordered_map<std::string, Value, StringHash, std::equal_to<>>;

/// Neighbours that show that a word is not the company: `Apple pie`, `Harrison Ford`.
struct NeighbourRule {
    std::vector<std::uint64_t> next;      ///< Folded hashes.
    std::vector<std::uint64_t> previous;  ///< Folded hashes.
};

struct Company {
    Ticker ticker;
    std::string name;
};

/// Who is listed under which symbol and what texts call them. The format stands at the head of data/symbols.tsv.
class SymbolTable {
public:
    /// Reads a table; an error names the line.
    static Result<SymbolTable> parse(std::string_view text);
    /// The one compiled in.
    static const SymbolTable& shipped();

    [[nodiscard]] std::span<const Company> companies() const { return companies_; }
    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view symbol) const;
    /// The symbol under which trades today what traded under `symbol`; empty where the table knows neither.
    [[nodiscard]] std::optional<Ticker> today(std::string_view symbol) const;
    /// Companies with more than one symbol: today's first, then former ones and other classes of their shares.
    [[nodiscard]] std::vector<std::vector<Ticker>> several_symbols() const;
    /// False for most words that are no listed symbol, fast.
    [[nodiscard]] bool may_be_symbol(std::uint64_t folded_hash) const {
        return (symbol_bits_[(folded_hash >> 6U) % symbol_bits_.size()] >> (folded_hash % 64U) & 1U) != 0;
    }
    [[nodiscard]] const NameIndex& names() const { return names_; }
    [[nodiscard]] const NeighbourRule* rule_for(std::uint64_t folded_hash) const;
    /// Changes when extraction may change: the first 15 hex digits of SHA-256 over the table's text.
    [[nodiscard]] const std::string& version() const { return version_; }

private:
    Status add_line(std::string_view line);
    void add_names(std::uint32_t company, std::string_view name, std::string_view aliases);
    void add_alias(std::uint32_t company, std::string_view text, AliasUse use, bool is_name);
    void add_rules(std::string_view rules);

    std::vector<Company> companies_;
    StringMap<std::uint32_t> by_symbol_;
    StringMap<std::uint32_t> by_former_symbol_;
    std::vector<std::pair<std::uint32_t, Ticker>> other_symbols_;  ///< Former ones and classes, by company.
    std::array<std::uint64_t, 2048> symbol_bits_{};
    NameIndex names_;
    std::unordered_map<std::uint64_t, NeighbourRule> rules_;
    std::string version_;
};

/// The words of a name without its legal ending: `Apple Inc.` gives those of `Apple`. All of them where there is no
/// such ending.
std::vector<AliasWord> without_legal_ending(std::vector<AliasWord> words);
/// A name as words; their case says what a text must show.
std::vector<AliasWord> alias_words(std::string_view text);

}  // namespace tradewind::sentiment
