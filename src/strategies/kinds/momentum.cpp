#include <cmath>
#include <fmt/core.h>

#include "market/indicators/moving_average.hpp"
#include "strategies/registry.hpp"

namespace tradewind::strategies {
namespace {

/// Follows the trend after two simple moving averages of closes have crossed.
///
///   gap       = SMA(fast) / SMA(slow) - 1
///   z         = gap / (σ · (slow - fast) / √(3 · slow)),  σ the volatility per bar
///   direction = sign of gap;  strength = |z| / (1 + |z|)
///
/// The divisor is the standard deviation that the gap has in a random walk of volatility σ, so that z says how unusual
/// the trend is whatever the ticker and the timeframe. An opinion is held for `fresh_bars` bars after a crossing, the
/// crossing bar included. Warm-up: `slow` bars and the bars of σ; the side on which the averages stand at warm-up is no
/// crossing.
class Momentum final : public Strategy {
public:
    explicit Momentum(const StrategySettings& settings)
        : fast_(static_cast<std::size_t>(settings.parameter("fast"))),
          slow_(static_cast<std::size_t>(settings.parameter("slow"))),
          slow_bars_(static_cast<std::int64_t>(settings.parameter("slow"))),
          fresh_bars_(static_cast<std::int64_t>(settings.parameter("fresh_bars"))) {
        const double slow = settings.parameter("slow");
        walk_deviation_ = (slow - settings.parameter("fast")) / std::sqrt(3 * slow);
    }

    void on_bar(const MarketState& market) override {
        const auto fast = fast_.update(market.close());
        const auto slow = slow_.update(market.close());
        if (!fast || !slow || *slow <= 0) return;
        gap_ = *fast / *slow - 1;
        if (bars_since_crossing_ < kNever) ++bars_since_crossing_;
        const int side = gap_ > 0 ? 1 : (gap_ < 0 ? -1 : side_);
        if (side_ != 0 && side != side_) bars_since_crossing_ = 0;
        side_ = side;
    }
    void on_split(market::SplitRatio split) override {
        fast_.rescale(split);
        slow_.rescale(split);
    }

    std::optional<Opinion> evaluate(const Ticker&, const MarketState& market, const SentimentView&) const override {
        if (bars_since_crossing_ >= fresh_bars_) return std::nullopt;
        const double volatility = market.volatility();
        if (volatility <= 0 || gap_ == 0) return std::nullopt;
        const double z = std::abs(gap_) / (volatility * walk_deviation_);
        const Duration horizon = length_of(market.timeframe()) * slow_bars_;
        return Opinion{gap_ > 0 ? Direction::kLong : Direction::kShort, z / (1 + z),
                       1 - static_cast<double>(bars_since_crossing_) / static_cast<double>(fresh_bars_), horizon};
    }
    std::string explain(const MarketState& market, const SentimentView&) const override {
        return fmt::format(
            "fast average {:.3f} % {} the slow one, {} bars after they crossed; volatility {:.3f} % a bar",
            std::abs(gap_) * 100, gap_ > 0 ? "above" : "below", bars_since_crossing_, market.volatility() * 100);
    }

private:
    static constexpr std::int64_t kNever = std::int64_t{1} << 40;

    market::Sma fast_;
    market::Sma slow_;
    std::int64_t slow_bars_;
    std::int64_t fresh_bars_;
    double walk_deviation_ = 1;
    double gap_ = 0;
    int side_ = 0;
    std::int64_t bars_since_crossing_ = kNever;
};

Status check(const StrategySettings& settings) {
    if (settings.parameter("fast") < settings.parameter("slow")) return {};
    return fail(ErrorCode::kInvalidArgument, "strategies.momentum.fast is not below strategies.momentum.slow",
                "give the fast average fewer bars than the slow one");
}

}  // namespace

Descriptor describe_momentum() {
    return {
        .name = "momentum",
        .summary = "Follows the trend after two moving averages have crossed",
        .default_weight = 1.0 / 3,
        .parameters =
            {
                {"fast", 10, 1, 5000, true, "Bars in the fast average"},
                {"slow", 30, 2, 5000, true, "Bars in the slow average"},
                {"fresh_bars", 5, 1, 5000, true, "Bars after a crossing during which it holds an opinion"},
            },
        .check = check,
        .make = [](const StrategySettings& settings) -> std::unique_ptr<Strategy> {
            return std::make_unique<Momentum>(settings);
        },
    };
}

}  // namespace tradewind::strategies
