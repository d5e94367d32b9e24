#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "market/split.hpp"

namespace tradewind::market {

/// The greatest (or least) of the last n values in O(1) amortised: a queue that keeps only values which may still
/// become the extreme. Allocates once.
template <class Better>
class WindowExtreme {
public:
    explicit WindowExtreme(std::size_t n) : entries_(n) {}

    void push(double value) {
        // What is older than the window leaves first, so that there is room for one more.
        if (size_ > 0 && entries_[head_].position + entries_.size() <= position_) {
            head_ = at(1);
            --size_;
        }
        while (size_ > 0 && !Better{}(entries_[at(size_ - 1)].value, value)) --size_;
        entries_[at(size_)] = {value, position_};
        ++size_;
        ++position_;
    }
    [[nodiscard]] double value() const { return entries_[head_].value; }
    void rescale_prices(SplitRatio split) {
        for (auto& entry : entries_) entry.value = split.price(entry.value);
    }

private:
    struct Entry {
        double value = 0;
        std::uint64_t position = 0;
    };

    [[nodiscard]] std::size_t at(std::size_t offset) const {
        const std::size_t index = head_ + offset;
        return index < entries_.size() ? index : index - entries_.size();
    }

    std::vector<Entry> entries_;
    std::size_t head_ = 0;
    std::size_t size_ = 0;
    std::uint64_t position_ = 0;
};

using WindowMax = WindowExtreme<std::greater<>>;
using WindowMin = WindowExtreme<std::less<>>;

}  // namespace tradewind::market
