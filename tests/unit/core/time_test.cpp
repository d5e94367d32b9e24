#include "core/time.hpp"

#include <catch2/catch_test_macros.hpp>
#include <random>

using namespace std::chrono_literals;
using tradewind::Duration;
using tradewind::format_timestamp;
using tradewind::parse_duration;
using tradewind::parse_timestamp;
using tradewind::Timestamp;

TEST_CASE("Times are read in every form that RFC 3339 allows, and printed in one") {
    struct Case {
        const char* text;
        const char* printed;
    };
    for (const auto& [text, printed] : {
             Case{"2014-06-06T13:30:00Z", "2014-06-06T13:30:00Z"},
             Case{"2014-06-06t13:30:00z", "2014-06-06T13:30:00Z"},
             Case{"2014-06-06 13:30:00Z", "2014-06-06T13:30:00Z"},
             Case{"2014-06-06T08:30:00-05:00", "2014-06-06T13:30:00Z"},
             Case{"2014-06-06T19:00:00+05:30", "2014-06-06T13:30:00Z"},
             Case{"2014-06-06T13:30:00.5Z", "2014-06-06T13:30:00.5Z"},
             Case{"2014-06-06T13:30:00.500000000Z", "2014-06-06T13:30:00.5Z"},
             Case{"2014-06-06T13:30:00.000000001Z", "2014-06-06T13:30:00.000000001Z"},
             Case{"2014-06-06", "2014-06-06T00:00:00Z"},
             Case{"1969-12-31T23:59:59.25Z", "1969-12-31T23:59:59.25Z"},
             Case{"2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"},
         }) {
        INFO(text);
        const auto time = parse_timestamp(text);
        REQUIRE(time.has_value());
        CHECK(format_timestamp(*time) == printed);
    }
}

TEST_CASE("What is no time is refused") {
    for (const auto* text : {"",
                             "2014",
                             "2014-06",
                             "2014-6-6",
                             "2014-13-01",
                             "2014-02-29",
                             "2014-06-31",
                             "2014-06-06T",
                             "2014-06-06T24:00:00Z",
                             "2014-06-06T13:60:00Z",
                             "2014-06-06T13:30:00",
                             "2014-06-06T13:30:00.Z",
                             "2014-06-06T13:30:00+5:00",
                             "2014-06-06T13:30:00Zx",
                             " 2014-06-06",
                             "2014-06-06T13:30:00.0000000001Z",
                             "06/06/2014",
                             "NaN",
                             "2014-06-06T13:30:00+25:00",
                             "9999-01-01T00:00:00Z",
                             "0001-01-01T00:00:00Z"}) {
        INFO(text);
        CHECK_FALSE(parse_timestamp(text).has_value());
    }
}

TEST_CASE("Printed times are read back to the nanosecond") {
    std::mt19937_64 random(3);
    for (int i = 0; i < 20'000; ++i) {
        const Timestamp time{
            Duration(static_cast<std::int64_t>(random() % 8'000'000'000'000'000'000) - 4'000'000'000'000'000'000)};
        REQUIRE(parse_timestamp(format_timestamp(time)) == time);
    }
}

TEST_CASE("Durations carry their unit") {
    CHECK(parse_duration("250ms") == Duration(250ms));
    CHECK(parse_duration("90s") == Duration(90s));
    CHECK(parse_duration("1.5") == Duration(1500ms));
    CHECK(parse_duration("5m") == Duration(5min));
    CHECK(parse_duration("2h") == Duration(2h));
    CHECK(parse_duration("1d") == Duration(24h));
    for (const auto* text : {"", "s", "-1s", "1w", "1 s", "nan", "infs", "1e300d"}) {
        INFO(text);
        CHECK_FALSE(parse_duration(text).has_value());
    }
}

namespace {

// A machine whose time is moved by the test.
class HandMachineClock final : public tradewind::MachineClock {
public:
    [[nodiscard]] Timestamp now() const override { return Timestamp(passed); }
    [[nodiscard]] Duration monotonic() const override { return passed; }
    Duration passed{0};
};

}  // namespace

TEST_CASE("A scaled clock runs as many times as fast as the machine") {
    HandMachineClock machine;
    machine.passed = 100s;
    const auto start = *parse_timestamp("2024-07-03T13:30:00Z");
    const tradewind::ScaledMarketClock clock(machine, start, 60);
    CHECK(clock.now() == start);
    machine.passed += 2s;
    CHECK(clock.now() == start + 2min);
}

TEST_CASE("A manual clock never goes back") {
    tradewind::ManualMarketClock clock(Timestamp(10s));
    clock.advance_to(Timestamp(20s));
    clock.advance_to(Timestamp(15s));
    CHECK(clock.now() == Timestamp(20s));
}
