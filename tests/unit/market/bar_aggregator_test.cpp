#include "market/bar_aggregator.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace std::chrono_literals;
using tradewind::Bar;
using tradewind::Decimal;
using tradewind::format_timestamp;
using tradewind::Timeframe;
using tradewind::Timestamp;
using tradewind::market::BarAggregator;
using tradewind::market::SessionCalendar;

namespace {

Timestamp at(std::string_view text) {
    return tradewind::parse_timestamp(text).value();
}

Bar minute(std::string_view start, const char* open, const char* high, const char* low, const char* close,
           double volume) {
    Bar bar;
    bar.timeframe = Timeframe::k1m;
    bar.start = at(start);
    bar.end = bar.start + 1min;
    bar.open = Decimal::parse(open).value();
    bar.high = Decimal::parse(high).value();
    bar.low = Decimal::parse(low).value();
    bar.close = Decimal::parse(close).value();
    bar.volume = volume;
    return bar;
}

Bar flat(std::string_view start, const char* price) {
    return minute(start, price, price, price, price, 10);
}

}  // namespace

TEST_CASE("Five minutes make one bar, complete with the fifth") {
    BarAggregator five(Timeframe::k5m, SessionCalendar::nyse());
    CHECK_FALSE(five.add(minute("2024-07-03T13:30:00Z", "10", "11", "9.5", "10.5", 100)));
    CHECK_FALSE(five.add(minute("2024-07-03T13:32:00Z", "10.5", "12", "10", "11", 50)));
    const auto bar = five.add(minute("2024-07-03T13:34:00Z", "11", "11", "8", "9", 25));
    REQUIRE(bar);
    CHECK(bar->timeframe == Timeframe::k5m);
    CHECK(format_timestamp(bar->start) == "2024-07-03T13:30:00Z");
    CHECK(format_timestamp(bar->end) == "2024-07-03T13:35:00Z");
    CHECK(bar->open.to_string() == "10");
    CHECK(bar->high.to_string() == "12");
    CHECK(bar->low.to_string() == "8");
    CHECK(bar->close.to_string() == "9");
    CHECK(bar->volume == 175);
}

TEST_CASE("A bar whose last minutes saw no trade is finished by time") {
    BarAggregator five(Timeframe::k5m, SessionCalendar::nyse());
    CHECK_FALSE(five.add(flat("2024-07-03T13:31:00Z", "10")));
    CHECK_FALSE(five.finish_until(at("2024-07-03T13:34:59Z")));
    CHECK(five.finish_until(at("2024-07-03T13:35:00Z")));
    CHECK_FALSE(five.finish_until(at("2024-07-03T13:36:00Z")));
}

TEST_CASE("A bar later than its finished coarse bar is left out") {
    BarAggregator five(Timeframe::k5m, SessionCalendar::nyse());
    five.add(flat("2024-07-03T13:31:00Z", "10"));
    five.finish_until(at("2024-07-03T13:35:00Z"));
    CHECK_FALSE(five.add(flat("2024-07-03T13:34:00Z", "99")));
    CHECK_FALSE(five.finish_until(at("2024-07-03T14:00:00Z")));
}

TEST_CASE("A day is the session's bars, from New York's midnight to the close") {
    BarAggregator day(Timeframe::k1d, SessionCalendar::nyse());
    CHECK_FALSE(day.add(flat("2014-06-09T08:00:00Z", "645.57")));  // before the open
    CHECK_FALSE(day.add(flat("2014-06-09T13:30:00Z", "92.70")));
    const auto bar = day.add(flat("2014-06-09T19:59:00Z", "93.70"));
    REQUIRE(bar);
    CHECK(format_timestamp(bar->start) == "2014-06-09T04:00:00Z");
    CHECK(format_timestamp(bar->end) == "2014-06-09T20:00:00Z");
    CHECK(bar->high.to_string() == "93.7");
    CHECK_FALSE(day.add(flat("2014-06-09T21:00:00Z", "94")));  // after the close
}

TEST_CASE("A split inside a coarse bar restates what came before it and travels on") {
    BarAggregator hour(Timeframe::k1h, SessionCalendar::nyse());
    hour.add(flat("2014-06-09T13:00:00Z", "645"));
    auto split = flat("2014-06-09T13:30:00Z", "92");
    split.split_numerator = 7;
    split.split_denominator = 1;
    hour.add(split);
    const auto bar = hour.finish_until(at("2014-06-09T14:00:00Z"));
    REQUIRE(bar);
    CHECK(bar->open.to_string() == "92.142857143");
    CHECK(bar->volume == 80);
    CHECK(bar->split_numerator == 7);
}

TEST_CASE("Volume-weighted prices and trade counts are merged where every bar has them") {
    BarAggregator five(Timeframe::k5m, SessionCalendar::nyse());
    auto first = minute("2024-07-03T13:30:00Z", "10", "10", "10", "10", 100);
    first.vwap = Decimal::from_int(10);
    first.trade_count = 3;
    auto second = minute("2024-07-03T13:31:00Z", "20", "20", "20", "20", 300);
    second.vwap = Decimal::from_int(20);
    second.trade_count = 4;
    five.add(first);
    five.add(second);
    const auto bar = five.finish_until(at("2024-07-03T13:35:00Z"));
    CHECK(bar->vwap == Decimal::parse("17.5").value());
    CHECK(bar->trade_count == 7);
}
