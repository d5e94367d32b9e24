#include "broker/alpaca_bars.hpp"

#include <catch2/catch_test_macros.hpp>

#include "scripted_alpaca.hpp"

namespace tradewind::broker {
namespace {

const std::vector kTickers{*Ticker::parse("AAPL"), *Ticker::parse("MSFT")};
const Timestamp kFrom = *parse_timestamp("2026-01-05T14:30:00Z");
const Timestamp kTo = *parse_timestamp("2026-01-05T14:32:30Z");

}  // namespace

TEST_CASE("bars come page by page and are sorted by their end") {
    ScriptedAlpaca alpaca;
    alpaca.answer(
        200,
        R"({"bars":{"AAPL":[{"t":"2026-01-05T14:30:00Z","o":187.1,"h":187.4,"l":187.02,"c":187.31,"v":482,"n":6,"vw":187.2214},
        {"t":"2026-01-05T14:31:00Z","o":1,"h":1,"l":1,"c":1,"v":1},{"t":"2026-01-05T14:32:00Z","o":1,"h":1,"l":1,"c":1,"v":1}]},
        "next_page_token":"a="})");
    alpaca.answer(
        200,
        R"({"bars":{"MSFT":[{"t":"2026-01-05T14:30:00Z","o":2,"h":2,"l":2,"c":2,"v":1}]},"next_page_token":null})");
    const auto bars = fetch_bars(alpaca.http, kTickers, Timeframe::k1m, kFrom, kTo, "iex");
    REQUIRE(bars);
    REQUIRE(bars->size() == 3);  // The one that ends at 14:33 is still going on.
    CHECK((*bars)[0].ticker == kTickers[0]);
    CHECK((*bars)[0].close == *Decimal::parse("187.31"));
    CHECK((*bars)[0].vwap == *Decimal::parse("187.2214"));
    CHECK((*bars)[0].source == "alpaca:iex");
    CHECK((*bars)[1].ticker == kTickers[1]);
    CHECK((*bars)[2].end == *parse_timestamp("2026-01-05T14:32:00Z"));
    CHECK(alpaca.asked[1].url.ends_with("&page_token=a%3D"));
    CHECK(alpaca.asked[0].url.contains("symbols=AAPL%2CMSFT&timeframe=1Min"));
}

TEST_CASE("a page that fails fails the whole, and no bars are no error") {
    ScriptedAlpaca alpaca;
    alpaca.answer(200, R"({"bars":{"AAPL":[]},"next_page_token":"a"})");
    alpaca.answer(403, R"({"message":"subscription does not permit querying recent SIP data"})");
    CHECK(fetch_bars(alpaca.http, kTickers, Timeframe::k1m, kFrom, kTo, "sip").error().code == ErrorCode::kRefused);
    alpaca.answer(200, R"({"bars":null,"next_page_token":null})");
    CHECK(fetch_bars(alpaca.http, kTickers, Timeframe::k1m, kFrom, kTo, "iex")->empty());
}

}  // namespace tradewind::broker
