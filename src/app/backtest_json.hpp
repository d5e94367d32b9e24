#pragma once

#include <nlohmann/json_fwd.hpp>

#include "backtest/backtest.hpp"

namespace tradewind::app {

/// The one object of `backtest --json` (commands.md, Backtest).
nlohmann::ordered_json to_json(const backtest::BacktestResult& result, double wall_seconds);

}  // namespace tradewind::app
