#include "news/feed_date.hpp"

#include <catch2/catch_test_macros.hpp>

using tradewind::format_timestamp;
using tradewind::news::parse_feed_date;

namespace {

struct Case {
    std::string_view written;
    std::string_view instant;
};

std::string instant(std::string_view text) {
    const auto date = parse_feed_date(text);
    return date ? format_timestamp(*date) : "unreadable";
}

}  // namespace

TEST_CASE("RFC 822 dates and their damage are read") {
    constexpr auto kCases = std::to_array<Case>({
        {"Mon, 05 Jan 2026 13:02:00 GMT", "2026-01-05T13:02:00Z"},
        {"Mon, 05 Jan 2026 13:02:00 +0200", "2026-01-05T11:02:00Z"},
        {"Mon, 5 Jan 2026 13:02 EST", "2026-01-05T18:02:00Z"},
        {"5 Jan 26 13:02:00 PDT", "2026-01-05T20:02:00Z"},
        {"Mon,05 Jan 2026 13:02:00 GMT+05:00", "2026-01-05T08:02:00Z"},
        {"Mon, 05  Jan 2026 13:02:00 +00:00", "2026-01-05T13:02:00Z"},
        {"Tue, 05 Jan 2026 13:02:00", "2026-01-05T13:02:00Z"},
        {"Mon, 05 Jan 2026", "2026-01-05T00:00:00Z"},
        {"Mon, 05 Jan 2026 24:00:00 GMT", "2026-01-06T00:00:00Z"},
        {"Mon, 05 Jan 2026 13:02:00 ET", "2026-01-05T18:02:00Z"},
        {"Mon, 05 Jan 2026 13:02:00 A", "2026-01-05T13:02:00Z"},
        {"Monday, 05 January 2026 13:02:00 Etc/GMT", "2026-01-05T13:02:00Z"},
        {"Mon, 05 Jan, 2026 13:02:00 GMT", "2026-01-05T13:02:00Z"},
        {"Jan 5, 2026 1:02 PM ET", "2026-01-05T18:02:00Z"},
        {"Mon, 05 Jan 2026 13:02:00.250 GMT", "2026-01-05T13:02:00.25Z"},
        {"05 Jan 99 13:02:00 GMT", "1999-01-05T13:02:00Z"},
        {"Mon, 05 Jan 2026 13:02:00 -0500 (EST)", "2026-01-05T18:02:00Z"},
    });
    for (const auto& [written, expected] : kCases) {
        INFO(written);
        CHECK(instant(written) == expected);
    }
}

TEST_CASE("The three HTTP forms are read") {
    CHECK(instant("Sun, 06 Nov 1994 08:49:37 GMT") == "1994-11-06T08:49:37Z");
    CHECK(instant("Sunday, 06-Nov-94 08:49:37 GMT") == "1994-11-06T08:49:37Z");
    CHECK(instant("Sun Nov  6 08:49:37 1994") == "1994-11-06T08:49:37Z");
    CHECK(instant("Sun Nov  6 08:49:37 EST 1994") == "1994-11-06T13:49:37Z");
}

TEST_CASE("ISO 8601 and W3CDTF are read in all their lengths") {
    constexpr auto kCases = std::to_array<Case>({
        {"2026", "2026-01-01T00:00:00Z"},
        {"2026-03", "2026-03-01T00:00:00Z"},
        {"2026-01-05", "2026-01-05T00:00:00Z"},
        {"20260105", "2026-01-05T00:00:00Z"},
        {"2026-01-05T13:02Z", "2026-01-05T13:02:00Z"},
        {"2026-01-05T13:02:00-05:00", "2026-01-05T18:02:00Z"},
        {"2026-01-05t13:02:00z", "2026-01-05T13:02:00Z"},
        {"2026-01-05 13:02:00 +0100", "2026-01-05T12:02:00Z"},
        {"2026-01-05T13:02:00.123456789Z", "2026-01-05T13:02:00.123456789Z"},
        {"2026-01-05T130200Z", "2026-01-05T13:02:00Z"},
        {"2026-01-05T13:02:00\u221205:00", "2026-01-05T18:02:00Z"},
        {"2026-W02-1", "2026-01-05T00:00:00Z"},
        {"2026W021", "2026-01-05T00:00:00Z"},
        {"2026-005", "2026-01-05T00:00:00Z"},
        {"2026-31-12T00:00:00Z", "2026-12-31T00:00:00Z"},
        {"2026/01/05 13:02:00", "2026-01-05T13:02:00Z"},
        {"2004-július-13T9:15-05:00", "2004-07-13T14:15:00Z"},
    });
    for (const auto& [written, expected] : kCases) {
        INFO(written);
        CHECK(instant(written) == expected);
    }
}

TEST_CASE("Month names of other languages are read") {
    CHECK(instant("Mo, 05 Jän 2026 13:02:00 MEZ") == "2026-01-05T12:02:00Z");
    CHECK(instant("lun., 05 août 2024 13:02:00 +0200") == "2024-08-05T11:02:00Z");
    CHECK(instant("mar, 06 gen 2026 13:02:00 GMT") == "2026-01-06T13:02:00Z");
    CHECK(instant("5 de março de 2026 10:00") == "2026-03-05T10:00:00Z");
    CHECK(instant("Пн, 05 Янв 2026 13:02:00 +0300") == "2026-01-05T10:02:00Z");
    CHECK(instant("Δευ, 05 Ιαν 2026 13:02:00 EET") == "2026-01-05T11:02:00Z");
}

TEST_CASE("Slashed dates are American where they can be") {
    CHECK(instant("01/05/2026 13:02:00") == "2026-01-05T13:02:00Z");
    CHECK(instant("25/12/2026") == "2026-12-25T00:00:00Z");
    CHECK(instant("25.12.2026 08:30") == "2026-12-25T08:30:00Z");
    CHECK(instant("05.01.2026 13:02") == "2026-01-05T13:02:00Z");
}

TEST_CASE("What is no date is not guessed") {
    for (const auto* text :
         {"", "  ", "yesterday", "Mon, 32 Jan 2026 00:00:00 GMT", "2026-13-45", "13:02:00", "1234567890123",
          "Mon, 05 Jan 2026 25:00:00 GMT", "2026-02-30", "Jan 2026", "0000-00-00T00:00:00Z"}) {
        INFO(text);
        CHECK(instant(text) == "unreadable");
    }
}
