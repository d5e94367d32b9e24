#pragma once

#include <optional>
#include <span>

#include "backtest/recording.hpp"
#include "core/records.hpp"
#include "market/metrics.hpp"

namespace tradewind::backtest {

/// Metrics of a run: annualised (252) from the equity at each New York date's last line, the first return being from
/// `cash`; total_return and the drawdown are over every line, and calmar over that drawdown. All empty without lines.
market::Metrics measure(std::span<const PortfolioSnapshot> equity, Decimal cash);

/// Returns from one New York date's last line to the next, the first from `cash`. Empty where equity is not positive.
market::ReturnSeries daily_returns(std::span<const PortfolioSnapshot> equity, Decimal cash);

/// The last instant with bars of each New York date: the times of `daily_returns`.
std::vector<Timestamp> trading_days(std::span<const Instant> instants);

/// Buy and hold in equal parts of every ticker that has bars: the mean of last close / first close - 1, splits undone.
/// Nothing without bars.
std::optional<double> buy_and_hold(std::span<const Instant> instants);

}  // namespace tradewind::backtest
