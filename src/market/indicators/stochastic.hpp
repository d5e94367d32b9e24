#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

#include "market/indicators/moving_average.hpp"
#include "market/indicators/window_extreme.hpp"

namespace tradewind::market {

/// Highest high and lowest low of the last n bars.
class PriceRange {
public:
    explicit PriceRange(std::size_t n) : n_(n), high_(n), low_(n) {}

    /// Whether n bars have been seen.
    bool update(double high, double low) {
        high_.push(high);
        low_.push(low);
        if (seen_ < n_) ++seen_;
        return seen_ == n_;
    }
    [[nodiscard]] double high() const { return high_.value(); }
    [[nodiscard]] double low() const { return low_.value(); }
    [[nodiscard]] bool empty() const { return is_negligible(high() - low(), std::fabs(high()) + std::fabs(low())); }
    void rescale(SplitRatio split) {
        high_.rescale_prices(split);
        low_.rescale_prices(split);
    }

private:
    std::size_t n_;
    std::size_t seen_ = 0;
    WindowMax high_;
    WindowMin low_;
};

/// Stochastic oscillator: where the close stands in the range of the last k bars, in percent (0 in an empty range),
/// smoothed by a simple average of `slow_k`; %d is its simple average of `d`. Both appear together, at bar
/// k + slow_k + d - 2.
class Stochastic {
public:
    struct Value {
        double k;
        double d;
    };
    Stochastic(std::size_t k, std::size_t d, std::size_t slow_k = 3) : range_(k), k_(slow_k), d_(d) {}

    std::optional<Value> update(double high, double low, double close) {
        if (!range_.update(high, low)) return std::nullopt;
        const auto smooth =
            k_.update(range_.empty() ? 0 : (close - range_.low()) / (range_.high() - range_.low()) * 100);
        if (smooth) d_.update(*smooth);
        return value();
    }
    [[nodiscard]] std::optional<Value> value() const {
        const auto d = d_.value();
        return d ? std::optional(Value{*k_.value(), *d}) : std::nullopt;
    }
    void rescale(SplitRatio split) { range_.rescale(split); }

private:
    PriceRange range_;
    Sma k_;
    Sma d_;
};

/// Williams %R: -100 · (highest high - close) / range of the last n bars, kept within [-100, 0] for
/// closes outside their bar; 0 in an empty range.
class WilliamsR {
public:
    explicit WilliamsR(std::size_t n) : range_(n) {}

    std::optional<double> update(double high, double low, double close) {
        if (!range_.update(high, low)) return value_;
        value_ = 0;
        if (!range_.empty()) {
            const double above = (range_.high() - close) / (range_.high() - range_.low());
            value_ = -100 * std::clamp(above, 0.0, 1.0);
        }
        return value_;
    }
    [[nodiscard]] std::optional<double> value() const { return value_; }
    void rescale(SplitRatio split) { range_.rescale(split); }

private:
    PriceRange range_;
    std::optional<double> value_;
};

}  // namespace tradewind::market
