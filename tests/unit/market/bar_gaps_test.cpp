#include "market/bar_gaps.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace tradewind;
using namespace tradewind::market;

namespace {

Timestamp at(std::string_view text) {
    return parse_timestamp(text).value();
}

std::vector<BarGap> gaps(Timeframe timeframe, std::vector<Timestamp> starts, std::string_view from,
                         std::string_view to) {
    return find_gaps(SessionCalendar::nyse(), timeframe, starts, at(from), at(to));
}

}  // namespace

TEST_CASE("a day without a bar is a gap where the calendar has a session") {
    const auto found =
        gaps(Timeframe::k1d, {at("2026-01-02T05:00:00Z"), at("2026-01-06T05:00:00Z")}, "2026-01-01", "2026-01-07");
    REQUIRE(found.size() == 1);  // New Year's Day and the weekend are none
    CHECK(found[0] == BarGap{at("2026-01-05"), at("2026-01-05T21:00:00Z"), 1});
}

TEST_CASE("hours lie on the grid, from the one that the open is in to the close") {
    std::vector<Timestamp> starts;
    for (auto start = at("2026-01-05T14:00:00Z"); start < at("2026-01-05T21:00:00Z"); start += std::chrono::hours(1))
        starts.push_back(start);
    CHECK(gaps(Timeframe::k1h, starts, "2026-01-05", "2026-01-06").empty());
    starts.erase(starts.begin() + 2, starts.begin() + 4);
    CHECK(gaps(Timeframe::k1h, starts, "2026-01-05", "2026-01-06") ==
          std::vector{BarGap{at("2026-01-05T16:00:00Z"), at("2026-01-05T18:00:00Z"), 2}});
}

TEST_CASE("what lacks over nights is one gap, and an early close ends a session") {
    CHECK(gaps(Timeframe::k1h, {}, "2025-11-28", "2025-12-02") ==
          std::vector{BarGap{at("2025-11-28T14:00:00Z"), at("2025-12-01T21:00:00Z"), 4 + 7}});
    CHECK(gaps(Timeframe::k1h, {}, "2025-12-02", "2025-12-02").empty());
    CHECK(gaps(Timeframe::k1m, {}, "2026-01-03", "2026-01-05").empty());
}
