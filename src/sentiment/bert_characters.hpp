#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tradewind::sentiment {

/// What BERT's reference tokenizer does with single characters: data/bert_normalizer.tsv in memory.
class BertCharacters {
public:
    static const BertCharacters& table();

    /// Removed as a control character.
    [[nodiscard]] bool dropped(char32_t c) const { return flag(c, kDropped); }
    /// A token of its own.
    [[nodiscard]] bool punctuation(char32_t c) const { return flag(c, kPunctuation); }
    [[nodiscard]] static bool space(char32_t c);
    /// CJK ideographs stand alone.
    [[nodiscard]] static bool ideograph(char32_t c);

    /// Calls `put` with each character that `c` becomes in lower case without accents; with none for an accent.
    template <class Put>
    void fold(char32_t c, Put&& put) const;

private:
    static constexpr std::uint8_t kDropped = 1;
    static constexpr std::uint8_t kPunctuation = 2;
    static constexpr std::uint8_t kAccent = 4;
    static constexpr std::uint8_t kShifted = 8;
    static constexpr std::uint8_t kMapped = 16;
    struct Range {
        char32_t low;
        char32_t high;
    };

    BertCharacters();
    void read_line(std::string_view line);
    void mark(char32_t low, char32_t high, char32_t step, std::uint8_t flag);
    [[nodiscard]] std::uint8_t flags(char32_t c) const;
    [[nodiscard]] bool flag(char32_t c, std::uint8_t bit) const { return (flags(c) & bit) != 0; }

    std::array<std::uint8_t, 0x20000> flags_{};         ///< Planes 0 and 1.
    std::vector<std::pair<Range, std::uint8_t>> high_;  ///< Above them.
    std::unordered_map<char32_t, char32_t> shifted_;
    std::unordered_map<char32_t, std::vector<char32_t>> mapped_;
};

template <class Put>
void BertCharacters::fold(char32_t c, Put&& put) const {
    constexpr char32_t kHangul = 0xAC00;
    const auto known = flags(c);
    if ((known & (kAccent | kShifted | kMapped)) != 0) {
        if ((known & kShifted) != 0) put(shifted_.at(c));
        if ((known & kMapped) != 0) {
            for (const auto part : mapped_.at(c)) put(part);
        }
    } else if (c >= kHangul && c < kHangul + 11172) {
        // Syllables fall apart into letters (Unicode, 3.12).
        const auto index = c - kHangul;
        put(0x1100 + index / 588);
        put(0x1161 + index % 588 / 28);
        if (index % 28 != 0) put(0x11A7 + index % 28);
    } else {
        put(c);
    }
}

}  // namespace tradewind::sentiment
