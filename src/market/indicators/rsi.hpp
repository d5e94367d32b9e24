#pragma once

#include <cstddef>
#include <optional>

#include "market/split.hpp"

namespace tradewind::market {

/// Relative strength index (Wilder): 100 · gain / (gain + loss), the averages seeded by the mean of the first n changes
/// and then smoothed by (n - 1 old + new) / n. 0 where nothing moved. First value at input n + 1.
class Rsi {
public:
    explicit Rsi(std::size_t n) : n_(static_cast<double>(n)) {}

    std::optional<double> update(double value) {
        const double change = value - previous_;
        previous_ = value;
        if (seen_ <= n_) {
            if (seen_ > 0) (change < 0 ? loss_ : gain_) += change < 0 ? -change : change;
            if (seen_ == n_) {
                loss_ /= n_;
                gain_ /= n_;
            }
            ++seen_;
        } else {
            loss_ = (loss_ * (n_ - 1) + (change < 0 ? -change : 0)) / n_;
            gain_ = (gain_ * (n_ - 1) + (change > 0 ? change : 0)) / n_;
        }
        return this->value();
    }
    [[nodiscard]] std::optional<double> value() const {
        if (seen_ <= n_) return std::nullopt;
        const double total = gain_ + loss_;
        return total > 0 ? 100 * (gain_ / total) : 0;
    }
    void rescale(SplitRatio split) {
        previous_ = split.price(previous_);
        gain_ = split.price(gain_);
        loss_ = split.price(loss_);
    }

private:
    double n_;
    double seen_ = 0;
    double previous_ = 0;
    double gain_ = 0;
    double loss_ = 0;
};

}  // namespace tradewind::market
