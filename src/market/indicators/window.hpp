#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "core/error.hpp"
#include "market/split.hpp"

namespace tradewind::market {

/// Whether a difference is no more than the rounding of numbers as large as `scale`: TA-Lib (since 0.8) takes it for
/// zero before dividing by it, whatever the unit of the prices.
inline bool is_negligible(double difference, double scale) {
    return std::fabs(difference) <= 1e-14 * std::fabs(scale);
}

/// The last `capacity` values. Allocates once, in the constructor.
class Ring {
public:
    explicit Ring(std::size_t capacity) : values_(capacity) { TRADEWIND_ASSERT(capacity > 0); }

    void push(double value) {
        values_[next_] = value;
        next_ = next_ + 1 == values_.size() ? 0 : next_ + 1;
        if (size_ < values_.size()) ++size_;
    }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t capacity() const noexcept { return values_.size(); }
    [[nodiscard]] bool full() const noexcept { return size_ == values_.size(); }
    /// The value that a push onto a full ring drops; size() must be > 0.
    [[nodiscard]] double oldest() const { return full() ? values_[next_] : values_[0]; }
    /// 0 is the newest; `age` < size().
    [[nodiscard]] double back(std::size_t age) const {
        return values_[next_ > age ? next_ - 1 - age : next_ + values_.size() - 1 - age];
    }
    /// The values held, in the order of their storage (not of time).
    [[nodiscard]] std::span<const double> stored() const { return {values_.data(), size_}; }
    void rescale_prices(SplitRatio split) {
        for (double& value : values_) value = split.price(value);
    }

private:
    std::vector<double> values_;
    std::size_t next_ = 0;
    std::size_t size_ = 0;
};

/// A sum that carries its rounding error along (Knuth's two-sum), so that values may enter and leave for ever without
/// drift: after a print of 1e9 has left a window of prices near 1, the sum is as good as new.
class CompensatedSum {
public:
    void add(double value) {
        const double sum = sum_ + value;
        const double added = sum - sum_;
        error_ += (sum_ - (sum - added)) + (value - added);
        sum_ = sum;
    }
    void subtract(double value) { add(-value); }
    void subtract(const CompensatedSum& other) {
        subtract(other.sum_);
        subtract(other.error_);
    }
    [[nodiscard]] double value() const { return sum_ + error_; }
    void reset() { sum_ = error_ = 0; }

private:
    double sum_ = 0;
    double error_ = 0;
};

/// The sum of the last n values.
class WindowSum {
public:
    explicit WindowSum(std::size_t n) : ring_(n) {}

    void push(double value) {
        if (ring_.full()) sum_.subtract(ring_.oldest());
        sum_.add(value);
        ring_.push(value);
    }
    [[nodiscard]] bool full() const noexcept { return ring_.full(); }
    [[nodiscard]] double value() const { return sum_.value(); }
    [[nodiscard]] const CompensatedSum& sum() const noexcept { return sum_; }
    [[nodiscard]] const Ring& ring() const noexcept { return ring_; }
    void rescale_prices(SplitRatio split) {
        ring_.rescale_prices(split);
        sum_.reset();
        for (const double value : ring_.stored()) sum_.add(value);
    }

private:
    Ring ring_;
    CompensatedSum sum_;
};

}  // namespace tradewind::market
