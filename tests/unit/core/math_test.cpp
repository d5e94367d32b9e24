#include "core/math.hpp"

#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <random>

using tradewind::deterministic_exp;
using tradewind::deterministic_log;
using tradewind::deterministic_tanh;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Distance from a value computed in long double, in units in the last place of the double nearest to it.
double ulps(double value, long double exact) {
    const auto nearest = static_cast<double>(exact);
    if (value == nearest) return 0;
    const double next = std::nextafter(std::fabs(nearest), kInfinity);
    return static_cast<double>(std::fabs(value - exact) / (next - std::fabs(nearest)));
}

template <class Function, class Reference>
double worst_ulps(Function function, Reference reference, double low, double high) {
    std::mt19937_64 random(17);
    std::uniform_real_distribution<double> inputs(low, high);
    double worst = 0;
    for (int i = 0; i < 200'000; ++i) {
        const double x = inputs(random);
        worst = std::max(worst, ulps(function(x), reference(static_cast<long double>(x))));
    }
    return worst;
}

long double exact_exp(long double x) {
    return std::exp(x);
}
long double exact_log(long double x) {
    return std::log(x);
}
long double exact_tanh(long double x) {
    return std::tanh(x);
}

}  // namespace

TEST_CASE("exp, log and tanh are within two units in the last place") {
    CHECK(worst_ulps(deterministic_exp, exact_exp, -1, 1) <= 2);
    CHECK(worst_ulps(deterministic_exp, exact_exp, -700, 700) <= 2);
    CHECK(worst_ulps(deterministic_exp, exact_exp, -740, -700) <= 2);
    CHECK(worst_ulps(deterministic_log, exact_log, 1e-300, 1e-290) <= 2);
    CHECK(worst_ulps(deterministic_log, exact_log, 0.5, 2) <= 2);
    CHECK(worst_ulps(deterministic_log, exact_log, 0.999, 1.001) <= 2);
    CHECK(worst_ulps(deterministic_log, exact_log, 1, 1e300) <= 2);
    CHECK(worst_ulps(deterministic_tanh, exact_tanh, -25, 25) <= 2);
    CHECK(worst_ulps(deterministic_tanh, exact_tanh, -1, 1) <= 2);
    CHECK(worst_ulps(deterministic_tanh, exact_tanh, -0.02, 0.02) <= 2);
    CHECK(worst_ulps(deterministic_tanh, exact_tanh, 0.1, 0.6) <= 2);
    CHECK(worst_ulps(deterministic_tanh, exact_tanh, -1e-300, 1e-300) <= 2);
}

TEST_CASE("exp, log and tanh keep their limits") {
    CHECK(deterministic_exp(0) == 1);
    CHECK(deterministic_exp(-1e6) == 0);
    CHECK(deterministic_exp(710) == kInfinity);
    CHECK(deterministic_exp(kInfinity) == kInfinity);
    CHECK(deterministic_exp(-kInfinity) == 0);
    CHECK(std::isnan(deterministic_exp(std::nan(""))));
    CHECK(deterministic_exp(-745.1) > 0);
    CHECK(deterministic_log(1) == 0);
    CHECK(deterministic_log(0) == -kInfinity);
    CHECK(std::isnan(deterministic_log(-1)));
    CHECK(deterministic_log(kInfinity) == kInfinity);
    const double least = std::numeric_limits<double>::denorm_min();
    CHECK(ulps(deterministic_log(least), std::log(static_cast<long double>(least))) <= 2);
    CHECK(deterministic_tanh(0) == 0);
    CHECK(deterministic_tanh(1e6) == 1);
    CHECK(deterministic_tanh(-1e6) == -1);
    CHECK(std::isnan(deterministic_tanh(std::nan(""))));
}

TEST_CASE("Decisions' arithmetic has these bits on every machine") {
    CHECK(std::bit_cast<std::uint64_t>(deterministic_exp(1)) == 0x4005bf0a8b14576aULL);
    CHECK(std::bit_cast<std::uint64_t>(deterministic_log(10)) == 0x40026bb1bbb55516ULL);
    CHECK(std::bit_cast<std::uint64_t>(deterministic_tanh(0.5)) == 0x3fdd9353d7568af3ULL);
    CHECK(std::bit_cast<std::uint64_t>(deterministic_exp(-0.1)) == 0x3fecf46d99d52b3aULL);
}
