#pragma once

#include "core/decimal.hpp"
#include "core/error.hpp"
#include "services/world.hpp"

namespace tradewind::services {

/// Writes what a world has from its first day on, where it isn't there yet: the opening deposit, the account's trading
/// state, the strategies with their first weights.
Status found_world(World& world, Decimal cash);

}  // namespace tradewind::services
