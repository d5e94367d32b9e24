#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <deque>
#include <random>

#include "market/indicators/deviation.hpp"
#include "market/indicators/moving_average.hpp"
#include "market/indicators/volatility.hpp"
#include "market/indicators/window_extreme.hpp"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using namespace tradewind::market;

namespace {

// The last n values, and what a two-pass computation in long double makes of them.
class Window {
public:
    explicit Window(std::size_t n) : n_(n) {}
    bool push(double value) {
        values_.push_back(value);
        if (values_.size() > n_) values_.pop_front();
        return values_.size() == n_;
    }
    [[nodiscard]] long double mean() const {
        long double sum = 0;
        for (const double value : values_) sum += value;
        return sum / static_cast<long double>(n_);
    }
    [[nodiscard]] long double weighted_mean() const {
        long double sum = 0;
        for (std::size_t i = 0; i < n_; ++i) sum += static_cast<long double>(i + 1) * values_[i];
        return sum / (static_cast<long double>(n_ * (n_ + 1)) / 2);
    }
    [[nodiscard]] long double deviation(std::size_t divisor) const {
        const long double center = mean();
        long double sum = 0;
        for (const double value : values_) sum += (value - center) * (value - center);
        return std::sqrt(sum / static_cast<long double>(divisor));
    }
    [[nodiscard]] const std::deque<double>& values() const { return values_; }

private:
    std::size_t n_;
    std::deque<double> values_;
};

}  // namespace

TEST_CASE("Averages forget a print of 1e12 once it has left the window") {
    Sma sma(10);
    Wma wma(10);
    StdDev deviation(10);
    for (int i = 0; i < 100; ++i) {
        const double value = i == 50 ? 1e12 : 1.1 + i % 7 * 0.1;
        sma.update(value);
        wma.update(value);
        deviation.update(value);
    }
    Window window(10);
    for (int i = 90; i < 100; ++i) window.push(1.1 + i % 7 * 0.1);
    CHECK_THAT(*sma.value(), WithinRel(static_cast<double>(window.mean()), 1e-14));
    CHECK_THAT(*wma.value(), WithinRel(static_cast<double>(window.weighted_mean()), 1e-14));
    CHECK_THAT(*deviation.value(), WithinRel(static_cast<double>(window.deviation(10)), 1e-9));
}

TEST_CASE("A million updates leave no drift") {
    std::mt19937_64 random(7);
    std::normal_distribution<double> step(0, 0.001);
    constexpr std::size_t n = 50;
    Sma sma(n);
    Wma wma(n);
    StdDev deviation(n);
    Volatility volatility(n - 1);
    Window window(n);
    double price = 1000;
    for (int i = 0; i < 1'000'000; ++i) {
        price *= 1 + step(random);
        sma.update(price);
        wma.update(price);
        deviation.update(price);
        volatility.update(price);
        const bool full = window.push(price);
        if (!full || i % 9973 != 0) continue;
        REQUIRE_THAT(*sma.value(), WithinRel(static_cast<double>(window.mean()), 1e-14));
        REQUIRE_THAT(*wma.value(), WithinRel(static_cast<double>(window.weighted_mean()), 1e-14));
        REQUIRE_THAT(*deviation.value(), WithinRel(static_cast<double>(window.deviation(n)), 1e-9));
        Window returns(n - 1);
        for (std::size_t k = 1; k < n; ++k) returns.push(window.values()[k] / window.values()[k - 1] - 1);
        REQUIRE_THAT(*volatility.value(), WithinRel(static_cast<double>(returns.deviation(n - 2)), 1e-12));
    }
}

TEST_CASE("The spread of equal prices is exactly zero, also after others") {
    StdDev deviation(5);
    for (const double price : {645.57, 92.42, 3.0}) deviation.update(price);
    for (int i = 0; i < 5; ++i) deviation.update(14.62);
    CHECK(deviation.value() == 0.0);
}

TEST_CASE("A sliding extreme equals the extreme of its window") {
    std::mt19937 random(11);
    for (const std::size_t n : {1u, 2u, 3u, 10u, 50u}) {
        WindowMax greatest(n);
        WindowMin least(n);
        Window window(n);
        for (int i = 0; i < 3000; ++i) {
            const double value = static_cast<double>(random() % 20);
            greatest.push(value);
            least.push(value);
            window.push(value);
            REQUIRE(greatest.value() == *std::ranges::max_element(window.values()));
            REQUIRE(least.value() == *std::ranges::min_element(window.values()));
        }
    }
}

TEST_CASE("Volatility is the sample deviation of simple returns") {
    Volatility volatility(3);
    for (const double close : {100.0, 110.0, 99.0}) CHECK_FALSE(volatility.update(close));
    // Returns +10 %, -10 %, 0: mean 0, squares 0.02 over 2.
    CHECK_THAT(*volatility.update(99.0), WithinAbs(0.1, 1e-15));
}
