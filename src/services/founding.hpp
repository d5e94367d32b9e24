#pragma once

#include <optional>

#include "core/decimal.hpp"
#include "core/error.hpp"
#include "services/world.hpp"

namespace tradewind::services {

/// Writes what a world has from its first day on, where it isn't there yet: the opening deposit (where `cash` says
/// it), the account's trading
/// state, the strategies with their first weights.
Status found_world(World& world, std::optional<Decimal> cash);

}  // namespace tradewind::services
