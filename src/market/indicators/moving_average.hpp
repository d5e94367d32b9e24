#pragma once

#include <cstddef>
#include <optional>

#include "market/indicators/window.hpp"

namespace tradewind::market {

// All indicators share one shape: `update` takes the next value and returns the indicator, or nothing before warm-up;
// `value` is what the last update returned; `rescale` restates the state across a split. O(1) unless said otherwise,
// no allocation after construction. Definitions and start-up are TA-Lib's (https://ta-lib.org), in its default mode.

/// Simple moving average. First value at the n-th input.
class Sma {
public:
    explicit Sma(std::size_t n) : window_(n) {}

    std::optional<double> update(double value) {
        window_.push(value);
        return this->value();
    }
    [[nodiscard]] std::optional<double> value() const {
        if (!window_.full()) return std::nullopt;
        return window_.value() / static_cast<double>(window_.ring().capacity());
    }
    void rescale(SplitRatio split) { window_.rescale_prices(split); }

private:
    WindowSum window_;
};

/// Exponential moving average with k = 2 / (n + 1), seeded by the simple average of the first n inputs.
class Ema {
public:
    explicit Ema(std::size_t n) : n_(n), factor_(2.0 / static_cast<double>(n + 1)) {}

    std::optional<double> update(double value) {
        if (seen_ < n_) {
            state_ += value;
            if (++seen_ == n_) state_ /= static_cast<double>(n_);
        } else {
            state_ = n_ == 1 ? value : (value - state_) * factor_ + state_;
        }
        return this->value();
    }
    [[nodiscard]] std::optional<double> value() const { return seen_ == n_ ? std::optional(state_) : std::nullopt; }
    void rescale(SplitRatio split) { state_ = split.price(state_); }

private:
    std::size_t n_;
    double factor_;
    std::size_t seen_ = 0;
    double state_ = 0;  // the sum of the inputs until there are n
};

/// Linearly weighted moving average: Σ i·x_i / (n(n+1)/2), the newest weighing n.
class Wma {
public:
    explicit Wma(std::size_t n) : window_(n) {}

    std::optional<double> update(double value) {
        // One step takes each weight down by one (subtract the plain sum) and brings the new value in with weight n.
        const auto n = static_cast<double>(window_.ring().capacity());
        if (window_.full()) weighted_.subtract(window_.sum());
        const auto [weight, product_error] = weigh(value);
        weighted_.add(weight);
        weighted_.add(product_error);
        window_.push(value);
        if (!window_.full()) return std::nullopt;
        value_ = weighted_.value() / (n * (n + 1) / 2);
        return value_;
    }
    [[nodiscard]] std::optional<double> value() const { return value_; }
    void rescale(SplitRatio split) {
        window_.rescale_prices(split);
        weighted_.reset();
        const auto& ring = window_.ring();
        const double top = ring.full() ? static_cast<double>(ring.capacity()) : static_cast<double>(ring.size());
        for (std::size_t age = 0; age < ring.size(); ++age) {
            weighted_.add((top - static_cast<double>(age)) * ring.back(age));
        }
        if (value_) value_ = split.price(*value_);
    }

private:
    struct Product {
        double value;
        double error;
    };
    // While the window fills, the i-th input weighs i; from then on n. The product's rounding error is kept (Dekker),
    // since what is later subtracted are n plain values.
    [[nodiscard]] Product weigh(double value) const {
        const auto weight = static_cast<double>(window_.full() ? window_.ring().capacity() : window_.ring().size() + 1);
        constexpr double kSplitter = 134217729;  // 2^27 + 1
        const double scaled = kSplitter * value;
        const double high = scaled - (scaled - value);
        const double product = weight * value;
        // The weight has at most 17 bits, so that weight · high and weight · low are exact.
        return {product, weight * high - product + weight * (value - high)};
    }

    WindowSum window_;
    CompensatedSum weighted_;
    std::optional<double> value_;
};

}  // namespace tradewind::market
