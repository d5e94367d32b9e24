#include "strategies/sentiment_state.hpp"

#include <algorithm>

#include "core/math.hpp"

namespace tradewind::strategies {
namespace {

/// Half lives after which news weighs nothing: 2^-30 of its first weight.
constexpr int kForgotten = 30;

}  // namespace

double SentimentState::fade(Duration age) const {
    if (age <= Duration{}) return 1;
    if (age >= half_life_ * kForgotten) return 0;
    constexpr double kLn2 = 0.693147180559945309417232;
    return deterministic_exp(-kLn2 * static_cast<double>(age.count()) / static_cast<double>(half_life_.count()));
}

bool SentimentState::push(const ScoredArticle& article) {
    const auto known = stories_.begin() + static_cast<std::ptrdiff_t>(size_);
    if (std::find_if(stories_.begin(), known, [&](const Story& story) { return story.story == article.story; }) !=
        known) {
        return false;
    }
    stories_[next_] = {article.story, article.article, article.usable_from, article.score, article.confidence};
    next_ = (next_ + 1) % kStories;
    size_ = std::min(size_ + 1, kStories);
    sum_up(article.usable_from);
    return true;
}

void SentimentState::sum_up(Timestamp now) {
    double weighted = 0;
    weight_ = 0;
    for (std::size_t i = 0; i < size_; ++i) {
        const Story& story = stories_[i];
        const double weight = story.confidence * fade(now - story.time);
        weight_ += weight;
        weighted += weight * story.score;
    }
    mean_ = weight_ > 0 ? weighted / weight_ : 0;
    summed_ = now;
}

double SentimentState::weight(Timestamp now) const {
    return size_ == 0 ? 0 : weight_ * fade(now - summed_);
}

std::vector<std::string> SentimentState::evidence(Timestamp now, std::size_t count) const {
    std::vector<std::string> ids;
    for (std::size_t age = 0; age < size_ && ids.size() < count; ++age) {
        const Story& story = stories_[(next_ + kStories - 1 - age) % kStories];
        if (fade(now - story.time) >= 0.01) ids.push_back(story.article.to_string());
    }
    return ids;
}

}  // namespace tradewind::strategies
