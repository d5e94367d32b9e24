#include "trading/portfolio.hpp"

#include <algorithm>

namespace tradewind::trading {

Decimal Holding::average_price() const {
    return quantity.is_zero() ? Decimal() : divide(cost, quantity.abs(), Rounding::kHalfEven);
}

std::uint32_t Portfolio::intern(const Ticker& ticker) {
    const auto number = tickers_.intern(ticker);
    if (number == holdings_.size()) holdings_.emplace_back();
    return number;
}

FillResult Portfolio::apply_fill(std::uint32_t ticker, Side side, Decimal quantity, Decimal price, Decimal costs,
                                 Timestamp time) {
    Holding& holding = holdings_[ticker];
    const int sign = side == Side::kBuy ? 1 : -1;
    const Decimal value = multiply(quantity, price, Rounding::kHalfEven);
    const int held_sign = holding.quantity.sign();
    const bool reduces = held_sign != 0 && held_sign != sign;
    const Decimal closing = reduces ? std::min(quantity, holding.quantity.abs()) : Decimal();
    const Decimal opening = quantity - closing;

    FillResult result;
    result.cash = sign > 0 ? -value : value;
    // A fill that crosses zero is split in proportion, and its parts add up to the whole.
    const Decimal closing_value =
        opening.is_zero() ? value : multiply_divide(value, closing, quantity, Rounding::kHalfEven);
    if (!closing.is_zero()) result.realized_pnl = close_lots(holding, closing, closing_value, held_sign);
    if (!opening.is_zero()) {
        const Decimal cost = closing.is_zero() ? value : value - closing_value;
        holding.lots.push_back({opening, cost});
        holding.cost += cost;
        open_cost_ += sign > 0 ? cost : -cost;
    }
    holding.quantity += sign > 0 ? quantity : -quantity;
    holding.realized_pnl += result.realized_pnl;
    holding.last_price = price;
    holding.updated = time;
    realized_ += result.realized_pnl;
    traded_ -= result.cash;
    costs_ += costs;
    cash_ += result.cash - costs;
    revalue(holding);
    check();
    result.position = holding.quantity;
    return result;
}

// Takes `quantity` (at most the position) from the oldest lots; returns what is realised against `value`.
Decimal Portfolio::close_lots(Holding& holding, Decimal quantity, Decimal value, int held_sign) {
    Decimal cost;
    Decimal left = quantity;
    std::size_t emptied = 0;
    for (Lot& lot : holding.lots) {
        if (left.is_zero()) break;
        const Decimal taken = std::min(left, lot.quantity);
        const Decimal part =
            taken == lot.quantity ? lot.cost : multiply_divide(lot.cost, taken, lot.quantity, Rounding::kHalfEven);
        lot.quantity -= taken;
        lot.cost -= part;
        cost += part;
        left -= taken;
        if (lot.quantity.is_zero()) ++emptied;
    }
    TRADEWIND_ASSERT(left.is_zero());
    holding.lots.erase(holding.lots.begin(), holding.lots.begin() + static_cast<std::ptrdiff_t>(emptied));
    holding.cost -= cost;
    open_cost_ -= held_sign > 0 ? cost : -cost;
    return held_sign > 0 ? value - cost : cost - value;
}

SplitResult Portfolio::apply_split(std::uint32_t ticker, matching::SplitRatio ratio, Timestamp time) {
    Holding& holding = holdings_[ticker];
    const Decimal old_price = holding.last_price;
    holding.last_price = matching::split_price(old_price, ratio);
    if (holding.quantity.is_zero()) return {};
    const Decimal before = holding.quantity;
    const Decimal after = matching::split_quantity(before, ratio);
    // Lots are rounded one by one; what that loses against the whole belongs to the newest.
    Decimal sum;
    for (Lot& lot : holding.lots) {
        lot.quantity = matching::split_quantity(lot.quantity, ratio);
        sum += lot.quantity;
    }
    holding.lots.back().quantity += after.abs() - sum;
    SplitResult result;
    result.quantity = after - before;
    // The part that nine decimals can't hold, in old units, is paid out at the old price.
    const matching::SplitRatio back{ratio.denominator, ratio.numerator};
    const Decimal kept = matching::split_quantity(after, back);
    result.cash = multiply(before - kept, old_price, Rounding::kTowardZero);
    if (result.cash.sign() != 0) apply_cash(result.cash);
    holding.quantity = after;
    holding.updated = time;
    check();
    return result;
}

void Portfolio::apply_cash(Decimal amount) {
    cash_ += amount;
    adjustments_ += amount;
    check();
}

void Portfolio::mark(std::uint32_t ticker, Decimal price) {
    Holding& holding = holdings_[ticker];
    holding.last_price = price;
    if (!holding.quantity.is_zero()) revalue(holding);
}

void Portfolio::revalue(Holding& holding) {
    const Decimal value = multiply(holding.quantity, holding.last_price, Rounding::kHalfEven);
    position_value_ += value - holding.value;
    gross_ += value.abs() - holding.value.abs();
    holding.value = value;
}

Position Portfolio::position(std::uint32_t ticker) const {
    const Holding& holding = holdings_[ticker];
    Position position;
    position.ticker = tickers_[ticker];
    position.quantity = holding.quantity;
    position.average_price = holding.average_price();
    position.last_price = holding.last_price;
    position.realized_pnl = holding.realized_pnl;
    position.updated = holding.updated;
    return position;
}

void Portfolio::check() const {
    TRADEWIND_ASSERT(cash_ == deposit_ - traded_ - costs_ + adjustments_);
    TRADEWIND_ASSERT(traded_ == open_cost_ - realized_);
}

}  // namespace tradewind::trading
