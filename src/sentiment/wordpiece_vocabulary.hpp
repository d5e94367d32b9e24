#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sentiment/ascii_blocks.hpp"

/// Look-ups of WordPiece: pieces of any length by their text, short ones by their bytes as numbers.
namespace tradewind::sentiment::detail {

inline std::uint64_t hash(std::string_view text, std::uint64_t seed) {
    for (const char c : text) seed = (seed ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return seed;
}

/// Token text → id, open addressing over one block of text.
class Vocabulary {
public:
    void add(std::string_view token, std::int64_t id) { tokens_.insert_or_assign(std::string(token), id); }

    void freeze() {
        std::size_t capacity = 64;
        while (capacity < tokens_.size() * 2) capacity *= 2;
        slots_.assign(capacity, {});
        for (const auto& [token, id] : tokens_) {
            longest_ = std::max(longest_, token.size());
            Slot slot{hash(token, kSeed), static_cast<std::uint32_t>(text_.size()),
                      static_cast<std::uint32_t>(token.size()), id};
            text_ += token;
            auto at = slot.hash & (capacity - 1);
            while (slots_[at].id >= 0) at = (at + 1) & (capacity - 1);
            slots_[at] = slot;
        }
    }

    /// Of `prefix` + `rest`; -1 where there is no such token.
    [[nodiscard]] std::int64_t find(std::string_view prefix, std::string_view rest) const {
        const auto wanted = hash(rest, hash(prefix, kSeed));
        for (auto at = wanted & (slots_.size() - 1); slots_[at].id >= 0; at = (at + 1) & (slots_.size() - 1)) {
            const auto& slot = slots_[at];
            if (slot.hash != wanted || slot.size != prefix.size() + rest.size()) continue;
            const auto token = std::string_view(text_).substr(slot.begin, slot.size);
            if (token.starts_with(prefix) && token.substr(prefix.size()) == rest) return slot.id;
        }
        return -1;
    }
    void for_each(auto&& visit) const {
        for (const auto& [token, id] : tokens_) visit(token, id);
    }
    [[nodiscard]] std::size_t size() const { return tokens_.size(); }
    [[nodiscard]] std::size_t longest() const { return longest_; }

private:
    static constexpr std::uint64_t kSeed = 14695981039346656037ULL;
    struct Slot {
        std::uint64_t hash = 0;
        std::uint32_t begin = 0;
        std::uint32_t size = 0;
        std::int64_t id = -1;
    };
    std::unordered_map<std::string, std::int64_t> tokens_;
    std::vector<Slot> slots_;
    std::string text_;
    std::size_t longest_ = 0;
};

/// Sixteen bytes of text, zeros behind: a short word as a number.
struct ShortWord {
    std::uint64_t low = 0;
    std::uint64_t high = 0;

    [[nodiscard]] ShortWord first(std::size_t size) const {
        return size < 8 ? ShortWord{low & first_bytes(size), 0} : ShortWord{low, high & first_bytes(size - 8)};
    }
    /// Without its first `size` bytes, size > 0.
    [[nodiscard]] ShortWord after(std::size_t size) const {
        if (size >= 8) return {size >= 16 ? 0 : high >> 8 * (size - 8), 0};
        return {low >> 8 * size | high << 8 * (8 - size), high >> 8 * size};
    }
    friend bool operator==(const ShortWord&, const ShortWord&) = default;
};

/// Short tokens → id by their bytes themselves: nothing is hashed that could collide, nothing compared as text.
class ShortVocabulary {
public:
    static constexpr std::size_t kLongest = 16;

    void add(std::string_view token, std::int64_t id) {
        if (token.empty() || token.size() > kLongest || token.contains('\0')) return;
        added_.push_back({key(token), static_cast<std::int32_t>(id)});
        longest_ = std::max(longest_, token.size());
    }
    void freeze() {
        bits_ = std::max(6, static_cast<int>(std::bit_width(added_.size())) + 1);
        slots_.assign(std::size_t{1} << bits_, {});
        for (const auto& slot : added_) {
            auto at = place(slot.word);
            while (slots_[at].id >= 0 && slots_[at].word != slot.word) at = (at + 1) & (slots_.size() - 1);
            slots_[at] = slot;
        }
        added_ = {};
    }
    [[nodiscard]] std::int32_t find(const ShortWord& word) const {
        auto at = place(word);
        while (slots_[at].id >= 0 && slots_[at].word != word) at = (at + 1) & (slots_.size() - 1);
        return slots_[at].id;
    }
    [[nodiscard]] std::size_t longest() const { return longest_; }

    static ShortWord key(std::string_view token) {
        const auto high = token.size() > 8 ? load_block(token.data() + 8, token.size() - 8) : 0;
        return {load_block(token.data(), std::min<std::size_t>(token.size(), 8)) & first_bytes(token.size()), high};
    }

private:
    struct Slot {
        ShortWord word;
        std::int32_t id = -1;
    };
    [[nodiscard]] std::size_t place(const ShortWord& word) const {
        const auto mixed = (word.low ^ (word.high << 23U | word.high >> 41U)) * 0x9E3779B97F4A7C15ULL;
        return static_cast<std::size_t>((mixed ^ mixed >> 29U) * 0xBF58476D1CE4E5B9ULL >> (64 - bits_));
    }

    std::vector<Slot> added_;
    std::vector<Slot> slots_;
    int bits_ = 6;
    std::size_t longest_ = 0;
};

}  // namespace tradewind::sentiment::detail
