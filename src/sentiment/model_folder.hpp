#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "sentiment/scorer.hpp"
#include "sentiment/wordpiece.hpp"

namespace tradewind::sentiment {

/// A text-classification model in Hugging Face's layout: config.json, vocab.txt or tokenizer.json, an ONNX file at the
/// top or under onnx/.
struct ModelFolder {
    std::string folder;
    std::string onnx_path;
    std::string hash;  ///< First 12 digits of the SHA-256 over config, vocabulary and weights.
    /// Place of positive, negative and neutral among the model's outputs, by `id2label`.
    std::array<std::size_t, 3> outputs{0, 1, 2};
    std::size_t max_tokens = 512;  ///< `max_position_embeddings`, at most 512.
    WordPieceTokenizer tokenizer;
    std::optional<CompanyMarks> marks = std::nullopt;  ///< `tradewind.target_word` and `other_word` of config.json.
    /// `tradewind.equal_lengths_together`: texts of equal length may share a run, since the model keeps them apart to
    /// the last bit.
    bool equal_lengths_together = false;

    /// Reads everything but the weights, which are only hashed. An error names the file and what it lacks.
    static Result<ModelFolder> open(const std::string& folder);
};

}  // namespace tradewind::sentiment
