#include "market/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "market/indicators/window.hpp"

namespace tradewind::market {
namespace {

using Values = std::span<const double>;

std::optional<double> finite(double value) {
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

double mean(Values values) {
    CompensatedSum sum;
    for (const double value : values) sum.add(value);
    return sum.value() / static_cast<double>(values.size());
}

// Σ(value - center)^power
double central_sum(Values values, double center, int power) {
    CompensatedSum sum;
    for (const double value : values) {
        const double deviation = value - center;
        sum.add(power == 2   ? deviation * deviation
                : power == 3 ? deviation * deviation * deviation
                             : deviation * deviation * deviation * deviation);
    }
    return sum.value();
}

bool all_equal(Values values) {
    return std::ranges::all_of(values, [first = values.front()](double value) { return value == first; });
}

// Sample standard deviation; exactly 0 where all are equal, nothing for fewer than two.
std::optional<double> deviation(Values values) {
    if (values.size() < 2) return std::nullopt;
    if (all_equal(values)) return 0;
    return std::sqrt(central_sum(values, mean(values), 2) / static_cast<double>(values.size() - 1));
}

// Linear interpolation between order statistics, as NumPy's default.
double percentile(Values sorted, double percent) {
    const double position = percent / 100 * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (position - static_cast<double>(below));
}

std::vector<double> less(Values values, double subtrahend) {
    std::vector<double> result(values.begin(), values.end());
    for (double& value : result) value -= subtrahend;
    return result;
}

void add_growth(Metrics& out, const ReturnSeries& series, double periods_per_year) {
    const double growth = series.wealth.back();
    out.total_return = finite(growth - 1);
    out.cagr = finite(std::pow(growth, periods_per_year / static_cast<double>(series.returns.size())) - 1);
}

void add_drawdown(Metrics& out, const ReturnSeries& series) {
    const auto drawdown = deepest_drawdown(series.wealth, 1);
    out.max_drawdown = finite(drawdown.depth);
    if (out.cagr && drawdown.depth < 0) out.calmar = finite(*out.cagr / -drawdown.depth);
    if (!drawdown.rows) return;
    out.max_drawdown_rows = drawdown.rows;
    out.max_drawdown_start = series.times[drawdown.rows->first];
    out.max_drawdown_end = series.times[drawdown.rows->second];
    out.max_drawdown_days =
        std::chrono::floor<std::chrono::days>(*out.max_drawdown_end - *out.max_drawdown_start).count() + 1;
}

void add_ratios(Metrics& out, Values returns, const MetricsOptions& options) {
    const double year_root = std::sqrt(options.periods_per_year);
    const auto excess = less(returns, options.risk_free);
    const auto spread = deviation(returns);
    if (spread) out.volatility = finite(*spread * year_root);
    if (spread && !all_equal(returns)) out.sharpe = finite(mean(excess) / *spread * year_root);
    CompensatedSum below_square, gains, losses;
    for (const double value : excess) {
        const double below = std::min(value, 0.0);
        below_square.add(below * below);
        gains.add(std::max(value, 0.0));
        losses.subtract(below);
    }
    const double downside = std::sqrt(below_square.value() / static_cast<double>(returns.size())) * year_root;
    if (downside > 0) out.sortino = finite(mean(excess) * options.periods_per_year / downside);
    if (losses.value() > 0) out.omega = finite(gains.value() / losses.value());
}

void add_distribution(Metrics& out, Values returns) {
    std::vector<double> sorted(returns.begin(), returns.end());
    std::ranges::sort(sorted);
    const std::size_t n = sorted.size();
    out.worst = sorted.front();
    out.best = sorted.back();
    out.value_at_risk_95 = percentile(sorted, 5);
    const std::size_t tail = (n - 1) / 20 + 1;
    out.conditional_value_at_risk_95 = mean(Values(sorted).first(tail));
    const double low = std::fabs(*out.value_at_risk_95);
    if (low > 0) out.tail_ratio = finite(std::fabs(percentile(sorted, 95)) / low);
    const auto wins = std::ranges::count_if(returns, [](double value) { return value > 0; });
    const auto moves = std::ranges::count_if(returns, [](double value) { return value != 0; });
    out.win_rate = moves == 0 ? 0 : static_cast<double>(wins) / static_cast<double>(moves);
}

void add_shape(Metrics& out, Values returns) {
    const auto n = static_cast<double>(returns.size());
    if (n < 3) return;
    const bool flat = all_equal(returns);
    const double center = mean(returns);
    const double m2 = central_sum(returns, center, 2) / n;
    if (flat) {
        out.skew = 0;
    } else {
        const double m3 = central_sum(returns, center, 3) / n;
        out.skew = finite(std::sqrt(n * (n - 1)) / (n - 2) * m3 / (m2 * std::sqrt(m2)));
    }
    if (n < 4) return;
    if (flat) {
        out.kurtosis = 0;
    } else {
        const double m4 = central_sum(returns, center, 4) / n;
        out.kurtosis = finite((n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * m4 / (m2 * m2) - 3 * (n - 1)));
    }
}

void add_stability(Metrics& out, Values returns) {
    std::vector<double> logs;
    CompensatedSum sum;
    for (const double value : returns) {
        sum.add(std::log1p(value));
        logs.push_back(sum.value());
        if (!std::isfinite(logs.back())) return;
    }
    if (all_equal(logs)) return;
    const double middle = static_cast<double>(logs.size() - 1) / 2;
    const double center = mean(logs);
    CompensatedSum products, index_squares;
    for (std::size_t i = 0; i < logs.size(); ++i) {
        const double distance = static_cast<double>(i) - middle;
        products.add(distance * (logs[i] - center));
        index_squares.add(distance * distance);
    }
    const double product = products.value();
    const double r_squared = product * product / (index_squares.value() * central_sum(logs, center, 2));
    out.stability = finite(std::min(r_squared, 1.0));
}

// Pairs of returns at equal times.
std::pair<std::vector<double>, std::vector<double>> paired(const ReturnSeries& a, const ReturnSeries& b) {
    std::pair<std::vector<double>, std::vector<double>> result;
    for (std::size_t i = 0, j = 0; i < a.times.size() && j < b.times.size();) {
        if (a.times[i] < b.times[j]) {
            ++i;
        } else if (b.times[j] < a.times[i]) {
            ++j;
        } else {
            result.first.push_back(a.returns[i++]);
            result.second.push_back(b.returns[j++]);
        }
    }
    return result;
}

void add_benchmark(Metrics& out, const ReturnSeries& series, const ReturnSeries& benchmark,
                   const MetricsOptions& options) {
    const auto [own, other] = paired(series, benchmark);
    if (own.size() < 2) return;
    std::vector<double> difference(own.size());
    for (std::size_t i = 0; i < own.size(); ++i) difference[i] = own[i] - other[i];
    const double active = *deviation(difference);
    if (active > 0) out.information_ratio = finite(mean(difference) / active);
    if (all_equal(other)) return;
    const double own_mean = mean(own);
    const double other_mean = mean(other);
    CompensatedSum covariance;
    for (std::size_t i = 0; i < own.size(); ++i) covariance.add((own[i] - own_mean) * (other[i] - other_mean));
    out.beta = finite(covariance.value() / central_sum(other, other_mean, 2));
    if (!out.beta) return;
    CompensatedSum residual;
    for (std::size_t i = 0; i < own.size(); ++i) {
        residual.add(own[i] - options.risk_free - *out.beta * (other[i] - options.risk_free));
    }
    const double per_period = residual.value() / static_cast<double>(own.size());
    out.alpha = finite(std::pow(1 + per_period, options.periods_per_year) - 1);
}

Status check_times(std::span<const Timestamp> times) {
    for (std::size_t i = 1; i < times.size(); ++i) {
        if (times[i] <= times[i - 1]) {
            return fail(ErrorCode::kParse, "times must rise: " + format_timestamp(times[i]) + " comes after " +
                                               format_timestamp(times[i - 1]));
        }
    }
    return {};
}

}  // namespace

Drawdown deepest_drawdown(std::span<const double> curve, double start) {
    Drawdown deepest;
    double top = start;
    std::optional<std::size_t> first;  // of the current episode
    bool in_deepest = false;
    for (std::size_t row = 0; row < curve.size(); ++row) {
        if (curve[row] >= top) {
            top = curve[row];
            first.reset();
            in_deepest = false;
            continue;
        }
        if (!first) first = row;
        const double depth = (curve[row] - top) / top;
        if (depth < deepest.depth) {
            deepest = {depth, std::pair(*first, row)};
            in_deepest = true;
        }
        if (in_deepest) deepest.rows->second = row;
    }
    return deepest;
}

Result<ReturnSeries> series_of_returns(std::vector<Timestamp> times, std::vector<double> returns) {
    TRADEWIND_ASSERT(times.size() == returns.size());
    if (auto status = check_times(times); !status) return std::unexpected(status.error());
    ReturnSeries series{std::move(times), std::move(returns), {}};
    double wealth = 1;
    for (const double value : series.returns) {
        if (!std::isfinite(value)) return fail(ErrorCode::kParse, "a return is not a finite number");
        wealth *= 1 + value;
        series.wealth.push_back(wealth);
    }
    return series;
}

Result<ReturnSeries> series_of_equity(std::span<const Timestamp> times, std::span<const double> equity,
                                      std::optional<double> initial) {
    TRADEWIND_ASSERT(times.size() == equity.size());
    if (auto status = check_times(times); !status) return std::unexpected(status.error());
    const auto positive = [](double value) { return std::isfinite(value) && value > 0; };
    if (!std::ranges::all_of(equity, positive) || !positive(initial.value_or(1))) {
        return fail(ErrorCode::kParse, "equity must be positive");
    }
    ReturnSeries series;
    if (equity.empty()) return series;
    const double start = initial.value_or(equity.front());
    double before = start;
    for (std::size_t row = initial ? 0 : 1; row < equity.size(); ++row) {
        series.times.push_back(times[row]);
        series.returns.push_back(equity[row] / before - 1);
        series.wealth.push_back(equity[row] / start);
        before = equity[row];
    }
    return series;
}

Metrics compute_metrics(const ReturnSeries& series, const MetricsOptions& options, const ReturnSeries* benchmark) {
    Metrics out;
    if (series.returns.empty()) return out;
    add_growth(out, series, options.periods_per_year);
    add_drawdown(out, series);
    add_ratios(out, series.returns, options);
    add_distribution(out, series.returns);
    add_shape(out, series.returns);
    add_stability(out, series.returns);
    if (benchmark) add_benchmark(out, series, *benchmark, options);
    return out;
}

std::vector<std::pair<std::string_view, MetricValue>> metric_fields(const Metrics& m, bool with_benchmark) {
    std::vector<std::pair<std::string_view, MetricValue>> fields{
        {"total_return", m.total_return},
        {"cagr", m.cagr},
        {"volatility", m.volatility},
        {"sharpe", m.sharpe},
        {"sortino", m.sortino},
        {"calmar", m.calmar},
        {"max_drawdown", m.max_drawdown},
        {"max_drawdown_start", m.max_drawdown_start},
        {"max_drawdown_end", m.max_drawdown_end},
        {"max_drawdown_days", m.max_drawdown_days},
        {"omega", m.omega},
        {"tail_ratio", m.tail_ratio},
        {"skew", m.skew},
        {"kurtosis", m.kurtosis},
        {"value_at_risk_95", m.value_at_risk_95},
        {"conditional_value_at_risk_95", m.conditional_value_at_risk_95},
        {"win_rate", m.win_rate},
        {"best", m.best},
        {"worst", m.worst},
        {"stability", m.stability},
    };
    if (with_benchmark) {
        fields.insert(fields.end(), {{"alpha", m.alpha}, {"beta", m.beta}, {"information_ratio", m.information_ratio}});
    }
    return fields;
}

}  // namespace tradewind::market
