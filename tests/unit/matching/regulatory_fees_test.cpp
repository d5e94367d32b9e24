#include "matching/regulatory_fees.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "unit/matching/venue_fixture.hpp"

using namespace tradewind;
using namespace tradewind::matching;
using namespace tradewind::matching::testing;

namespace {

Decimal fees(std::string_view time, std::string_view quantity, std::string_view value, Side side = Side::kSell,
             std::string_view symbol = "AAPL") {
    return regulatory_fees(Ticker::parse(symbol).value(), side, d(quantity), d(value), parse_timestamp(time).value());
}

}  // namespace

TEST_CASE("a sale pays the regulators' rates of its date in New York, each rounded up to the cent") {
    struct Row {
        std::string_view time, quantity, value, fees;
    };
    const auto row = GENERATE(values<Row>({
        {"2014-06-02T15:00:00Z", "100", "9242", "0.23"},      // 0.2042482 and 0.0119
        {"2014-03-18T03:59:00Z", "100", "1000000", "17.42"},  // still the 17th in New York
        {"2014-03-18T04:00:00Z", "100", "1000000", "22.12"},
        {"2021-02-25T15:00:00Z", "100", "1000000", "5.12"},
        {"2023-12-29T15:00:00Z", "1000000", "1000000", "15.27"},  // 8.00, and the cap of 7.27
        {"2024-05-22T15:00:00Z", "50000", "1000000", "36.1"},     // 27.80, and exactly the cap
        {"2025-06-02T15:00:00Z", "100", "1000000", "0.02"},       // the SEC took nothing then
        {"1999-06-02T15:00:00Z", "100", "1000000", "33.33"},
    }));
    INFO(row.time);
    CHECK(fees(row.time, row.quantity, row.value) == d(row.fees));
}

TEST_CASE("purchases and crypto pairs pay the regulators nothing") {
    CHECK(fees("2024-06-03T15:00:00Z", "100", "10000", Side::kBuy).is_zero());
    CHECK(fees("2024-06-03T15:00:00Z", "100", "10000", Side::kSell, "BTC/USD").is_zero());
}

TEST_CASE("a venue that knows of the regulators books their fees with the fill") {
    Venue venue("1");
    CostSettings costs = venue.costs;
    costs.regulatory_fees = true;
    venue.venue.emplace(venue.fills, costs);
    const auto sell = order(Side::kSell, OrderType::kMarket);
    venue.submit(sell);
    venue.play(bar("14:00:00", {"92.42", "93", "92", "92.5"}));
    const auto fills = venue.fills_of(sell);
    REQUIRE(fills.size() == 1);
    CHECK(fills[0].fees == d("0.23"));
}
