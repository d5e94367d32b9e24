#pragma once

#include <cstddef>
#include <vector>

#include "core/error.hpp"
#include "core/messages.hpp"
#include "market/split.hpp"

namespace tradewind::market {

/// What a ticker's history keeps of a bar.
struct BarPoint {
    Timestamp start;
    Timestamp end;
    Decimal open, high, low, close;
    double volume = 0;
};

inline BarPoint point_of(const Bar& bar) {
    return {bar.start, bar.end, bar.open, bar.high, bar.low, bar.close, bar.volume};
}

/// The last `capacity` bars of one ticker and timeframe. Allocates once.
class BarSeries {
public:
    explicit BarSeries(std::size_t capacity) : bars_(capacity) { TRADEWIND_ASSERT(capacity > 0); }

    void push(const BarPoint& bar) {
        bars_[next_] = bar;
        next_ = next_ + 1 == bars_.size() ? 0 : next_ + 1;
        if (size_ < bars_.size()) ++size_;
    }
    /// Restates the history across the bar's split, if it has one, then adds the bar.
    void push(const Bar& bar) {
        if (has_split(bar)) rescale(split_of(bar));
        push(point_of(bar));
    }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    /// 0 is the newest; `age` < size().
    [[nodiscard]] const BarPoint& back(std::size_t age = 0) const {
        TRADEWIND_ASSERT(age < size_);
        return bars_[next_ > age ? next_ - 1 - age : next_ + bars_.size() - 1 - age];
    }
    void rescale(SplitRatio split) {
        for (auto& bar : bars_) {
            for (Decimal* price : {&bar.open, &bar.high, &bar.low, &bar.close}) *price = split.price(*price);
            bar.volume = split.volume(bar.volume);
        }
    }

private:
    std::vector<BarPoint> bars_;
    std::size_t next_ = 0;
    std::size_t size_ = 0;
};

}  // namespace tradewind::market
