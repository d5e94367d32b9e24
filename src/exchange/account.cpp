#include "exchange/account.hpp"

#include <algorithm>

namespace tradewind::exchange {

void Account::fill(std::uint32_t symbol, Side side, Decimal quantity, Decimal price) {
    const Decimal amount = multiply(price, quantity, Rounding::kHalfEven);
    const Decimal change = side == Side::kBuy ? quantity : -quantity;
    cash_ += side == Side::kBuy ? -amount : amount;
    Holding& holding = holdings_[symbol];
    if (holding.quantity.sign() * change.sign() >= 0) {
        holding.quantity += change;
        holding.cost += side == Side::kBuy ? amount : -amount;
    } else if (change.abs() < holding.quantity.abs()) {
        const Decimal left = holding.quantity + change;
        holding.cost = multiply_divide(holding.cost, left, holding.quantity, Rounding::kHalfEven);
        holding.quantity = left;
    } else {
        // Through zero, which the order checks don't let happen but a late fill may.
        holding.quantity += change;
        holding.cost = multiply(holding.quantity, price, Rounding::kHalfEven);
    }
    if (holding.quantity.is_zero()) holdings_.erase(symbol);
}

void Account::split(std::uint32_t symbol, std::uint32_t to, std::uint32_t from) {
    const auto found = holdings_.find(symbol);
    if (found == holdings_.end()) return;
    found->second.quantity =
        multiply_divide(found->second.quantity, Decimal::from_int(to), Decimal::from_int(from), Rounding::kHalfEven);
}

}  // namespace tradewind::exchange
