#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tradewind::sentiment {

/// What stands between a word and the one before it.
enum class Gap : std::uint8_t {
    kJoined,    ///< Hyphen, inner dot, `&`: `Coca-Cola`, `Amazon.com`, `J.P.`
    kSpace,     ///< White space only, or a dot after an initial: `J. Morgan`.
    kComma,     ///< A comma, colon, bracket, quote or dash: still the same sentence.
    kSentence,  ///< End of a sentence or line, start of the text.
};

/// A word of a text, with its place in it.
struct Word {
    std::uint32_t begin = 0;  ///< Byte offsets into the text; the possessive ending is not in it.
    std::uint32_t end = 0;
    std::string folded;  ///< Lower case, Latin accents and inner apostrophes removed; `&` is a word of its own.
    Gap gap = Gap::kSentence;
    bool upper_first = false;
    bool all_upper = false;  ///< Every letter is upper case.
    bool possessive = false;
    bool hashtag = false;
    bool cashtag = false;
};

/// Splits UTF-8 text into words in one pass. URLs, e-mail addresses and @handles are left out; `&amp;` counts as `&`.
/// `words` is reused between calls so that its buffers are.
void split_words(std::string_view text, std::vector<Word>& words);

}  // namespace tradewind::sentiment
