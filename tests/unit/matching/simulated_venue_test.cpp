#include "matching/simulated_venue.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/matching/venue_fixture.hpp"

using namespace tradewind;
using namespace tradewind::matching;
using namespace tradewind::matching::testing;
using Kind = VenueReport::Kind;

namespace {

constexpr Ohlc kFlat{"100", "100", "100", "100"};

}  // namespace

TEST_CASE("an order fills in the first bar that starts at or after its decision") {
    Venue venue;
    Order late = order(Side::kBuy, OrderType::kMarket);
    late.time = june("14:00:30");
    venue.submit(late);
    CHECK(venue.last(late).kind == Kind::kAccepted);
    venue.play(bar("14:00:00", kFlat));
    CHECK(venue.fills_of(late).empty());
    venue.play(bar("14:01:00", kFlat));
    REQUIRE(venue.fills_of(late).size() == 1);
    CHECK(venue.fills_of(late)[0].known_at == june("14:02:00"));
    CHECK(venue.venue->resting_count() == 0);
}

TEST_CASE("bars wholly outside the session fill and trigger nothing") {
    Venue venue;
    Order early = order(Side::kBuy, OrderType::kMarket);
    early.time = june("12:00:00");
    Order stop = order(Side::kSell, OrderType::kStop, "99", "stop");
    stop.time = june("12:00:00");
    venue.submit(early);
    venue.submit(stop);
    venue.play(bar("12:00:00", {"50", "50", "50", "50"}));
    CHECK(venue.fills_of(early).empty());
    CHECK(venue.fills_of(stop).empty());
    venue.play(bar("13:30:00", kFlat));
    CHECK(venue.fills_of(early).size() == 1);
    CHECK(venue.fills_of(stop).empty());
}

TEST_CASE("at most the cap of a bar's volume fills, all orders together, and the rest goes on") {
    Venue venue("0.1");
    const Order first = order(Side::kBuy, OrderType::kMarket, "", "first");
    const Order second = order(Side::kBuy, OrderType::kMarket, "", "second");
    venue.submit(first);
    venue.submit(second);
    venue.play(bar("14:00:00", kFlat, 600));
    CHECK(venue.last(first).quantity == d("60"));
    CHECK(venue.fills_of(second).empty());
    venue.play(bar("14:01:00", kFlat, 600));
    CHECK(venue.last(first).cumulative_quantity == d("100"));
    CHECK(venue.last(second).quantity == d("20"));
    venue.play(bar("14:02:00", {"90", "90", "90", "90"}, 10'000));
    CHECK(venue.last(second).quantity == d("80"));
    CHECK(venue.last(second).price == d("90"));
}

TEST_CASE("stop before target within one bar, and the target is gone") {
    Venue venue;
    const OrderId group = OrderId::from_fields({"group"});
    const Order target = order(Side::kSell, OrderType::kLimit, "105", "target");
    const Order stop = order(Side::kSell, OrderType::kStop, "95", "stop");
    venue.submit(target, group);
    venue.submit(stop, group);
    venue.play(bar("14:00:00", {"100", "110", "90", "100"}));
    CHECK(venue.fills_of(target).empty());
    CHECK(venue.last(target).kind == Kind::kCanceled);
    REQUIRE(venue.fills_of(stop).size() == 1);
    CHECK(venue.fills_of(stop)[0].price == d("95"));
}

TEST_CASE("a partial fill of the target takes as much from the stop") {
    Venue venue("0.1");
    const OrderId group = OrderId::from_fields({"group"});
    const Order target = order(Side::kSell, OrderType::kLimit, "105", "target");
    const Order stop = order(Side::kSell, OrderType::kStop, "95", "stop");
    venue.submit(stop, group);
    venue.submit(target, group);
    venue.play(bar("14:00:00", {"100", "106", "100", "100"}, 300));
    CHECK(venue.last(target).cumulative_quantity == d("30"));
    venue.play(bar("14:01:00", {"100", "100", "94", "95"}, 10'000));
    REQUIRE(venue.fills_of(stop).size() == 1);
    CHECK(venue.fills_of(stop)[0].quantity == d("70"));
    CHECK(venue.last(stop).kind == Kind::kCanceled);
    CHECK(venue.last(target).kind == Kind::kCanceled);
    CHECK(venue.venue->resting_count() == 0);
}

TEST_CASE("a stop that has triggered goes on as a market order") {
    Venue venue("0.1");
    const Order stop = order(Side::kSell, OrderType::kStop, "95");
    venue.submit(stop);
    venue.play(bar("14:00:00", {"100", "100", "94", "95"}, 300));
    CHECK(venue.last(stop).price == d("95"));
    venue.play(bar("14:01:00", {"99", "101", "98", "100"}, 10'000));
    CHECK(venue.last(stop).quantity == d("70"));
    CHECK(venue.last(stop).price == d("99"));
}

TEST_CASE("slippage is told apart from the price it worsens") {
    Venue venue("1", "10");
    const Order market = order(Side::kBuy, OrderType::kMarket);
    venue.submit(market);
    venue.play(bar("14:00:00", kFlat));
    CHECK(venue.last(market).price == d("100.1"));
    CHECK(venue.last(market).reference_price == d("100"));
}

TEST_CASE("day orders expire at the close of the session they could first trade in; gtc orders stay") {
    Venue venue;
    const Order day = order(Side::kBuy, OrderType::kLimit, "50", "day");
    Order gtc = order(Side::kBuy, OrderType::kLimit, "50", "gtc");
    gtc.time_in_force = TimeInForce::kGtc;
    venue.submit(day);
    venue.submit(gtc);
    venue.play(bar("19:58:00", kFlat));
    CHECK(venue.last(day).kind == Kind::kAccepted);
    venue.play(bar("19:59:00", kFlat));
    CHECK(venue.last(day).kind == Kind::kExpired);
    CHECK(venue.last(day).time == june("20:00:00"));
    CHECK(venue.last(gtc).kind == Kind::kAccepted);
}

TEST_CASE("an order decided after the close lives through the next session") {
    Venue venue;
    Order evening = order(Side::kBuy, OrderType::kMarket);
    evening.time = june("20:00:00");
    venue.submit(evening);
    venue.play(bar("20:00:00", kFlat));
    CHECK(venue.last(evening).kind == Kind::kAccepted);
    Bar next = bar("14:00:00", {"102", "102", "102", "102"});
    next.start += std::chrono::hours(24);
    next.end += std::chrono::hours(24);
    venue.play(next);
    CHECK(venue.last(evening).price == d("102"));
}

TEST_CASE("an order expires even where its symbol has no bars any more") {
    Venue venue;
    const Order day = order(Side::kBuy, OrderType::kMarket);
    venue.submit(day);
    venue.venue->advance(day.time + std::chrono::days(7) - Duration(1), venue.reports);
    CHECK(venue.last(day).kind == Kind::kAccepted);
    venue.venue->advance(day.time + std::chrono::days(7), venue.reports);
    CHECK(venue.last(day).kind == Kind::kExpired);
}

TEST_CASE("a decision that no bar of its session can fill lives through the next session") {
    Venue venue;
    Order late = order(Side::kBuy, OrderType::kLimit, "50");
    late.time = june("15:20:00");
    venue.submit(late);
    venue.play(bar("15:00:00", kFlat, 1e6, std::chrono::hours(5)));
    CHECK(venue.last(late).kind == Kind::kAccepted);
    Bar next = bar("13:30:00", kFlat, 1e6, std::chrono::minutes(390));
    next.start += std::chrono::hours(24);
    next.end += std::chrono::hours(24);
    venue.play(next);
    CHECK(venue.last(late).kind == Kind::kExpired);
    CHECK(venue.last(late).time == june("20:00:00") + std::chrono::hours(24));
}

TEST_CASE("an order that was held back until another filled follows it within the same bar") {
    Venue venue("0.1");
    const Order exit = order(Side::kSell, OrderType::kMarket, "", "exit");
    const Order entry = order(Side::kSell, OrderType::kMarket, "", "entry");
    venue.submit(exit);
    const auto played = bar("14:00:00", kFlat, 1500);
    venue.venue->on_bar_start(played, venue.reports);
    venue.venue->on_bar(played, venue.reports);
    venue.venue->handle({VenueRequest::Kind::kSubmit, entry, {}, played.end}, venue.reports);
    CHECK(venue.last(entry).quantity == d("50"));
    CHECK(venue.last(entry).time == venue.last(exit).time);
    Order later = order(Side::kSell, OrderType::kMarket, "", "later");
    later.time = june("14:00:30");
    venue.venue->handle({VenueRequest::Kind::kSubmit, later, {}, played.end}, venue.reports);
    CHECK(venue.last(later).kind == Kind::kAccepted);
}

TEST_CASE("a cancel takes hold from the first bar that starts at or after it") {
    Venue venue;
    const Order market = order(Side::kBuy, OrderType::kMarket);
    SECTION("what the bar in progress filled before it stands") {
        venue.submit(market);
        venue.cancel(market, june("14:00:30"));
        CHECK(venue.last(market).kind == Kind::kAccepted);
        venue.play(bar("14:00:00", kFlat));
        CHECK(venue.fills_of(market).size() == 1);
    }
    SECTION("nothing is in progress at the end of the symbol's bar") {
        const Order limit = order(Side::kBuy, OrderType::kLimit, "50");
        venue.submit(limit);
        venue.play(bar("14:00:00", kFlat));
        venue.cancel(limit, june("14:01:00"));
        CHECK(venue.last(limit).kind == Kind::kCanceled);
    }
    SECTION("the next bar comes after the cancel") {
        venue.submit(market);
        venue.cancel(market, june("14:00:30"));
        venue.play(bar("14:01:00", kFlat));
        CHECK(venue.fills_of(market).empty());
        CHECK(venue.last(market).kind == Kind::kCanceled);
        CHECK(venue.last(market).time == june("14:00:30"));
    }
    SECTION("outside the session it is immediate") {
        Order early = order(Side::kBuy, OrderType::kMarket);
        early.time = june("12:00:00");
        venue.submit(early);
        venue.cancel(early, june("12:30:00"));
        CHECK(venue.last(early).kind == Kind::kCanceled);
    }
    SECTION("the close settles it") {
        venue.submit(market);
        venue.cancel(market, june("14:00:30"));
        venue.venue->advance(june("15:00:00"), venue.reports);
        CHECK(venue.last(market).kind == Kind::kAccepted);
        Order gtc = order(Side::kBuy, OrderType::kLimit, "50", "gtc");
        gtc.time_in_force = TimeInForce::kGtc;
        venue.submit(gtc);
        venue.cancel(gtc, june("15:00:30"));
        venue.venue->advance(june("20:00:00"), venue.reports);
        CHECK(venue.last(gtc).kind == Kind::kCanceled);
    }
}

TEST_CASE("a split changes the units of resting orders, exactly, once") {
    Venue venue;
    Order stop = order(Side::kSell, OrderType::kStop, "630");
    stop.time_in_force = TimeInForce::kGtc;
    venue.submit(stop);
    Bar split = bar("14:00:00", {"92", "93", "91", "92"});
    split.split_numerator = 7;
    split.split_denominator = 1;
    venue.venue->on_bar_start(split, venue.reports);
    venue.play(split);
    CHECK(venue.fills_of(stop).empty());
    venue.play(bar("14:01:00", {"92", "92", "89", "90"}));
    REQUIRE(venue.fills_of(stop).size() == 1);
    CHECK(venue.fills_of(stop)[0].quantity == d("700"));
    CHECK(venue.fills_of(stop)[0].price == d("90"));
}

TEST_CASE("what a venue can't read it rejects, and says why") {
    Venue venue;
    Order empty = order(Side::kBuy, OrderType::kMarket);
    empty.quantity = Decimal();
    venue.submit(empty);
    CHECK(venue.last(empty).kind == Kind::kRejected);
    CHECK_FALSE(venue.last(empty).reason.empty());
    Order limit = order(Side::kBuy, OrderType::kLimit, "0", "limit");
    venue.submit(limit);
    CHECK(venue.last(limit).kind == Kind::kRejected);
    CHECK(venue.venue->resting_count() == 0);
}

TEST_CASE("the same order sent twice rests once") {
    Venue venue;
    const Order market = order(Side::kBuy, OrderType::kMarket);
    venue.submit(market);
    venue.submit(market);
    CHECK(venue.venue->resting_count() == 1);
    CHECK(venue.reports.size() == 1);
}
