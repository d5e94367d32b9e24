#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/messages.hpp"

/// Bars as a recording holds them.
namespace tradewind::backtest {

inline constexpr std::string_view kBarCsvHeader = "time,open,high,low,close,volume,vwap,trade_count\n";

/// `SYMBOL_<timeframe>.csv`, with `-` for what a file's name can't hold.
std::string bar_file_name(const Ticker& ticker, Timeframe timeframe);
/// One row with its end.
std::string bar_csv_row(const Bar& bar);

}  // namespace tradewind::backtest
