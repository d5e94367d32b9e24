#include "matching/split.hpp"

namespace tradewind::matching {
namespace {

// The ratio's sides as decimals of raw units, so that any 32-bit number fits.
Decimal raw_side(std::uint32_t side) {
    return Decimal::from_raw(side);
}

}  // namespace

Decimal split_quantity(Decimal quantity, SplitRatio ratio) {
    return multiply_divide(quantity, raw_side(ratio.numerator), raw_side(ratio.denominator), Rounding::kTowardZero);
}

Decimal split_price(Decimal price, SplitRatio ratio) {
    return ratio.price(price);
}

void split_order(Order& order, SplitRatio ratio) {
    order.quantity = split_quantity(order.quantity, ratio);
    order.filled_quantity = split_quantity(order.filled_quantity, ratio);
    if (order.limit_price) order.limit_price = split_price(*order.limit_price, ratio);
    if (order.stop_price) order.stop_price = split_price(*order.stop_price, ratio);
    if (order.average_price) order.average_price = split_price(*order.average_price, ratio);
}

}  // namespace tradewind::matching
