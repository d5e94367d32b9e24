#include "sentiment/scorer.hpp"

namespace tradewind::sentiment {
namespace {

double rounded(double value) {
    const auto scaled = static_cast<std::int64_t>(value * 1e4 + (value < 0 ? -0.5 : 0.5));
    return static_cast<double>(scaled) / 1e4;
}

}  // namespace

Score score_from_probabilities(double positive, double negative, double neutral) {
    Score score;
    score.positive = rounded(positive);
    score.negative = rounded(negative);
    score.neutral = rounded(neutral);
    score.score = rounded(score.positive - score.negative);
    score.label = SentimentLabel::kNeutral;
    score.confidence = score.neutral;
    if (score.negative > score.confidence) {
        score.label = SentimentLabel::kNegative;
        score.confidence = score.negative;
    }
    if (score.positive > score.confidence) {
        score.label = SentimentLabel::kPositive;
        score.confidence = score.positive;
    }
    return score;
}

}  // namespace tradewind::sentiment
