#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/time.hpp"

namespace tradewind::backtest {

struct ChartPoint {
    Timestamp time;
    double value = 0;
};

struct ChartStyle {
    std::string_view label;  ///< Told to screen readers.
    int height = 240;
    bool filled = false;  ///< Down to zero, in the colour of losses.
};

/// A line over time as inline SVG, in the page's own colours; at least two points. Where there are more points than the
/// drawing has columns, each column keeps its least and greatest value, so that no spike is lost.
std::string line_chart(std::span<const ChartPoint> points, const ChartStyle& style);

}  // namespace tradewind::backtest
