#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

#include "market/split.hpp"

namespace tradewind::market {

/// max(high - low, |high - previous close|, |low - previous close|)
inline double true_range(double high, double low, double previous_close) {
    return std::max({high - low, std::fabs(high - previous_close), std::fabs(low - previous_close)});
}

/// Average true range (Wilder): the mean of the first n true ranges, then ((n - 1) old + new) / n. The first bar has no
/// true range; the first value comes at bar n + 1.
class Atr {
public:
    explicit Atr(std::size_t n) : n_(static_cast<double>(n)) {}

    std::optional<double> update(double high, double low, double close) {
        const double range = true_range(high, low, previous_close_);
        previous_close_ = close;
        if (seen_ <= n_) {
            if (seen_ > 0) average_ += range;
            if (seen_ == n_) average_ /= n_;
            ++seen_;
        } else {
            average_ = (average_ * (n_ - 1) + range) / n_;
        }
        return value();
    }
    [[nodiscard]] std::optional<double> value() const { return seen_ > n_ ? std::optional(average_) : std::nullopt; }
    void rescale(SplitRatio split) {
        previous_close_ = split.price(previous_close_);
        average_ = split.price(average_);
    }

private:
    double n_;
    double seen_ = 0;
    double previous_close_ = 0;
    double average_ = 0;  // the sum of true ranges until there are n
};

}  // namespace tradewind::market
