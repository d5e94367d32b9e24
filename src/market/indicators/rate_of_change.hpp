#pragma once

#include <cstddef>
#include <optional>

#include "market/indicators/window.hpp"

namespace tradewind::market {

/// value - the value n inputs before. First value at input n + 1.
class Momentum {
public:
    explicit Momentum(std::size_t n) : ring_(n + 1) {}

    std::optional<double> update(double value) {
        ring_.push(value);
        return this->value();
    }
    [[nodiscard]] std::optional<double> value() const {
        if (!ring_.full()) return std::nullopt;
        return ring_.back(0) - ring_.oldest();
    }
    void rescale(SplitRatio split) { ring_.rescale_prices(split); }

private:
    Ring ring_;
};

/// Rate of change in percent: (value / the value n inputs before - 1) · 100; 0 where that was 0.
class RateOfChange {
public:
    explicit RateOfChange(std::size_t n) : ring_(n + 1) {}

    std::optional<double> update(double value) {
        ring_.push(value);
        return this->value();
    }
    [[nodiscard]] std::optional<double> value() const {
        if (!ring_.full()) return std::nullopt;
        const double before = ring_.oldest();
        return before == 0 ? 0 : (ring_.back(0) / before - 1) * 100;
    }
    void rescale(SplitRatio split) { ring_.rescale_prices(split); }

private:
    Ring ring_;
};

}  // namespace tradewind::market
