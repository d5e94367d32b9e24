#include "backtest/bar_csv.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace tradewind::backtest {

std::string bar_file_name(const Ticker& ticker, Timeframe timeframe) {
    std::string symbol = ticker.to_string();
    std::ranges::replace(symbol, '/', '-');
    return fmt::format("{}_{}.csv", symbol, to_string(timeframe));
}

std::string bar_csv_row(const Bar& bar) {
    return fmt::format("{},{},{},{},{},{},{},{}\n", format_timestamp(bar.start), bar.open.to_string(),
                       bar.high.to_string(), bar.low.to_string(), bar.close.to_string(), bar.volume,
                       bar.vwap ? bar.vwap->to_string() : "", bar.trade_count ? std::to_string(*bar.trade_count) : "");
}

}  // namespace tradewind::backtest
