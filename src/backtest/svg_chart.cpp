#include "backtest/svg_chart.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/core.h>
#include <vector>

namespace tradewind::backtest {
namespace {

constexpr int kWidth = 1000;
constexpr int kLeft = 78;
constexpr int kBottom = 22;
constexpr int kTop = 8;

struct Scale {
    Timestamp first;
    double seconds;
    double low;
    double high;
    int height;

    [[nodiscard]] double x(Timestamp time) const {
        return kLeft + to_seconds(time - first) / seconds * (kWidth - kLeft - 4);
    }
    [[nodiscard]] double y(double value) const {
        return kTop + (high - value) / (high - low) * (height - kTop - kBottom);
    }
};

std::vector<ChartPoint> thin_out(std::span<const ChartPoint> points) {
    constexpr std::size_t kColumns = 500;
    if (points.size() <= 2 * kColumns) return {points.begin(), points.end()};
    std::vector<ChartPoint> kept;
    for (std::size_t column = 0; column < kColumns; ++column) {
        const auto begin = column * points.size() / kColumns;
        const auto part = points.subspan(begin, (column + 1) * points.size() / kColumns - begin);
        auto [low, high] = std::ranges::minmax_element(part, {}, &ChartPoint::value);
        if (high < low) std::swap(low, high);
        kept.push_back(*low);
        if (high != low) kept.push_back(*high);
    }
    kept.push_back(points.back());
    return kept;
}

std::string tick_text(double value, double range) {
    const int digits = range >= 50 ? 0 : (range >= 0.5 ? 1 : 3);
    return fmt::format("{:.{}f}", value, digits);
}

void add_grid(std::string& svg, const Scale& scale, std::span<const ChartPoint> points) {
    constexpr int kLines = 4;
    for (int i = 0; i <= kLines; ++i) {
        const double value = scale.low + (scale.high - scale.low) * i / kLines;
        svg += fmt::format(
            "<line x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"var(--line)\"/>"
            "<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>",
            kLeft, kWidth - 4, scale.y(value), scale.y(value), kLeft - 6, scale.y(value) + 4,
            tick_text(value, scale.high - scale.low));
    }
    for (int i = 0; i <= kLines; ++i) {
        const Timestamp time = scale.first + Duration(static_cast<std::int64_t>(scale.seconds / kLines * i * 1e9));
        const auto* anchor = i == 0 ? "start" : (i == kLines ? "end" : "middle");
        svg += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"{}\">{}</text>", scale.x(time), scale.height - 5,
                           anchor, format_timestamp(time).substr(0, points.size() < 2 ? 16 : 10));
    }
}

}  // namespace

std::string line_chart(std::span<const ChartPoint> points, const ChartStyle& style) {
    const auto [low, high] = std::ranges::minmax_element(points, {}, &ChartPoint::value);
    Scale scale{points.front().time, std::max(1.0, to_seconds(points.back().time - points.front().time)), low->value,
                high->value, style.height};
    if (style.filled) scale.high = std::max(scale.high, 0.0);
    if (scale.high - scale.low < 1e-9) {
        scale.high += 1;
        scale.low -= 1;
    }
    std::string svg =
        fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\" font-size=\"12\" fill=\"var(--dim)\">",
                    kWidth, style.height, style.label);
    add_grid(svg, scale, points);
    std::string path;
    for (const ChartPoint& point : thin_out(points)) {
        path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", scale.x(point.time), scale.y(point.value));
    }
    if (style.filled) {
        svg += fmt::format("<path d=\"{}L{:.1f} {:.1f}L{} {:.1f}Z\" fill=\"var(--loss)\" fill-opacity=\".25\"/>", path,
                           scale.x(points.back().time), scale.y(0), kLeft, scale.y(0));
    }
    svg += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"var(--{})\" stroke-width=\"1.5\"/></svg>", path,
                       style.filled ? "loss" : "mark");
    return svg;
}

}  // namespace tradewind::backtest
