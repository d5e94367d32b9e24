#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "sentiment/tokens.hpp"

namespace tradewind::sentiment {

/// How sure a name is that it means the company.
enum class AliasUse : std::uint8_t {
    kPlain,          ///< Wherever it stands.
    kWhole,          ///< Wherever it is not part of a longer name.
    kNeedsContext,   ///< A word: beside what companies do or have, or in a list with other companies.
    kStrongContext,  ///< A very common word: with its legal ending, its symbol, or beside `shares` and the like.
    kSource,         ///< Quoted for its data and opinions: only where its own business is the matter.
    kNever,
};

/// One word of a company's name, as a text must show it.
struct AliasWord {
    std::uint64_t hash = 0;
    bool upper_first = false;
    bool all_upper = false;
    bool possessive = false;
    bool loose = false;  ///< A mark may stand before it: `Disney (Walt) Co`, `Yum! Brands`.
};

struct Alias {
    std::vector<AliasWord> words;
    std::uint32_t company = 0;
    AliasUse use = AliasUse::kPlain;
    bool is_name = false;  ///< The official name, with or without its legal ending.
};

/// Finds the longest name that begins at a word: a trie over words. Most words are dismissed by one bit of a table
/// that stays in the processor's cache.
class NameIndex {
public:
    void add(Alias alias);
    /// After the last `add`.
    void freeze();

    [[nodiscard]] bool may_begin(const Token& token) const {
        const auto& begins = token.upper_first ? begins_ : begins_small_;
        return (begins[(token.hash >> 6U) % begins.size()] >> (token.hash % 64U) & 1U) != 0;
    }
    /// The longest alias that fits the words from `at` on; among equally long ones that added first. Null for none.
    [[nodiscard]] const Alias* longest(std::span<const Token> tokens, std::size_t at) const;
    [[nodiscard]] std::size_t size() const { return aliases_.size(); }

private:
    static constexpr std::uint32_t kNone = 0;
    struct Edge {
        std::uint64_t key = 0;
        std::uint32_t child = kNone;
    };
    static std::uint64_t key_of(std::uint32_t node, std::uint64_t hash) {
        return detail::mixed(hash, node * std::uint64_t{0x9E3779B97F4A7C15});
    }
    [[nodiscard]] std::uint32_t child(std::uint32_t node, std::uint64_t hash) const;

    std::vector<Alias> aliases_;
    std::unordered_map<std::uint64_t, std::uint32_t> building_;
    std::vector<std::vector<std::uint32_t>> at_node_{1};  ///< Aliases that end at a node; node 0 is the root.
    std::vector<Edge> edges_;
    std::array<std::uint64_t, 2048> begins_{};        ///< One bit for each hash of a first word, folded.
    std::array<std::uint64_t, 2048> begins_small_{};  ///< Of the names that may begin with a small letter.
};

}  // namespace tradewind::sentiment
