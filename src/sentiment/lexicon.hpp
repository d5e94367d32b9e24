#pragma once

#include <memory>

#include "sentiment/scorer.hpp"

namespace tradewind::sentiment {

/// The last resort that needs no model: counts words of data/lexicon.tsv with negation, intensifiers and burdens
/// ("costs fall"). With P and N the sums of good and bad evidence, positive = P / (P + N + 0.8), negative and neutral
/// likewise: one clear word is a leaning, several are a verdict. Meant for headlines and short posts in English; only
/// the first 4 000 bytes of a text are read.
class LexiconScorer final : public SentimentScorer {
public:
    LexiconScorer();
    ~LexiconScorer() override;
    LexiconScorer(const LexiconScorer&) = delete;
    LexiconScorer& operator=(const LexiconScorer&) = delete;

    Result<std::vector<Score>> score(std::span<const std::string> texts) override;
    [[nodiscard]] std::string_view name() const override { return "lexicon"; }
    [[nodiscard]] std::string_view model_hash() const override;

    [[nodiscard]] Score score_one(std::string_view text);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace tradewind::sentiment
