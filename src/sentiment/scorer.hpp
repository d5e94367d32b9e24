#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/messages.hpp"

namespace tradewind::sentiment {

/// One text's sentiment. Probabilities sum to one before rounding; everything is rounded to 1e-4.
struct Score {
    SentimentLabel label = SentimentLabel::kNeutral;
    double score = 0;       ///< positive - negative, in [-1, 1].
    double confidence = 0;  ///< Largest probability.
    double positive = 0;
    double negative = 0;
    double neutral = 0;
    /// The bytes of the text that count most for the label; equal where it is neutral or the engine can't tell.
    std::uint32_t telling_begin = 0;
    std::uint32_t telling_end = 0;
};

/// Words that an engine reads as "the company asked about" and "another company".
struct CompanyMarks {
    std::string target;
    std::string other;
};

/// Rounds the three probabilities to 1e-4 and derives label, score and confidence from them. Ties go to neutral,
/// then to negative.
Score score_from_probabilities(double positive, double negative, double neutral);

/// An engine that scores texts. A text's score depends on nothing but the text and the engine's weights: neither on
/// its batch nor on threads. Not thread-safe: one scorer per thread.
class SentimentScorer {
public:
    virtual ~SentimentScorer() = default;
    /// One score for each text, in order. Fails as a whole (kInternal, kLimit) where the engine itself fails.
    virtual Result<std::vector<Score>> score(std::span<const std::string> texts) = 0;
    /// `finbert`, `ollama` or `lexicon`.
    [[nodiscard]] virtual std::string_view name() const = 0;
    /// Short hash of weights or word list: changes when scores may change.
    [[nodiscard]] virtual std::string_view model_hash() const = 0;
    /// Where the engine can judge one of several companies in a text; nothing where it judges the text alone.
    [[nodiscard]] virtual std::optional<CompanyMarks> marks() const { return std::nullopt; }
};

}  // namespace tradewind::sentiment
