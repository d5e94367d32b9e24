#pragma once

#include <chrono>
#include <cstdint>

namespace tradewind::market {

enum class TradingDay : std::uint8_t { kClosed, kRegular, kEarlyClose };

/// What kind of day the New York Stock Exchange makes of a New York date. By rule (NYSE Rule 7.2 and its predecessors),
/// with a table for what no rule foresaw. True to history from 1993; earlier dates follow the rules of 1993.
TradingDay nyse_trading_day(std::chrono::year_month_day date);

/// Western Easter Sunday (the anonymous Gregorian algorithm).
std::chrono::year_month_day easter_sunday(std::chrono::year year);

}  // namespace tradewind::market
