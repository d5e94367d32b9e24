#pragma once

#include <cstdint>

#include "core/records.hpp"

namespace tradewind::matching {

/// Units split numerator : denominator (7:1 gives seven for one). Both above zero.
struct SplitRatio {
    std::uint32_t numerator = 1;
    std::uint32_t denominator = 1;
};

/// A quantity in the new units, rounded toward zero at the ninth decimal.
Decimal split_quantity(Decimal quantity, SplitRatio ratio);
/// A price in the new units, rounded half-even at the ninth decimal.
Decimal split_price(Decimal price, SplitRatio ratio);
/// Quantities and prices of a working order in the new units.
void split_order(Order& order, SplitRatio ratio);

}  // namespace tradewind::matching
