#pragma once

#include <string>
#include <string_view>

#include "backtest/loose_time.hpp"

namespace tradewind::backtest {

/// A table of bars in a recording's own layout.
struct PlainBars {
    std::string text;    ///< A header and rows; row i of the source is row i here, readable or not.
    std::string layout;  ///< What it was recognised as.
    bool had_header = true;
};

/// Recognises how a table of bars is laid out and writes it as a recording would, row by row:
/// - columns by name, in any order and case (`Date`, `t`, `Close/Last`, `<HIGH>`, `Vol.`, date and time apart…), with
///   commas, semicolons or tabs between; numbers with `$`, thousands' commas, K/M/B, or decimal commas beside
///   semicolons; times as parse_loose_time reads them. So come the files of Yahoo, Stooq, Nasdaq, Alpha Vantage,
///   Investing.com, MetaTrader, Binance, Polygon and Alpaca.
/// - Lean's own tables without a header (`yyyymmdd hh:mm,open,…` in New York time, prices times 10 000).
/// What can't be read is left as it is, for the reader of bars to refuse. kParse where no layout fits.
Result<PlainBars> plain_bars(const std::string& path, std::string_view text, TimeStyle::Zone zone);

}  // namespace tradewind::backtest
