#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/error.hpp"
#include "core/time.hpp"

namespace tradewind::market {

/// The deepest episode of a curve below its running maximum, the start counting as its first maximum.
struct Drawdown {
    double depth = 0;  ///< ≤ 0, as a fraction of the maximum.
    /// First and last row under water of that episode (the first of equally deep ones); none where never below.
    std::optional<std::pair<std::size_t, std::size_t>> rows;
};
Drawdown deepest_drawdown(std::span<const double> curve, double start);

/// Simple returns, one per row, and the curve that they make from a start of 1.
struct ReturnSeries {
    std::vector<Timestamp> times;
    std::vector<double> returns;
    std::vector<double> wealth;  ///< relative to the start
};

/// Rows of returns as they are. kInvalidArgument where times don't rise or a value is not finite.
Result<ReturnSeries> series_of_returns(std::vector<Timestamp> times, std::vector<double> returns);
/// Returns of a positive equity curve. Without `initial` the first row is the start and has no return of its own.
Result<ReturnSeries> series_of_equity(std::span<const Timestamp> times, std::span<const double> equity,
                                      std::optional<double> initial = std::nullopt);

struct MetricsOptions {
    double periods_per_year = 252;
    double risk_free = 0;  ///< Per period.
};

/// Performance figures by empyrical's definitions (https://github.com/stefan-jansen/empyrical-reloaded). Nothing where
/// undefined or infinite. r: n returns, P: periods per year, f: risk-free rate per period, sd with n - 1.
struct Metrics {
    std::optional<double> total_return;                  ///< Π(1+r) - 1
    std::optional<double> cagr;                          ///< Π(1+r)^(P/n) - 1
    std::optional<double> volatility;                    ///< sd(r)·√P
    std::optional<double> sharpe;                        ///< mean(r-f) / sd(r-f)·√P; none where all r are equal
    std::optional<double> sortino;                       ///< mean(r-f)·P / (√mean(min(r-f,0)²)·√P)
    std::optional<double> calmar;                        ///< cagr / |max_drawdown|
    std::optional<double> max_drawdown;                  ///< ≤ 0, from a start of 1
    std::optional<Timestamp> max_drawdown_start;         ///< First row under water of the deepest episode.
    std::optional<Timestamp> max_drawdown_end;           ///< Its last row under water.
    std::int64_t max_drawdown_days = 0;                  ///< Whole days between the two, plus 1; 0 where none.
    std::optional<double> omega;                         ///< Σ(r-f)⁺ / Σ(r-f)⁻
    std::optional<double> tail_ratio;                    ///< |95th percentile| / |5th|
    std::optional<double> skew;                          ///< Bias-corrected; 0 where all equal, none for n < 3.
    std::optional<double> kurtosis;                      ///< Bias-corrected, excess; 0 where all equal, none for n < 4.
    std::optional<double> value_at_risk_95;              ///< 5th percentile, linear.
    std::optional<double> conditional_value_at_risk_95;  ///< Mean of the ⌊(n-1)·0.05⌋+1 lowest.
    std::optional<double> win_rate;                      ///< Positive among non-zero; 0 where none.
    std::optional<double> best;
    std::optional<double> worst;
    std::optional<double> stability;  ///< R² of cumulative log returns on their index; none where constant.
    // Against a benchmark, over rows of equal time.
    std::optional<double> alpha;              ///< (1 + mean(r-f-β(b-f)))^P - 1
    std::optional<double> beta;               ///< cov(r,b) / var(b)
    std::optional<double> information_ratio;  ///< mean(r-b) / sd(r-b), not annualised
    /// Rows of the series that max_drawdown_start and _end name.
    std::optional<std::pair<std::size_t, std::size_t>> max_drawdown_rows;
};

Metrics compute_metrics(const ReturnSeries& series, const MetricsOptions& options,
                        const ReturnSeries* benchmark = nullptr);

/// The figures in their documented order and under their documented names, for printing.
using MetricValue = std::variant<std::optional<double>, std::optional<Timestamp>, std::int64_t>;
std::vector<std::pair<std::string_view, MetricValue>> metric_fields(const Metrics& metrics, bool with_benchmark);

}  // namespace tradewind::market
