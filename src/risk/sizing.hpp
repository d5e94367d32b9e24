#pragma once

#include "core/decimal.hpp"
#include "risk/settings.hpp"

namespace tradewind::risk {

/// What an entry's size follows from. Amounts in account currency.
struct SizingInput {
    Decimal equity;
    Decimal price;          ///< Expected, above zero.
    double volatility = 0;  ///< Annualised standard deviation of returns, as a fraction; 0 where unknown.
    Decimal headroom;       ///< What limits leave: bounds the methods that size by a part of equity.
    bool fractional = false;
};

/// Quantity of an entry, rounded toward zero to whole shares, or to nine decimals where fractional; zero where there is
/// nothing to order.
/// - volatility_target: equity · target_volatility / volatility, at most max_fraction · equity and the headroom;
/// nothing
///   while volatility is unknown.
/// - fixed_fraction: equity · fraction, at most the headroom.
/// - fixed_notional: that amount, whatever the headroom: the checks deny it where it doesn't fit.
Decimal size_entry(const SizingSettings& settings, const SizingInput& input);

}  // namespace tradewind::risk
