#pragma once

#include <cstddef>
#include <optional>
#include <utility>

#include "market/indicators/moving_average.hpp"

namespace tradewind::market {

/// Moving average convergence/divergence: fast EMA - slow EMA, its own EMA as the signal, and their difference. The
/// fast EMA is seeded by the last `fast` of the first `slow` inputs, so that both begin together; all three parts
/// appear with the signal, at input slow + signal - 1. Periods given in the wrong order are swapped.
class Macd {
public:
    struct Value {
        double macd;
        double signal;
        double histogram;
    };
    Macd(std::size_t fast, std::size_t slow, std::size_t signal)
        : skip_(fast < slow ? slow - fast : fast - slow),
          fast_(fast < slow ? fast : slow),
          slow_(fast < slow ? slow : fast),
          signal_(signal) {}

    std::optional<Value> update(double value) {
        slow_.update(value);
        if (skip_ > 0) {
            --skip_;
            return std::nullopt;
        }
        const auto fast = fast_.update(value);
        if (fast) signal_.update(*fast - *slow_.value());
        return this->value();
    }
    [[nodiscard]] std::optional<Value> value() const {
        const auto signal = signal_.value();
        if (!signal) return std::nullopt;
        const double macd = *fast_.value() - *slow_.value();
        return Value{macd, *signal, macd - *signal};
    }
    void rescale(SplitRatio split) {
        fast_.rescale(split);
        slow_.rescale(split);
        signal_.rescale(split);
    }

private:
    std::size_t skip_;
    Ema fast_;
    Ema slow_;
    Ema signal_;
};

}  // namespace tradewind::market
