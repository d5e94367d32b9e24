#include "exchange/synthetic_market.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

using namespace tradewind;
using exchange::SyntheticMarket;
using exchange::SyntheticOptions;

namespace {

SyntheticOptions options(std::uint64_t seed) {
    SyntheticOptions made;
    made.seed = seed;
    made.start = *parse_timestamp("2026-07-01T00:00:00Z");
    return made;
}

std::string tape(std::uint64_t seed, int minutes) {
    SyntheticMarket market(options(seed));
    std::string text;
    for (int i = 0; i < minutes; ++i) {
        const auto minute = market.next();
        for (const auto& bar : minute.bars) text += bar.ticker.to_string() + bar.close.to_string() + ' ';
        for (const auto& article : minute.articles) text += article.title + '\n';
    }
    return text;
}

}  // namespace

TEST_CASE("The same seed gives the same tape, another seed another") {
    CHECK(tape(7, 1000) == tape(7, 1000));
    CHECK(tape(7, 1000) != tape(8, 1000));
}

TEST_CASE("Bars are sound, stay in the session and follow minute by minute") {
    SyntheticMarket market(options(3));
    const auto& calendar = market::SessionCalendar::nyse();
    Timestamp last{};
    int articles = 0;
    for (int i = 0; i < 3 * 390; ++i) {
        const auto minute = market.next();
        REQUIRE(minute.time > last);
        last = minute.time;
        REQUIRE(std::ranges::is_sorted(minute.bars, {}, &Bar::ticker));
        for (const auto& bar : minute.bars) {
            REQUIRE(calendar.is_open(bar.start));
            REQUIRE(bar.low <= std::min(bar.open, bar.close));
            REQUIRE(bar.high >= std::max(bar.open, bar.close));
            REQUIRE(bar.low.sign() > 0);
        }
        for (const auto& article : minute.articles) {
            ++articles;
            REQUIRE(article.received <= minute.time);
            REQUIRE(article.received > minute.time - std::chrono::minutes(1));
        }
    }
    // 6 an hour over 19.5 hours: about 117.
    CHECK(articles > 60);
    CHECK(articles < 200);
}
