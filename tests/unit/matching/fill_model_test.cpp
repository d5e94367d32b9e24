#include "matching/fill_model.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "unit/matching/venue_fixture.hpp"

using namespace tradewind;
using namespace tradewind::matching;
using namespace tradewind::matching::testing;

TEST_CASE("where an order meets a bar") {
    struct Row {
        std::string_view what;
        Side side;
        OrderType type;
        std::string_view price;
        Ohlc bar;
        std::string_view fill;  // empty: none
        bool at_open;
    };
    using enum Side;
    using enum OrderType;
    const auto row = GENERATE(values<Row>({
        {"a market buy at the open", kBuy, kMarket, "", {"100", "105", "95", "101"}, "100", true},
        {"a market sell at the open", kSell, kMarket, "", {"100", "105", "95", "101"}, "100", true},
        {"a limit buy traded through", kBuy, kLimit, "97", {"100", "105", "96.99", "101"}, "97", false},
        {"a limit buy only touched", kBuy, kLimit, "97", {"100", "105", "97", "101"}, "", false},
        {"a limit buy above the open gets the open", kBuy, kLimit, "103", {"100", "105", "95", "101"}, "100", true},
        {"a limit buy at an open that is the low", kBuy, kLimit, "100", {"100", "105", "100", "101"}, "", false},
        {"a limit sell traded through", kSell, kLimit, "104", {"100", "104.01", "95", "101"}, "104", false},
        {"a limit sell only touched", kSell, kLimit, "105", {"100", "105", "95", "101"}, "", false},
        {"a limit sell below the open gets the open", kSell, kLimit, "98", {"100", "105", "95", "101"}, "100", true},
        {"a sell stop reached", kSell, kStop, "96", {"100", "105", "95", "101"}, "96", false},
        {"a sell stop touched exactly", kSell, kStop, "95", {"100", "105", "95", "101"}, "95", false},
        {"a sell stop not reached", kSell, kStop, "94", {"100", "105", "95", "101"}, "", false},
        {"a sell stop gapped over", kSell, kStop, "102", {"100", "105", "95", "101"}, "100", true},
        {"a buy stop reached", kBuy, kStop, "104", {"100", "105", "95", "101"}, "104", false},
        {"a buy stop not reached", kBuy, kStop, "106", {"100", "105", "95", "101"}, "", false},
        {"a buy stop gapped over", kBuy, kStop, "98", {"100", "105", "95", "101"}, "100", true},
    }));
    INFO(row.what);
    const auto met = touch(order(row.side, row.type, row.price), false, bar("14:00:00", row.bar));
    REQUIRE(met.has_value() == !row.fill.empty());
    if (!met) return;
    CHECK(met->price == d(row.fill));
    CHECK(met->at_open == row.at_open);
}

TEST_CASE("slippage worsens market and stop fills, never limits") {
    CostSettings costs;
    costs.slippage_bps = d("10");
    CHECK(slipped_price(order(Side::kBuy, OrderType::kMarket), d("100"), costs) == d("100.1"));
    CHECK(slipped_price(order(Side::kSell, OrderType::kMarket), d("100"), costs) == d("99.9"));
    CHECK(slipped_price(order(Side::kSell, OrderType::kStop, "95"), d("95"), costs) == d("94.905"));
    CHECK(slipped_price(order(Side::kBuy, OrderType::kLimit, "95"), d("95"), costs) == d("95"));
}

TEST_CASE("costs are exact, and a product that does not fit is rounded half-even at the ninth decimal") {
    CostSettings costs;
    costs.regulatory_fees = false;
    costs.commission_bps = d("1");
    costs.commission_per_share = d("0.005");
    costs.fee_bps = d("0.5");
    const auto sell = fill_costs(order(Side::kSell, OrderType::kMarket), d("100"), d("92.42"), june("14:00:00"), costs);
    CHECK(sell.commission == d("1.4242"));
    CHECK(sell.fees == d("0.4621"));
    CHECK(fill_costs(order(Side::kBuy, OrderType::kMarket), d("100"), d("92.42"), june("14:00:00"), costs)
              .fees.is_zero());
    // 0.333333333 · 0.005 = 0.001666666665
    costs.commission_bps = Decimal();
    CHECK(fill_costs(order(Side::kBuy, OrderType::kMarket), d("0.333333333"), d("1"), june("14:00:00"), costs)
              .commission == d("0.001666667"));
    costs.commission_per_share = d("0.000000005");
    CHECK(fill_costs(order(Side::kBuy, OrderType::kMarket), d("0.1"), d("1"), june("14:00:00"), costs)
              .commission.is_zero());
    CHECK(fill_costs(order(Side::kBuy, OrderType::kMarket), d("0.3"), d("1"), june("14:00:00"), costs).commission ==
          d("0.000000002"));
}

TEST_CASE("a bar's capacity is its volume times the cap; whole orders take whole shares of it") {
    FillSettings fills;
    fills.volume_cap = d("0.1");
    const auto thin = bar("14:00:00", {"1", "1", "1", "1"}, 255);
    CHECK(bar_capacity(thin, fills) == d("25.5"));
    CHECK(capped_quantity(d("100"), d("25.5")) == d("25"));
    CHECK(capped_quantity(d("100.5"), d("25.5")) == d("25.5"));
    CHECK(capped_quantity(d("7"), d("25.5")) == d("7"));
    CHECK(bar_capacity(bar("14:00:00", {"1", "1", "1", "1"}, 0), fills).is_zero());
    CHECK(bar_capacity(bar("14:00:00", {"1", "1", "1", "1"}, 1e30), fills) == d("900000000"));
}

TEST_CASE("fills happen inside the session only") {
    market::SessionCursor nyse;
    const Ohlc one{"1", "1", "1", "1"};
    CHECK_FALSE(fill_times(bar("13:29:00", one), nyse));
    CHECK_FALSE(fill_times(bar("20:00:00", one), nyse));
    CHECK(fill_times(bar("13:30:00", one), nyse)->at_open == june("13:30:00"));
    const auto straddling = fill_times(bar("13:00:00", one, 1, std::chrono::hours(1)), nyse);
    REQUIRE(straddling);
    CHECK(straddling->at_open == june("13:30:00"));
    CHECK(straddling->within == june("13:45:00"));
    const auto day = fill_times(bar("00:00:00", one, 1, std::chrono::hours(20)), nyse);
    REQUIRE(day);
    CHECK(day->at_open == june("13:30:00"));
}
