#pragma once

#include "core/records.hpp"
#include "market/split.hpp"

namespace tradewind::matching {

using market::SplitRatio;

/// A quantity in the new units, rounded toward zero at the ninth decimal.
Decimal split_quantity(Decimal quantity, SplitRatio ratio);
/// A price in the new units, rounded half-even at the ninth decimal.
Decimal split_price(Decimal price, SplitRatio ratio);
/// Quantities and prices of a working order in the new units.
void split_order(Order& order, SplitRatio ratio);

}  // namespace tradewind::matching
