#pragma once

#include <optional>
#include <string>

#include "core/ticker.hpp"
#include "market/split.hpp"
#include "strategies/market_state.hpp"
#include "strategies/opinion.hpp"
#include "strategies/sentiment_state.hpp"

namespace tradewind::strategies {

/// One way of looking at one ticker. An instance belongs to a ticker and holds what it needs of the past (indicators
/// from market/); it knows no clock, no order and no position. The same events in the same order give the same
/// opinions: of libm only sqrt, exp, log and tanh from core/math.hpp. docs/writing-a-strategy.md walks through one.
class Strategy {
public:
    virtual ~Strategy() = default;

    /// Folds the bar that `market` has just taken in. O(1), no allocation.
    virtual void on_bar(const MarketState& market) = 0;
    /// What was measured so far is restated in new units; the bar that carries the split follows.
    virtual void on_split(market::SplitRatio split) = 0;

    /// The opinion now, after a bar or an article; nothing while warming up or without a view. O(1), no allocation.
    [[nodiscard]] virtual std::optional<Opinion> evaluate(const Ticker& ticker, const MarketState& market,
                                                          const SentimentView& sentiment) const = 0;
    /// Why `evaluate` says what it says, in one line with the figures. Called only where a signal comes of it.
    [[nodiscard]] virtual std::string explain(const MarketState& market, const SentimentView& sentiment) const = 0;
};

}  // namespace tradewind::strategies
