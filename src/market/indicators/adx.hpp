#pragma once

#include <cmath>
#include <cstddef>
#include <optional>

#include "market/indicators/atr.hpp"

namespace tradewind::market {

/// Average directional movement index (Wilder). Directional movements and true range are summed over the first n - 1
/// changes, then smoothed by x - x/n + new; the mean of the first n directional indices seeds the average, which goes
/// on by ((n - 1) old + new) / n and keeps its value where the index is undefined. First value at bar 2n.
class Adx {
public:
    explicit Adx(std::size_t n) : n_(static_cast<double>(n)) {}

    std::optional<double> update(double high, double low, double close) {
        if (seen_ > 0) step(high, low);
        ++seen_;
        high_ = high;
        low_ = low;
        close_ = close;
        return value();
    }
    [[nodiscard]] std::optional<double> value() const {
        return seen_ >= 2 * n_ ? std::optional(average_) : std::nullopt;
    }
    void rescale(SplitRatio split) {
        for (double* state : {&high_, &low_, &close_, &plus_, &minus_, &range_}) *state = split.price(*state);
    }

private:
    void step(double high, double low) {
        if (seen_ >= n_) {
            plus_ -= plus_ / n_;
            minus_ -= minus_ / n_;
            range_ -= range_ / n_;
        }
        const double up = high - high_;
        const double down = low_ - low;
        if (down > 0 && up < down) {
            minus_ += down;
        } else if (up > 0 && up > down) {
            plus_ += up;
        }
        range_ += true_range(high, low, close_);
        if (seen_ < n_) return;
        const auto index = directional_index();
        if (seen_ < 2 * n_) {
            average_ += index.value_or(0);
            if (seen_ == 2 * n_ - 1) average_ /= n_;
        } else if (index) {
            average_ = (average_ * (n_ - 1) + *index) / n_;
        }
    }
    [[nodiscard]] std::optional<double> directional_index() const {
        if (!(range_ > 0)) return std::nullopt;
        const double minus = 100 * (minus_ / range_);
        const double plus = 100 * (plus_ / range_);
        if (!(minus + plus > 0)) return std::nullopt;
        return 100 * (std::fabs(minus - plus) / (minus + plus));
    }

    double n_;
    double seen_ = 0;
    double high_ = 0;
    double low_ = 0;
    double close_ = 0;
    double plus_ = 0;
    double minus_ = 0;
    double range_ = 0;
    double average_ = 0;  // the sum of directional indices until there are n
};

}  // namespace tradewind::market
