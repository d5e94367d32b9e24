#include "backtest/performance.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "market/new_york_time.hpp"

namespace tradewind::backtest {
namespace {

struct Curve {
    std::vector<Timestamp> times;
    std::vector<double> equity;
};

Curve daily_closes(std::span<const PortfolioSnapshot> equity) {
    Curve curve;
    std::chrono::year_month_day date{};
    for (const PortfolioSnapshot& line : equity) {
        const auto own = market::new_york_date(line.time);
        if (curve.times.empty() || own != date) {
            curve.times.emplace_back();
            curve.equity.emplace_back();
        }
        date = own;
        curve.times.back() = line.time;
        curve.equity.back() = line.equity.to_double();
    }
    return curve;
}

void over_every_line(std::span<const PortfolioSnapshot> equity, double cash, market::Metrics& metrics) {
    std::vector<double> lines;
    for (const PortfolioSnapshot& line : equity) lines.push_back(line.equity.to_double());
    metrics.total_return = lines.back() / cash - 1;
    const auto drawdown = market::deepest_drawdown(lines, cash);
    metrics.max_drawdown = drawdown.depth;
    metrics.max_drawdown_start.reset();
    metrics.max_drawdown_end.reset();
    metrics.max_drawdown_days = 0;
    metrics.max_drawdown_rows = drawdown.rows;
    if (drawdown.rows) {
        const auto [first, last] = *drawdown.rows;
        metrics.max_drawdown_start = equity[first].time;
        metrics.max_drawdown_end = equity[last].time;
        metrics.max_drawdown_days =
            std::chrono::floor<std::chrono::days>(equity[last].time - equity[first].time).count() + 1;
    }
    metrics.calmar.reset();
    if (metrics.cagr && drawdown.depth < 0) metrics.calmar = *metrics.cagr / std::abs(drawdown.depth);
}

}  // namespace

market::Metrics measure(std::span<const PortfolioSnapshot> equity, Decimal cash) {
    market::Metrics metrics;
    if (equity.empty() || cash.sign() <= 0) return metrics;
    const Curve daily = daily_closes(equity);
    // An account that owes more than it has knows no returns from there on.
    if (const auto series = market::series_of_equity(daily.times, daily.equity, cash.to_double())) {
        metrics = market::compute_metrics(*series, {});
    }
    over_every_line(equity, cash.to_double(), metrics);
    return metrics;
}

market::ReturnSeries daily_returns(std::span<const PortfolioSnapshot> equity, Decimal cash) {
    const Curve daily = daily_closes(equity);
    auto series = market::series_of_equity(daily.times, daily.equity, cash.to_double());
    return series ? std::move(*series) : market::ReturnSeries();
}

std::vector<Timestamp> trading_days(std::span<const Instant> instants) {
    std::vector<Timestamp> days;
    std::chrono::year_month_day date{};
    for (const Instant& instant : instants) {
        if (instant.bars.empty()) continue;
        const auto own = market::new_york_date(instant.time);
        if (days.empty() || own != date) days.emplace_back();
        date = own;
        days.back() = instant.time;
    }
    return days;
}

std::optional<double> buy_and_hold(std::span<const Instant> instants) {
    struct Held {
        double first = 0;
        double last = 0;
        double shares = 1;
    };
    std::map<Ticker, Held> held;
    for (const Instant& instant : instants) {
        for (const Bar& bar : instant.bars) {
            Held& own = held[bar.ticker];
            const bool is_first = own.first == 0;
            if (is_first) own.first = bar.close.to_double();
            if (!is_first && bar.split_numerator > 0) {
                own.shares *= static_cast<double>(bar.split_numerator) / bar.split_denominator;
            }
            own.last = bar.close.to_double();
        }
    }
    if (held.empty()) return std::nullopt;
    double total = 0;
    for (const auto& [ticker, own] : held) total += own.shares * own.last / own.first - 1;
    return total / static_cast<double>(held.size());
}

}  // namespace tradewind::backtest
