#pragma once

#include <memory>

#include "services/handler.hpp"
#include "services/world.hpp"
#include "trading/execution_engine.hpp"

namespace tradewind::services {

/// trade-executor on the simulated venue: bars fill and mark, signals become risk verdicts and orders, commands are
/// obeyed and answered in the audit log. `cash`: opening balance.
std::unique_ptr<Handler> make_simulated_executor_handler(World& world, Decimal cash);

/// Writes all that an execution event left behind. Shared with the live executor.
void store_execution(World& world, const trading::ExecutionEffects& made, Effects& effects);

}  // namespace tradewind::services
