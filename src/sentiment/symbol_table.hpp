#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/error.hpp"
#include "core/ticker.hpp"

namespace tradewind::sentiment {

struct StringHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
template <class Value>
using StringMap = std::unordered_map<std::string, Value, StringHash, std::equal_to<>>;

/// How sure a name is that it means the company.
enum class AliasUse : std::uint8_t { kPlain, kNeedsContext, kNever };

/// One word of a company's name, as a text must show it.
struct AliasWord {
    std::string folded;
    bool upper_first = false;
    bool all_upper = false;
    bool possessive = false;
};

struct Alias {
    std::vector<AliasWord> words;
    std::uint32_t company = 0;
    AliasUse use = AliasUse::kPlain;
    bool is_name = false;  ///< The official name, with or without its legal ending.
};

/// Neighbours that show that a word is not the company: `Apple pie`, `Harrison Ford`.
struct NeighbourRule {
    std::vector<std::string> next;
    std::vector<std::string> previous;
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
    /// The one compiled in: about 500 large US listings.
    static const SymbolTable& shipped();

    [[nodiscard]] std::span<const Company> companies() const { return companies_; }
    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view symbol) const;
    /// Aliases that begin with this folded word, the longest first.
    [[nodiscard]] std::span<const Alias> aliases_from(std::string_view first_word) const;
    [[nodiscard]] const NeighbourRule* rule_for(std::string_view folded) const;

private:
    Status add_line(std::string_view line);
    void add_names(std::uint32_t company, std::string_view name, std::string_view aliases);
    void add_alias(std::uint32_t company, std::string_view text, AliasUse use, bool is_name);

    std::vector<Company> companies_;
    StringMap<std::uint32_t> by_symbol_;
    StringMap<std::vector<Alias>> by_first_word_;
    StringMap<NeighbourRule> rules_;
};

}  // namespace tradewind::sentiment
