#pragma once

#include <span>
#include <string_view>

#include "sentiment/scorer.hpp"
#include "sentiment/wordpiece.hpp"

namespace tradewind::sentiment {

/// Sets a score's telling bytes: the run of up to six words whose tokens lean most to its label, against the text's
/// mean. `leanings`: for each token of the text its part in positive less that in negative. A neutral score, or
/// leanings that don't fit the text's tokens, leave none.
void mark_telling_words(std::string_view text, const WordPieceTokenizer& tokenizer, std::span<const float> leanings,
                        Score& score);

}  // namespace tradewind::sentiment
