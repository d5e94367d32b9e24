#include "market/metrics.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>

using Catch::Matchers::WithinRel;
using tradewind::Timestamp;
using namespace tradewind::market;
using std::chrono::days;

namespace {

std::vector<Timestamp> daily(std::size_t n) {
    std::vector<Timestamp> times;
    for (std::size_t i = 0; i < n; ++i) {
        times.push_back(std::chrono::sys_days(std::chrono::year(2024) / 1 / 1) + days(static_cast<int>(i)));
    }
    return times;
}

ReturnSeries returns(std::vector<double> values) {
    auto times = daily(values.size());
    return series_of_returns(std::move(times), std::move(values)).value();
}

ReturnSeries equity(const std::vector<double>& values) {
    return series_of_equity(daily(values.size()), values).value();
}

Metrics metrics(const ReturnSeries& series, MetricsOptions options = {}) {
    return compute_metrics(series, options);
}

}  // namespace

TEST_CASE("Metrics follow their formulas") {
    // Mean 0.01, deviations 0.06, -0.04, -0.02, 0.
    const auto m = metrics(returns({0.07, -0.03, -0.01, 0.01}), {.periods_per_year = 4, .risk_free = 0});
    const double growth = 1.07 * 0.97 * 0.99 * 1.01;
    CHECK_THAT(*m.total_return, WithinRel(growth - 1, 1e-13));
    CHECK_THAT(*m.cagr, WithinRel(growth - 1, 1e-13));
    const double deviation = std::sqrt((0.06 * 0.06 + 0.04 * 0.04 + 0.02 * 0.02) / 3);
    CHECK_THAT(*m.volatility, WithinRel(deviation * 2, 1e-13));
    CHECK_THAT(*m.sharpe, WithinRel(0.01 / deviation * 2, 1e-13));
    CHECK_THAT(*m.sortino, WithinRel(0.04 / (std::sqrt((0.0009 + 0.0001) / 4) * 2), 1e-13));
    CHECK_THAT(*m.omega, WithinRel(2.0, 1e-13));
    CHECK_THAT(*m.max_drawdown, WithinRel(0.97 * 0.99 - 1, 1e-13));
    CHECK_THAT(*m.calmar, WithinRel((growth - 1) / (1 - 0.97 * 0.99), 1e-12));
    CHECK_THAT(*m.value_at_risk_95, WithinRel(-0.03 + 0.15 * 0.02, 1e-13));
    CHECK_THAT(*m.conditional_value_at_risk_95, WithinRel(-0.03, 1e-13));
    CHECK_THAT(*m.tail_ratio, WithinRel((0.01 + 0.85 * 0.06) / 0.027, 1e-13));
    CHECK(m.win_rate == 0.5);
    CHECK(m.best == 0.07);
    CHECK(m.worst == -0.03);
}

TEST_CASE("Shape is bias-corrected") {
    // SciPy 1.17: skew and kurtosis with bias=False.
    const auto m = metrics(returns({0.01, 0.02, -0.03, 0.04, 0.0, -0.01, 0.05}));
    CHECK_THAT(*m.skew, WithinRel(-0.01178250506485005, 1e-12));
    CHECK_THAT(*m.kurtosis, WithinRel(-0.7639202855443195, 1e-12));
    CHECK_THAT(*m.stability, WithinRel(0.548488358373803, 1e-12));
}

TEST_CASE("What is undefined is absent, never a made-up number") {
    const auto flat = metrics(returns({0.01, 0.01, 0.01, 0.01}));
    CHECK(flat.volatility == 0.0);
    CHECK_FALSE(flat.sharpe);
    CHECK_FALSE(flat.sortino);
    CHECK_FALSE(flat.calmar);
    CHECK_FALSE(flat.omega);
    CHECK(flat.skew == 0.0);
    CHECK(flat.kurtosis == 0.0);
    const auto idle = metrics(returns({0, 0}));
    CHECK(idle.win_rate == 0.0);
    CHECK_FALSE(idle.tail_ratio);
    CHECK_FALSE(idle.stability);
    CHECK_FALSE(idle.skew);
    const auto one = metrics(returns({0.1}));
    CHECK_FALSE(one.volatility);
    CHECK_FALSE(one.sharpe);
    CHECK(one.best == 0.1);
    CHECK_FALSE(metrics(returns({0.1, -0.1, 0.2})).kurtosis);
    CHECK_FALSE(metrics(returns({-1.0, 0.5})).stability);
    CHECK_FALSE(metrics(equity({100})).total_return);
}

TEST_CASE("The deepest drawdown is the first of equally deep episodes, from its first to its last row under water") {
    const std::vector<double> curve{110, 99, 104.5, 110, 100, 99, 109, 120, 119};
    const auto drawdown = deepest_drawdown(curve, 100);
    CHECK(drawdown.depth == (99.0 - 110) / 110);
    REQUIRE(drawdown.rows);
    CHECK(*drawdown.rows == std::pair<std::size_t, std::size_t>(1, 2));
}

TEST_CASE("A drawdown counts from the start, and may last to the end") {
    const auto m = metrics(returns({-0.1, 0.05}));
    CHECK_THAT(*m.max_drawdown, WithinRel(-0.1, 1e-13));
    CHECK(m.max_drawdown_start == daily(2)[0]);
    CHECK(m.max_drawdown_end == daily(2)[1]);
    CHECK(m.max_drawdown_days == 2);
    const auto rising = metrics(returns({0.1, 0.0}));
    CHECK(rising.max_drawdown == 0.0);
    CHECK_FALSE(rising.max_drawdown_start);
    CHECK(rising.max_drawdown_days == 0);
}

TEST_CASE("An equity curve has one return fewer than rows, unless its start is given") {
    const std::vector<double> curve{110, 121};
    CHECK(equity(curve).returns.size() == 1);
    const auto from_cash = series_of_equity(daily(2), curve, 100).value();
    REQUIRE(from_cash.returns.size() == 2);
    CHECK_THAT(from_cash.returns[0], WithinRel(0.1, 1e-13));
    CHECK(from_cash.wealth[1] == 1.21);
}

TEST_CASE("A curve that goes back to its maximum is not under water") {
    CHECK(*metrics(equity({100, 110, 105, 110})).max_drawdown_rows == std::pair<std::size_t, std::size_t>(1, 1));
}

TEST_CASE("A benchmark is paired by equal time") {
    const auto own = returns({0.02, -0.01, 0.03, 0.5});
    auto times = daily(4);
    times.erase(times.begin() + 3);
    times.push_back(daily(6)[5]);
    const auto other = series_of_returns(times, {0.01, -0.005, 0.015, 9.0}).value();
    const auto m = compute_metrics(own, {.periods_per_year = 252, .risk_free = 0}, &other);
    CHECK_THAT(*m.beta, WithinRel(2.0, 1e-12));
    CHECK(std::fabs(*m.alpha) < 1e-12);
    const double mean = (0.01 - 0.005 + 0.015) / 3;
    const double spread = std::sqrt(
        ((0.01 - mean) * (0.01 - mean) + (0.005 + mean) * (0.005 + mean) + (0.015 - mean) * (0.015 - mean)) / 2);
    CHECK_THAT(*m.information_ratio, WithinRel(mean / spread, 1e-12));
}

TEST_CASE("A still benchmark has no beta") {
    const auto still = returns({0, 0, 0});
    const auto m = compute_metrics(returns({0.01, 0.02, 0.03}), {}, &still);
    CHECK_FALSE(m.beta);
    CHECK_FALSE(m.alpha);
    CHECK(m.information_ratio);
}

TEST_CASE("Series with times that don't rise, or equity that isn't positive, are refused") {
    auto times = daily(2);
    times[1] = times[0];
    CHECK_FALSE(series_of_returns(times, {0.1, 0.1}));
    CHECK_FALSE(series_of_equity(daily(2), std::vector<double>{100, 0}));
    CHECK_FALSE(series_of_equity(daily(2), std::vector<double>{100, -5}));
    CHECK_FALSE(series_of_equity(daily(1), std::vector<double>{std::nan("")}));
    CHECK_FALSE(series_of_returns(daily(1), {std::nan("")}));
}
