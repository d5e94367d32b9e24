#pragma once

#include <string>
#include <vector>

#include "backtest/backtest.hpp"

/// The rules of a backtest (docs/backtesting.md), written down once more over the files that it leaves: what an
/// outsider could check without knowing the engines. Each function tells what it found broken; nothing where all is
/// well.
namespace tradewind::backtest::rules {

using Findings = std::vector<std::string>;

/// The run's files as text, the bars that they are about, and the settings that its rules hang on.
struct Evidence {
    std::string equity, orders, trades, adjustments, signals;
    std::vector<Bar> bars;  ///< As given, in rising time per ticker.
    std::vector<RawArticle> articles;
    BacktestOptions options;
};
Evidence gather(const BacktestResult& result, const BacktestOptions& options);

/// Cash moves by fills, their costs and adjustments alone; equity is cash and positions at the last closes.
Findings check_conservation(const Evidence& evidence);
/// Where and at what price each order may fill, in which bar, how much of its volume, and what that costs.
Findings check_fills(const Evidence& evidence);
/// Realised profits are first in, first out; positions add up.
Findings check_positions(const Evidence& evidence);
/// Decisions stand at the end of a bar or at an article's time of arrival.
Findings check_times(const Evidence& evidence);

}  // namespace tradewind::backtest::rules
