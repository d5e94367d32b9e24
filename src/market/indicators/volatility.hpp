#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

#include "market/indicators/window.hpp"

namespace tradewind::market {

/// Realised volatility: the sample standard deviation (n - 1) of the last n simple returns close / previous close - 1,
/// per bar, not annualised. First value at close n + 1. What sizing calls volatility.
class Volatility {
public:
    explicit Volatility(std::size_t n) : returns_(n) { TRADEWIND_ASSERT(n >= 2); }

    std::optional<double> update(double close) {
        const double previous = previous_;
        previous_ = close;
        if (previous <= 0) return value_;
        const double change = close / previous - 1;
        if (returns_.full()) squares_.subtract(returns_.ring().oldest() * returns_.ring().oldest());
        squares_.add(change * change);
        returns_.push(change);
        if (!returns_.full()) return value_;
        const auto n = static_cast<double>(returns_.ring().capacity());
        const double sum = returns_.value();
        value_ = std::sqrt(std::max(0.0, (squares_.value() - sum * sum / n) / (n - 1)));
        return value_;
    }
    [[nodiscard]] std::optional<double> value() const { return value_; }
    void rescale(SplitRatio split) { previous_ = split.price(previous_); }

private:
    WindowSum returns_;
    CompensatedSum squares_;
    double previous_ = 0;
    std::optional<double> value_;
};

}  // namespace tradewind::market
