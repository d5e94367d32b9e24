#pragma once

#include <string>

#include "backtest/backtest.hpp"

namespace tradewind::backtest {

/// The run on one page of HTML that needs nothing else: figures, equity and drawdown as drawings, weights, the last
/// trades, warnings. Light and dark as the reader's system is.
std::string report_html(const BacktestResult& result);

}  // namespace tradewind::backtest
