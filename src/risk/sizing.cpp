#include "risk/sizing.hpp"

#include <algorithm>

namespace tradewind::risk {
namespace {

// Below this a volatility is noise, and equity / volatility would leave the range of amounts.
constexpr double kSmallestVolatility = 1e-4;

Decimal fraction_of(Decimal equity, Decimal fraction) {
    return multiply(equity, fraction, Rounding::kTowardZero);
}

Decimal volatility_target(const SizingSettings& settings, const SizingInput& input) {
    if (!(input.volatility > 0)) return Decimal();
    const double ratio = settings.target_volatility / std::max(input.volatility, kSmallestVolatility);
    const Decimal cap = fraction_of(input.equity, settings.max_fraction);
    const double cap_ratio = settings.max_fraction.to_double();
    if (ratio >= cap_ratio) return cap;
    // Nine decimals of the ratio are more than the volatility knows.
    const auto fraction = Decimal::from_double(ratio);
    TRADEWIND_ASSERT(fraction.has_value());
    return std::min(cap, fraction_of(input.equity, *fraction));
}

Decimal notional_of(const SizingSettings& settings, const SizingInput& input) {
    switch (settings.method) {
        case SizingMethod::kVolatilityTarget:
            return std::min(volatility_target(settings, input), input.headroom);
        case SizingMethod::kFixedFraction:
            return std::min(fraction_of(input.equity, settings.fraction), input.headroom);
        case SizingMethod::kFixedNotional:
            break;
    }
    return settings.notional;
}

}  // namespace

Decimal size_entry(const SizingSettings& settings, const SizingInput& input) {
    if (input.equity.sign() <= 0 || input.price.sign() <= 0) return Decimal();
    const Decimal notional = notional_of(settings, input);
    if (notional.sign() <= 0) return Decimal();
    const auto quantity = checked_divide(notional, input.price, Rounding::kTowardZero);
    if (!quantity) return Decimal();
    return input.fractional ? *quantity : quantity->rounded(0, Rounding::kTowardZero);
}

}  // namespace tradewind::risk
