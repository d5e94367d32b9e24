#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backtest/recording.hpp"

namespace tradewind::backtest {

/// The bars of one file, in rising time, still without corporate actions.
struct BarFile {
    Ticker ticker;
    bool adjusted = false;  ///< Prices are adjusted already: no factors, no inferred splits.
    std::vector<Bar> bars;
};

/// Whether a file's name says that it holds bars: `SYMBOL_<timeframe>.csv`.
bool is_called_as_bars(const std::string& path);
/// Whether the text's header line has the columns of a bar file.
bool looks_like_bars(std::string_view text);

/// Reads `name` (`SYMBOL.csv`, `SYMBOL_<timeframe>.csv`) with a header of time, open, high, low, close, volume and
/// maybe vwap and trade_count, in any order and case; other columns are ignored. Rows that contradict themselves,
/// repeat a time or hold a print that can't be are skipped with a warning. An error where the name has no ticker or no
/// row is usable.
Result<BarFile> parse_bar_file(const std::string& path, std::string_view text, std::vector<LoadWarning>& warnings);

}  // namespace tradewind::backtest
