#include <algorithm>
#include <fmt/core.h>

#include "market/indicators/rsi.hpp"
#include "strategies/registry.hpp"

namespace tradewind::strategies {
namespace {

/// Bets on a return where Wilder's relative strength index of closes is extreme.
///
///   RSI < oversold:    long,  strength = min(1, 2 · (oversold - RSI) / oversold)
///   RSI > overbought:  short, strength = min(1, 2 · (RSI - overbought) / (100 - overbought))
///
/// Full strength is thus reached halfway between the bound and the end of the scale. No opinion between the bounds, nor
/// where nothing has moved (an index of 0 that no loss made). Warm-up: period + 1 bars.
class MeanReversion final : public Strategy {
public:
    explicit MeanReversion(const StrategySettings& settings)
        : rsi_(static_cast<std::size_t>(settings.parameter("period"))),
          period_(static_cast<std::int64_t>(settings.parameter("period"))),
          oversold_(settings.parameter("oversold")),
          overbought_(settings.parameter("overbought")) {}

    void on_bar(const MarketState& market) override { rsi_.update(market.close()); }
    void on_split(market::SplitRatio split) override { rsi_.rescale(split); }

    std::optional<Opinion> evaluate(const Ticker&, const MarketState& market, const SentimentView&) const override {
        const auto rsi = rsi_.value();
        if (!rsi || market.volatility() <= 0) return std::nullopt;
        if (*rsi < oversold_) return opinion(Direction::kLong, (oversold_ - *rsi) / oversold_, market);
        if (*rsi > overbought_) return opinion(Direction::kShort, (*rsi - overbought_) / (100 - overbought_), market);
        return std::nullopt;
    }
    std::string explain(const MarketState&, const SentimentView&) const override {
        const double rsi = rsi_.value().value_or(50);
        return fmt::format("relative strength {:.2f}, {} {}", rsi, rsi < oversold_ ? "below" : "above",
                           rsi < oversold_ ? oversold_ : overbought_);
    }

private:
    [[nodiscard]] Opinion opinion(Direction direction, double depth, const MarketState& market) const {
        return {direction, std::min(1.0, 2 * depth), std::min(1.0, depth), length_of(market.timeframe()) * period_};
    }

    market::Rsi rsi_;
    std::int64_t period_;
    double oversold_;
    double overbought_;
};

Status check(const StrategySettings& settings) {
    if (settings.parameter("oversold") < settings.parameter("overbought")) return {};
    return fail(ErrorCode::kInvalidArgument,
                "strategies.mean_reversion.oversold is not below strategies.mean_reversion.overbought",
                "the defaults are 30 and 70");
}

}  // namespace

Descriptor describe_mean_reversion() {
    return {
        .name = "mean_reversion",
        .summary = "Bets on a return where the relative strength index is extreme",
        .default_weight = 1.0 / 3,
        .parameters =
            {
                {"period", 14, 2, 5000, true, "Bars of the relative strength index (Wilder's)"},
                {"oversold", 30, 1, 99, false, "Below it: long"},
                {"overbought", 70, 1, 99, false, "Above it: short"},
            },
        .check = check,
        .make = [](const StrategySettings& settings) -> std::unique_ptr<Strategy> {
            return std::make_unique<MeanReversion>(settings);
        },
    };
}

}  // namespace tradewind::strategies
