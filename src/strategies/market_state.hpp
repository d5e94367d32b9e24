#pragma once

#include <cmath>

#include "core/messages.hpp"
#include "market/bar_series.hpp"
#include "market/indicators/volatility.hpp"
#include "market/split.hpp"

namespace tradewind::strategies {

/// What strategies see of one ticker's prices: the last bars of the deciding timeframe, and their volatility. Prices
/// are in today's units: history is restated at splits.
class MarketState {
public:
    static constexpr std::size_t kHistory = 64;

    /// Volatility is that of the last `volatility_bars` returns.
    MarketState(Timeframe timeframe, std::size_t volatility_bars);

    void push(const market::BarPoint& bar) {
        bars_.push(bar);
        close_ = bar.close.to_double();
        volatility_.update(close_);
    }
    void rescale(market::SplitRatio split);

    [[nodiscard]] Timeframe timeframe() const { return timeframe_; }
    [[nodiscard]] bool empty() const { return bars_.empty(); }
    /// The newest first: `bars().back(0)`.
    [[nodiscard]] const market::BarSeries& bars() const { return bars_; }
    /// Close of the newest bar.
    [[nodiscard]] double close() const { return close_; }
    /// Sample standard deviation of the last returns, per bar; 0 while unknown.
    [[nodiscard]] double volatility() const { return volatility_.value().value_or(0); }
    /// The same for a year of 252 sessions of 390 minutes (crypto: 365 days).
    [[nodiscard]] double annual_volatility(bool never_closes) const;

private:
    Timeframe timeframe_;
    market::BarSeries bars_;
    market::Volatility volatility_;
    double close_ = 0;
};

}  // namespace tradewind::strategies
