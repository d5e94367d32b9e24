#include "risk/sizing.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace tradewind;
using namespace tradewind::risk;

namespace {

Decimal d(std::string_view text) {
    return Decimal::parse(text).value();
}

SizingInput input() {
    return {d("100000"), d("92.42"), 0.25, d("100000"), false};
}

}  // namespace

TEST_CASE("volatility_target holds the position's volatility at a part of equity") {
    SizingSettings settings;
    settings.target_volatility = 0.05;
    // 100 000 · 0.05 / 0.25 = 20 000, and 20 000 / 92.42 = 216.4
    CHECK(size_entry(settings, input()) == d("216"));
    SECTION("at most max_fraction of equity") {
        auto calm = input();
        calm.volatility = 0.01;
        CHECK(size_entry(settings, calm) == d("270"));
        calm.volatility = 1e-12;
        CHECK(size_entry(settings, calm) == d("270"));
    }
    SECTION("nothing while volatility is unknown") {
        auto unknown = input();
        unknown.volatility = 0;
        CHECK(size_entry(settings, unknown).is_zero());
    }
    SECTION("at most what limits leave") {
        auto tight = input();
        tight.headroom = d("1000");
        CHECK(size_entry(settings, tight) == d("10"));
    }
}

TEST_CASE("fixed_fraction takes a part of equity, within what limits leave") {
    SizingSettings settings;
    settings.method = SizingMethod::kFixedFraction;
    settings.fraction = d("0.1");
    CHECK(size_entry(settings, input()) == d("108"));
    auto tight = input();
    tight.headroom = Decimal();
    CHECK(size_entry(settings, tight).is_zero());
}

TEST_CASE("fixed_notional is that amount whatever the headroom") {
    SizingSettings settings;
    settings.method = SizingMethod::kFixedNotional;
    settings.notional = d("10000");
    auto tight = input();
    tight.headroom = Decimal();
    CHECK(size_entry(settings, tight) == d("108"));
}

TEST_CASE("fractions are rounded toward zero at the ninth decimal") {
    SizingSettings settings;
    settings.method = SizingMethod::kFixedNotional;
    settings.notional = d("100");
    auto fractional = input();
    fractional.fractional = true;
    fractional.price = d("3");
    CHECK(size_entry(settings, fractional) == d("33.333333333"));
}

TEST_CASE("nothing is bought with no equity or without a price") {
    SizingSettings settings;
    auto broke = input();
    broke.equity = d("-5");
    CHECK(size_entry(settings, broke).is_zero());
    auto unpriced = input();
    unpriced.price = Decimal();
    CHECK(size_entry(settings, unpriced).is_zero());
}
