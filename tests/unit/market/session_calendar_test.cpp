#include "market/session_calendar.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <format>
#include <fstream>
#include <map>
#include <string>

#include "market/new_york_time.hpp"
#include "market/nyse_rules.hpp"

using namespace std::chrono;
using tradewind::Duration;
using tradewind::format_timestamp;
using tradewind::parse_timestamp;
using tradewind::Ticker;
using tradewind::Timeframe;
using tradewind::Timestamp;
using tradewind::market::nyse_trading_day;
using tradewind::market::SessionCalendar;
using tradewind::market::TradingDay;

namespace {

Timestamp at(std::string_view text) {
    return parse_timestamp(text).value();
}
const SessionCalendar& nyse() {
    return SessionCalendar::nyse();
}

std::filesystem::path shared_data(std::string_view path) {
    const char* shared = std::getenv("TRADEWIND_SHARED");
    const char* source = std::getenv("TRADEWIND_SOURCE_DIR");
    const std::filesystem::path root =
        shared ? std::filesystem::path(shared) : std::filesystem::path(source ? source : ".") / ".." / "shared";
    return root / "data" / path;
}

// Date -> "closed" or the local close, from the public reference.
std::map<std::string, std::string> read_reference(std::ifstream& file) {
    std::map<std::string, std::string> days;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        const auto date = line.substr(0, 10);
        days[date] = line.substr(11).starts_with("closed") ? "closed" : line.substr(line.find(',', 11) + 1, 5);
    }
    return days;
}

}  // namespace

TEST_CASE("The calendar equals the public record of closures and early closes, 2000 to 2030") {
    std::ifstream file(shared_data("reference/nyse-calendar-2000-2030.csv"));
    if (!file) SKIP("the reference calendar is not on this machine");
    const auto reference = read_reference(file);
    REQUIRE(reference.size() == 362);
    std::size_t found = 0;
    for (sys_days day = 2000y / January / 1; day < sys_days(2031y / January / 1); day += days(1)) {
        const weekday on{day};
        if (on == Saturday || on == Sunday) continue;
        const auto date = std::format("{:%F}", day);
        const auto kind = nyse_trading_day(day);
        const std::string ours = kind == TradingDay::kClosed       ? "closed"
                                 : kind == TradingDay::kEarlyClose ? "13:00"
                                                                   : "";
        const auto expected = reference.find(date);
        INFO(date);
        CHECK(ours == (expected == reference.end() ? "" : expected->second));
        if (!ours.empty()) ++found;
    }
    CHECK(found == reference.size());
}

TEST_CASE("Holidays follow the rules of their time") {
    struct Case {
        year_month_day date;
        TradingDay kind;
    };
    const auto closed = TradingDay::kClosed, regular = TradingDay::kRegular, early = TradingDay::kEarlyClose;
    const Case cases[] = {
        {1997y / January / 20, regular},   // no Martin Luther King Day before 1998
        {1998y / January / 19, closed},    //
        {2021y / June / 18, regular},      // no Juneteenth before 2022
        {2022y / June / 20, closed},       // on Monday for Sunday
        {2027y / June / 18, closed},       // on Friday for Saturday
        {2021y / December / 31, regular},  // New Year's Day on Saturday is not kept
        {2023y / January / 2, closed},     // on Monday for Sunday
        {2020y / July / 3, closed},        // on Friday for Saturday
        {2021y / July / 5, closed},        // on Monday for Sunday
        {2024y / March / 29, closed},      // Good Friday
        {2002y / July / 3, regular},       // a Wednesday before 2013: full,
        {2002y / July / 5, early},         // and the Friday short
        {2013y / July / 3, early},         //
        {2013y / July / 5, regular},       //
        {2016y / July / 1, regular},       // Independence Day on Monday: nothing closes early
        {2021y / December / 24, closed},   // Christmas kept on Friday
        {2022y / December / 23, regular},  //
        {2003y / December / 26, early},    // by table
        {2012y / October / 30, closed},    // by table
        {2024y / November / 29, early},    // after Thanksgiving
        {2024y / November / 30, closed},   // a Saturday
    };
    for (const auto& [date, kind] : cases) {
        INFO(std::format("{}", date));
        CHECK(nyse_trading_day(date) == kind);
    }
}

TEST_CASE("Sessions open and close by New York's clock") {
    const auto check = [](year_month_day date, std::string_view open, std::string_view close) {
        INFO(std::format("{}", date));
        const auto session = nyse().session_on(date);
        REQUIRE(session);
        CHECK(format_timestamp(session->open) == open);
        CHECK(format_timestamp(session->close) == close);
    };
    check(2024y / July / 3, "2024-07-03T13:30:00Z", "2024-07-03T17:00:00Z");
    check(2024y / March / 8, "2024-03-08T14:30:00Z", "2024-03-08T21:00:00Z");
    check(2024y / March / 11, "2024-03-11T13:30:00Z", "2024-03-11T20:00:00Z");
    check(2024y / November / 1, "2024-11-01T13:30:00Z", "2024-11-01T20:00:00Z");
    check(2024y / November / 4, "2024-11-04T14:30:00Z", "2024-11-04T21:00:00Z");
    check(2006y / March / 31, "2006-03-31T14:30:00Z", "2006-03-31T21:00:00Z");
    check(2006y / April / 3, "2006-04-03T13:30:00Z", "2006-04-03T20:00:00Z");
    check(2006y / October / 27, "2006-10-27T13:30:00Z", "2006-10-27T20:00:00Z");
    check(2006y / October / 30, "2006-10-30T14:30:00Z", "2006-10-30T21:00:00Z");
    CHECK_FALSE(nyse().session_on(2024y / July / 4));
}

TEST_CASE("New York changes its clock at two in the morning") {
    using tradewind::market::new_york_offset;
    CHECK(new_york_offset(at("2024-03-10T06:59:59.999999999Z")) == -5h);
    CHECK(new_york_offset(at("2024-03-10T07:00:00Z")) == -4h);
    CHECK(new_york_offset(at("2024-11-03T05:59:59Z")) == -4h);
    CHECK(new_york_offset(at("2024-11-03T06:00:00Z")) == -5h);
    CHECK(tradewind::market::new_york_date(at("2024-07-03T03:59:59Z")) == 2024y / July / 2);
    CHECK(tradewind::market::new_york_date(at("2024-07-03T04:00:00Z")) == 2024y / July / 3);
}

TEST_CASE("A session holds its open and not its close") {
    CHECK_FALSE(nyse().is_open(at("2024-07-03T13:29:59.999999999Z")));
    CHECK(nyse().is_open(at("2024-07-03T13:30:00Z")));
    CHECK(nyse().is_open(at("2024-07-03T16:59:59.999999999Z")));
    CHECK_FALSE(nyse().is_open(at("2024-07-03T17:00:00Z")));
    CHECK(nyse().session_at(at("2024-07-03T14:00:00Z"))->early_close);
}

TEST_CASE("The next and the previous session skip nights, weekends and holidays") {
    const auto& calendar = nyse();
    const auto wednesday = at("2024-07-03T13:30:00Z");
    const auto friday = at("2024-07-05T13:30:00Z");
    CHECK(calendar.next_session(wednesday - 1ns).open == wednesday);
    CHECK(calendar.next_session(wednesday).open == friday);
    CHECK(calendar.current_or_next_session(wednesday).open == wednesday);
    CHECK(calendar.current_or_next_session(at("2024-07-03T17:00:00Z")).open == friday);
    CHECK(calendar.next_session(friday).date == 2024y / July / 8);
    CHECK(calendar.previous_session(friday).date == 2024y / July / 3);
    CHECK(calendar.previous_session(at("2024-07-03T17:00:00Z")).date == 2024y / July / 3);
    CHECK(calendar.previous_session(at("2024-07-03T16:59:59Z")).date == 2024y / July / 2);
    CHECK(calendar.next_session(at("2001-09-10T20:00:00Z")).date == 2001y / September / 17);
}

TEST_CASE("Sessions between two dates include both") {
    const auto week = nyse().between(2024y / July / 1, 2024y / July / 5);
    REQUIRE(week.size() == 4);
    CHECK(week.front().date == 2024y / July / 1);
    CHECK(week.back().date == 2024y / July / 5);
    CHECK(nyse().between(2024y / January / 1, 2024y / December / 31).size() == 252);
    CHECK(nyse().between(2024y / July / 5, 2024y / July / 1).empty());
}

TEST_CASE("Session time counts open hours only") {
    const auto& calendar = nyse();
    CHECK(calendar.session_time_between(at("2024-07-03T13:00:00Z"), at("2024-07-05T14:30:00Z")) == 3h + 30min + 1h);
    CHECK(calendar.session_time_between(at("2024-07-03T14:00:00Z"), at("2024-07-03T14:00:01Z")) == 1s);
    CHECK(calendar.session_time_between(at("2024-07-06T00:00:00Z"), at("2024-07-08T00:00:00Z")) == 0s);
    CHECK(calendar.session_time_between(at("2024-07-08T00:00:00Z"), at("2024-07-06T00:00:00Z")) == 0s);
    CHECK(calendar.session_time_between(at("2099-12-01T00:00:00Z"), at("2100-01-02T00:00:00Z")) > 100h);
}

TEST_CASE("A bar overlaps a session only if it has an instant inside") {
    const auto& calendar = nyse();
    CHECK_FALSE(calendar.overlaps_session(at("2015-12-24T13:00:00Z"), at("2015-12-24T14:30:00Z")));
    CHECK(calendar.overlaps_session(at("2015-12-24T14:00:00Z"), at("2015-12-24T15:00:00Z")));
    CHECK_FALSE(calendar.overlaps_session(at("2015-12-24T18:00:00Z"), at("2015-12-24T19:00:00Z")));
}

TEST_CASE("A daily bar ends at its session's close, others after their length") {
    const auto& calendar = nyse();
    for (const auto* start : {"2024-07-03T00:00:00Z", "2024-07-03T04:00:00Z", "2024-07-03T13:30:00Z"}) {
        CHECK(format_timestamp(calendar.bar_end(Timeframe::k1d, at(start))) == "2024-07-03T17:00:00Z");
    }
    CHECK(format_timestamp(calendar.bar_end(Timeframe::k1d, at("2024-07-04"))) == "2024-07-04T20:00:00Z");
    CHECK(format_timestamp(calendar.bar_end(Timeframe::k1h, at("2014-06-06T13:00:00Z"))) == "2014-06-06T14:00:00Z");
}

TEST_CASE("Crypto pairs trade always") {
    const auto& calendar = SessionCalendar::of(*Ticker::parse("BTC/USD"));
    CHECK(&SessionCalendar::of(*Ticker::parse("AAPL")) == &nyse());
    CHECK(calendar.is_open(at("2024-07-06T00:00:00Z")));
    CHECK(calendar.is_open(at("2024-07-06T23:59:59.999999999Z")));
    CHECK(calendar.session_time_between(at("2024-07-06T00:00:00Z"), at("2024-07-08T12:00:00Z")) == 60h);
    CHECK(calendar.bar_end(Timeframe::k1d, at("2024-07-04T05:00:00Z")) == at("2024-07-05T05:00:00Z"));
    CHECK(calendar.previous_session(at("2024-07-06T12:00:00Z")).close == at("2024-07-06T00:00:00Z"));
}

TEST_CASE("Outside its table the calendar goes by the same rules") {
    CHECK(nyse().session_on(2150y / December / 25) == std::nullopt);
    CHECK(nyse().next_session(at("2099-12-31T22:00:00Z")).date == 2100y / January / 4);
    CHECK(nyse().previous_session(at("1993-01-01T12:00:00Z")).date == 1992y / December / 31);
}
