#pragma once

#include <vector>

#include "market/named_indicator.hpp"

/// Sixty bars that go up and down, one a minute from 2024-07-03T13:30:00Z: the input of the pinned figures.
inline std::vector<tradewind::market::IndicatorBar> zigzag() {
    std::vector<tradewind::market::IndicatorBar> bars;
    for (int i = 0; i < 60; ++i) {
        const double close = 100 + (i * 37) % 23 - 11 + i * 0.25;
        bars.push_back({tradewind::Timestamp(std::chrono::sys_days(std::chrono::year(2024) / 7 / 3)) +
                            std::chrono::minutes(13 * 60 + 30 + i),
                        close + (i * 7) % 5 * 0.5 + 0.25, close - (i * 11) % 7 * 0.375 - 0.125, close,
                        1000.0 + (i * 53) % 17 * 100});
    }
    return bars;
}
