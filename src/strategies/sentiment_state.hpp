#pragma once

#include <array>
#include <string>
#include <vector>

#include "core/messages.hpp"

namespace tradewind::strategies {

/// The last 50 stories about one ticker, fading with age: a story of age a weighs confidence · 2^(-a / half life). A
/// story counts once, when it first appears: repeating it neither adds weight nor makes it young again.
class SentimentState {
public:
    static constexpr std::size_t kStories = 50;

    explicit SentimentState(Duration half_life) : half_life_(half_life) {}

    /// Folds an article at its usable_from. False where its story has been counted already.
    bool push(const ScoredArticle& article);

    [[nodiscard]] bool empty() const { return size_ == 0; }
    /// Σ weight · score / Σ weight, in [-1, 1]; all weights fade alike, so that it changes with articles only.
    [[nodiscard]] double mean() const { return mean_; }
    /// Σ weight at `now`: how much fresh news there is.
    [[nodiscard]] double weight(Timestamp now) const;
    /// Articles that still weigh at least a hundredth of their first weight at `now`, newest first, at most `count`.
    [[nodiscard]] std::vector<std::string> evidence(Timestamp now, std::size_t count) const;

private:
    struct Story {
        ArticleId story;
        ArticleId article;
        Timestamp time;
        double score = 0;
        double confidence = 0;
    };

    [[nodiscard]] double fade(Duration age) const;
    void sum_up(Timestamp now);

    Duration half_life_;
    std::array<Story, kStories> stories_{};
    std::size_t next_ = 0;
    std::size_t size_ = 0;
    double mean_ = 0;
    double weight_ = 0;
    Timestamp summed_;
};

/// A ticker's sentiment at one instant: what strategies see.
class SentimentView {
public:
    SentimentView(const SentimentState& state, Timestamp now) : state_(state), now_(now) {}

    [[nodiscard]] bool empty() const { return state_.empty(); }
    [[nodiscard]] double mean() const { return state_.mean(); }
    [[nodiscard]] double weight() const { return state_.weight(now_); }
    [[nodiscard]] Timestamp now() const { return now_; }

private:
    const SentimentState& state_;
    Timestamp now_;
};

}  // namespace tradewind::strategies
