#pragma once

#include <cmath>
#include <cstddef>
#include <optional>

#include "market/indicators/window.hpp"

namespace tradewind::market {

/// Commodity channel index: (typical price - its simple average) / (0.015 · mean absolute deviation), the typical price
/// being (high + low + close) / 3; 0 where either is zero. O(n): a mean absolute deviation can't be carried along.
class Cci {
public:
    explicit Cci(std::size_t n) : ring_(n) {}

    std::optional<double> update(double high, double low, double close) {
        const double typical = (high + low + close) / 3;
        ring_.push(typical);
        if (!ring_.full()) return value_;
        const auto n = static_cast<double>(ring_.capacity());
        double average = 0;
        for (const double price : ring_.stored()) average += price;
        average /= n;
        double spread = 0;
        for (const double price : ring_.stored()) spread += std::fabs(price - average);
        const double distance = typical - average;
        value_ = is_negligible(distance, average) || is_negligible(spread / n, average)
                     ? 0
                     : distance / (0.015 * (spread / n));
        return value_;
    }
    [[nodiscard]] std::optional<double> value() const { return value_; }
    void rescale(SplitRatio split) { ring_.rescale_prices(split); }

private:
    Ring ring_;
    std::optional<double> value_;
};

}  // namespace tradewind::market
