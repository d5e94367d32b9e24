#pragma once

#include <filesystem>
#include <string>

#include "backtest/backtest.hpp"

namespace tradewind::backtest {

/// The files of `backtest --out` (commands.md, Backtest), each as one text. Amounts are decimals in full.
std::string equity_csv(const RunRecord& record);
std::string orders_csv(const RunRecord& record);
std::string trades_csv(const RunRecord& record);
std::string adjustments_csv(const RunRecord& record);
std::string signals_jsonl(const RunRecord& record);

/// Writes them all, and report.html, into a folder that is made where it is missing. kUnavailable names what could not
/// be written.
Status write_outputs(const std::filesystem::path& folder, const BacktestResult& result);

}  // namespace tradewind::backtest
