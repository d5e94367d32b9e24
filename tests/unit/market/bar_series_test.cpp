#include "market/bar_series.hpp"

#include <catch2/catch_test_macros.hpp>

using tradewind::Bar;
using tradewind::Decimal;
using tradewind::market::BarSeries;

namespace {

Bar bar(int close, double volume = 700) {
    Bar made;
    made.open = made.high = made.low = made.close = Decimal::from_int(close);
    made.volume = volume;
    return made;
}

}  // namespace

TEST_CASE("A bar series keeps the newest bars, newest first") {
    BarSeries series(3);
    CHECK(series.empty());
    for (const int close : {1, 2, 3, 4}) series.push(bar(close));
    REQUIRE(series.size() == 3);
    CHECK(series.back(0).close == Decimal::from_int(4));
    CHECK(series.back(2).close == Decimal::from_int(2));
}

TEST_CASE("A bar series restates its history when a bar comes in split units") {
    BarSeries series(3);
    series.push(bar(645));
    auto split = bar(92, 4900);
    split.split_numerator = 7;
    split.split_denominator = 1;
    series.push(split);
    CHECK(series.back(1).close == *Decimal::parse("92.142857143"));
    CHECK(series.back(1).volume == 4900);
    CHECK(series.back(0).close == Decimal::from_int(92));
}
