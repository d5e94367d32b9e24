#pragma once

#include "gateway/gateway.hpp"
#include "services/run.hpp"
#include "services/world.hpp"

namespace tradewind::services {

/// Backtests for the gateway: over a recording in `<data.dir>/recordings/<name>`, or over what the world has stored,
/// with the world's settings changed as asked for.
gateway::BacktestRunner make_backtest_runner(World& world, const RunOptions& options);

}  // namespace tradewind::services
