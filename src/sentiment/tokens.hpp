#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sentiment/words.hpp"

namespace tradewind::sentiment {

/// A word of a text without a copy of it: for scanning much text fast.
struct Token {
    std::uint64_t hash = 0;   ///< folded_hash of the word.
    std::uint32_t begin = 0;  ///< Byte offsets into the text; the possessive ending is not in it.
    std::uint32_t end = 0;
    Gap gap = Gap::kSentence;  ///< What stands before it.
    bool upper_first = false;  ///< Begins with an upper-case letter or a digit.
    bool all_upper = false;    ///< No lower-case letter.
    bool symbol = false;       ///< Letters A to Z at its begin and no lower-case letter: may be a ticker.
    bool possessive = false;   ///< `'s` follows, joined, in curly quotes, as an entity or as a word of its own.
};

namespace detail {
constexpr std::uint64_t mixed(std::uint64_t state, std::uint64_t block) {
    state = (state ^ block) * 0x9E3779B97F4A7C15ULL;
    return state ^ state >> 29U;
}
}  // namespace detail

/// Hash of a word as folded: lower case, no accents, no apostrophes. `folded` is already so; `and` hashes as `&`. Only
/// the first 24 bytes and the size count.
constexpr std::uint64_t folded_hash(std::string_view folded) {
    if (folded == "and") folded = "&";
    std::uint64_t first = 0;
    std::uint64_t state = 0;
    for (std::size_t at = 0; at < folded.size(); at += 8) {
        std::uint64_t block = 0;
        for (std::size_t i = 0; i < 8 && at + i < folded.size() && at < 24; ++i) {
            block |= static_cast<std::uint64_t>(static_cast<unsigned char>(folded[at + i])) << 8 * i;
        }
        if (at == 0) {
            first = block;
        } else {
            state = detail::mixed(state, block);
        }
    }
    return state ^ detail::mixed(folded.size(), first);
}

/// A text cut into words, with the places of the characters that may begin a symbol's notation.
struct TokenizedText {
    std::span<const Token> tokens;     ///< Into `storage`.
    std::vector<std::uint32_t> marks;  ///< Byte offsets of `$`, `:`, `<` (also `&lt;`) and `(`, in order.
    std::vector<Token> storage;        ///< Grows and is kept, so that no text pays for it but the longest.
};

/// Cuts UTF-8 text in one pass. URLs and @handles are left out. HTML entities for `&`, quotes and blanks count as
/// what they stand for; a line broken within a paragraph counts as a blank. `result`'s buffers are reused.
void tokenize(std::string_view text, TokenizedText& result);

/// Lower case without accents and apostrophes, as `folded_hash` wants it.
std::string fold(std::string_view word);

}  // namespace tradewind::sentiment
