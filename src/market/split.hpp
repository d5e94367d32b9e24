#pragma once

#include <cstdint>

#include "core/decimal.hpp"
#include "core/messages.hpp"

namespace tradewind::market {

/// A stock split of `numerator` new shares for `denominator` old ones (7:1; a reverse split is 1:10). What was
/// measured before it is restated in new units, so that no indicator reads it as a crash.
struct SplitRatio {
    std::uint32_t numerator = 1;
    std::uint32_t denominator = 1;

    [[nodiscard]] double price(double old_price) const { return old_price * denominator / numerator; }
    [[nodiscard]] double volume(double old_volume) const { return old_volume * numerator / denominator; }
    [[nodiscard]] Decimal price(Decimal old_price) const {
        return multiply_divide(old_price, Decimal::from_int(denominator), Decimal::from_int(numerator),
                               Rounding::kHalfEven);
    }
};

/// Whether the bar is the first one in split units (Bar::split_numerator); `split_of` is then its ratio.
inline bool has_split(const Bar& bar) {
    return bar.split_numerator > 0 && bar.split_denominator > 0;
}
inline SplitRatio split_of(const Bar& bar) {
    return {bar.split_numerator, bar.split_denominator};
}

}  // namespace tradewind::market
