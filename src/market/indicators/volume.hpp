#pragma once

#include <chrono>
#include <optional>

#include "core/time.hpp"
#include "market/indicators/window.hpp"
#include "market/new_york_time.hpp"

namespace tradewind::market {

/// On-balance volume: begins at the first bar's volume, then adds or subtracts a bar's volume as it closes up or down.
class Obv {
public:
    std::optional<double> update(double close, double volume) {
        if (!value_) {
            value_ = volume;
        } else if (close > previous_) {
            *value_ += volume;
        } else if (close < previous_) {
            *value_ -= volume;
        }
        previous_ = close;
        return value_;
    }
    [[nodiscard]] std::optional<double> value() const { return value_; }
    void rescale(SplitRatio split) {
        previous_ = split.price(previous_);
        if (value_) value_ = split.volume(*value_);
    }

private:
    double previous_ = 0;
    std::optional<double> value_;
};

/// Volume-weighted average price since the New York date of the bar's start began: Σ typical · volume / Σ volume, the
/// typical price being (high + low + close) / 3. Nothing until the date has volume.
class Vwap {
public:
    std::optional<double> update(Timestamp start, double high, double low, double close, double volume) {
        const auto date = new_york_date(start);
        if (date != date_) {
            date_ = date;
            amount_.reset();
            volume_.reset();
        }
        amount_.add((high + low + close) / 3 * volume);
        volume_.add(volume);
        return value();
    }
    [[nodiscard]] std::optional<double> value() const {
        const double volume = volume_.value();
        return volume > 0 ? std::optional(amount_.value() / volume) : std::nullopt;
    }
    void rescale(SplitRatio split) {
        const double volume = split.volume(volume_.value());
        volume_.reset();
        volume_.add(volume);
    }

private:
    std::chrono::year_month_day date_{};
    CompensatedSum amount_;
    CompensatedSum volume_;
};

}  // namespace tradewind::market
