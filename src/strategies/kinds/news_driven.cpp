#include <algorithm>
#include <cmath>
#include <fmt/core.h>

#include "strategies/registry.hpp"

namespace tradewind::strategies {
namespace {

/// Follows the sentiment of the last 50 stories, fading with age (SentimentState).
///
///   m = mean sentiment by fading weight, W = sum of those weights
///   direction = sign of m
///   strength  = (|m| - dead_band) / (full_at - dead_band), at most 1
///
/// An opinion is held while W ≥ min_weight and |m| > dead_band. Confidence is W / (W + 1). Warm-up: none beyond the
/// first story.
class NewsDriven final : public Strategy {
public:
    explicit NewsDriven(const StrategySettings& settings)
        : min_weight_(settings.parameter("min_weight")),
          dead_band_(settings.parameter("dead_band")),
          full_at_(settings.parameter("full_at")) {}

    void on_bar(const MarketState&) override {}
    void on_split(market::SplitRatio) override {}

    std::optional<Opinion> evaluate(const Ticker&, const MarketState&, const SentimentView& sentiment) const override {
        const double mean = sentiment.mean();
        const double size = std::abs(mean);
        if (size <= dead_band_) return std::nullopt;
        const double weight = sentiment.weight();
        if (weight < min_weight_) return std::nullopt;
        return Opinion{mean > 0 ? Direction::kLong : Direction::kShort,
                       std::min(1.0, (size - dead_band_) / (full_at_ - dead_band_)), weight / (weight + 1),
                       std::chrono::hours(24)};
    }
    std::string explain(const MarketState&, const SentimentView& sentiment) const override {
        return fmt::format("mean sentiment {:+.4f} over news of weight {:.2f}", sentiment.mean(), sentiment.weight());
    }

private:
    double min_weight_;
    double dead_band_;
    double full_at_;
};

Status check(const StrategySettings& settings) {
    if (settings.parameter("dead_band") < settings.parameter("full_at")) return {};
    return fail(ErrorCode::kInvalidArgument,
                "strategies.news_driven.dead_band is not below strategies.news_driven.full_at",
                "sentiment counts from the dead band on, and in full at full_at");
}

}  // namespace

Descriptor describe_news_driven() {
    return {
        .name = "news_driven",
        .summary = "Follows the sentiment of recent news, fading with age",
        .default_weight = 1.0 / 3,
        .parameters =
            {
                {"min_weight", 0.5, 0.001, 50, false, "Weight of fresh news below which it holds no opinion"},
                {"dead_band", 0.05, 0, 0.99, false, "Mean sentiment that is taken for noise"},
                {"full_at", 0.6, 0.01, 1, false, "Mean sentiment at which it is as sure as can be"},
            },
        .check = check,
        .make = [](const StrategySettings& settings) -> std::unique_ptr<Strategy> {
            return std::make_unique<NewsDriven>(settings);
        },
    };
}

}  // namespace tradewind::strategies
