#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sentiment/wordpiece.hpp"

namespace tradewind::sentiment {

/// A part of a text that the model reads at once: its tokens between [CLS] and [SEP].
struct TextWindow {
    std::size_t text = 0;  ///< Which of the texts.
    double share = 1;      ///< Of the text's tokens that are read.
    std::vector<std::int64_t> ids;
};

struct WindowLimits {
    std::size_t max_tokens = 512;  ///< Of a window, both marks included.
    std::size_t max_windows = 4;   ///< Of a text; what comes after is not read.
};

/// The windows of every text, in order; an empty text has one, of the marks alone.
std::vector<TextWindow> windows_of(std::span<const std::string> texts, const WordPieceTokenizer& tokenizer,
                                   WindowLimits limits);

using WindowBatch = std::vector<const TextWindow*>;

/// Windows of equal length together, longest first, `most_tokens` a batch but at least one window. 0: each by itself.
std::vector<WindowBatch> batches_of(std::span<const TextWindow> windows, std::size_t most_tokens);

}  // namespace tradewind::sentiment
