#include <catch2/catch_test_macros.hpp>

#include "unit/trading/account_fixture.hpp"

using namespace tradewind;
using namespace tradewind::trading;
using namespace tradewind::trading::testing;

namespace {

constexpr Ohlc kHundred{"100", "101", "99", "100"};

}  // namespace

TEST_CASE("a long signal buys at the open of the next bar") {
    AccountFixture account(plain_settings());
    account.bar("AAPL", "14:00:00Z", kHundred);
    const auto signal = account.signal("AAPL", "14:01:00Z", Direction::kLong);
    CHECK(account.effects.fills.empty());
    account.bar("AAPL", "14:01:00Z", {"100.5", "102", "100", "101"});

    REQUIRE(account.effects.fills.size() == 1);
    const TradeExecution& fill = account.effects.fills[0];
    CHECK(fill.price == d("100.5"));
    CHECK(fill.quantity == d("100"));
    CHECK(fill.time == AccountFixture::june("14:01:00Z"));
    CHECK(fill.bar_time == AccountFixture::june("14:01:00Z"));
    CHECK(fill.known_at == AccountFixture::june("14:02:00Z"));
    CHECK(fill.signal == signal.id);
    REQUIRE(fill.contributions.size() == 2);
    CHECK(fill.contributions[0].strategy == "momentum");
    CHECK(account.engine().cash() == d("89950"));
    CHECK(account.engine().equity() == d("100050"));
    CHECK(account.order(OrderLeg::kEntry).status == OrderStatus::kFilled);
}

TEST_CASE("a signal inside a bar does not fill in that bar") {
    AccountFixture account(plain_settings());
    account.bar("AAPL", "14:00:00Z", kHundred);
    account.signal("AAPL", "14:01:30Z", Direction::kLong);
    account.bar("AAPL", "14:01:00Z", kHundred);
    CHECK(account.effects.fills.empty());
    account.bar("AAPL", "14:02:00Z", {"103", "104", "102", "103"});
    REQUIRE(account.effects.fills.size() == 1);
    CHECK(account.effects.fills[0].price == d("103"));
}

TEST_CASE("a target that is already held makes no order") {
    AccountFixture account(plain_settings());
    account.bar("AAPL", "14:00:00Z", kHundred);
    account.signal("AAPL", "14:01:00Z", Direction::kLong);
    account.bar("AAPL", "14:01:00Z", kHundred);
    account.effects.clear();
    account.signal("AAPL", "14:02:00Z", Direction::kLong);
    CHECK(account.effects.orders.empty());
    REQUIRE(account.effects.verdicts.size() == 1);
    CHECK(account.effects.verdicts[0].reason == "no_change");
    CHECK_FALSE(account.effects.verdicts[0].approved);
}

TEST_CASE("the opposite signal closes and, without allow_short, does not reverse") {
    AccountFixture account(plain_settings());
    account.bar("AAPL", "14:00:00Z", kHundred);
    account.signal("AAPL", "14:01:00Z", Direction::kLong);
    account.bar("AAPL", "14:01:00Z", kHundred);
    const auto turn = account.signal("AAPL", "14:02:00Z", Direction::kShort);
    account.bar("AAPL", "14:02:00Z", {"110", "111", "109", "110"});
    account.bar("AAPL", "14:03:00Z", {"110", "111", "109", "110"});
    CHECK(account.position("AAPL").is_zero());
    const TradeExecution& exit = account.effects.fills.back();
    CHECK(exit.leg == OrderLeg::kExit);
    CHECK(exit.signal == turn.id);
    CHECK(exit.realized_pnl == d("1000"));
    REQUIRE(exit.contributions.size() == 2);
    CHECK(account.engine().cash() == d("101000"));
}

TEST_CASE("with allow_short the opposite signal closes first and opens after") {
    auto settings = plain_settings();
    settings.execution.allow_short = true;
    AccountFixture account(settings);
    account.bar("AAPL", "14:00:00Z", kHundred);
    account.signal("AAPL", "14:01:00Z", Direction::kLong);
    account.bar("AAPL", "14:01:00Z", kHundred);
    account.signal("AAPL", "14:02:00Z", Direction::kShort);
    CHECK(account.order(OrderLeg::kEntry).status == OrderStatus::kQueued);
    account.bar("AAPL", "14:02:00Z", kHundred);
    CHECK(account.position("AAPL") == d("-100"));
    REQUIRE(account.effects.fills.size() == 3);
    CHECK(account.effects.fills[1].leg == OrderLeg::kExit);
    CHECK(account.effects.fills[1].position.is_zero());
    CHECK(account.effects.fills[2].leg == OrderLeg::kEntry);
    CHECK(account.effects.fills[2].time == account.effects.fills[1].time);
}

TEST_CASE(
    "a decision outside the session fills in the first bar that reaches into it, even one begun before the open") {
    AccountFixture account(plain_settings());
    account.bar("AAPL", "12:00:00Z", kHundred);
    account.signal("AAPL", "12:10:00Z", Direction::kLong);
    account.bar("AAPL", "13:00:00Z", {"50", "60", "40", "50"});
    CHECK(account.effects.fills.empty());
    Bar hour = minute_bar("AAPL", AccountFixture::june("13:10:00Z"), {"101", "103", "100", "102"});
    hour.end = AccountFixture::june("14:10:00Z");
    hour.timeframe = Timeframe::k1h;
    account.bar(hour);
    REQUIRE(account.effects.fills.size() == 1);
    CHECK(account.effects.fills[0].price == d("101"));
    CHECK(account.effects.fills[0].time == AccountFixture::june("13:30:00Z"));
}

TEST_CASE("outside_session = drop denies what comes outside the session") {
    auto settings = plain_settings();
    settings.execution.outside_session = OutsideSession::kDrop;
    AccountFixture account(settings);
    account.bar("AAPL", "12:00:00Z", kHundred);
    account.signal("AAPL", "12:10:00Z", Direction::kLong);
    REQUIRE(account.effects.verdicts.size() == 1);
    CHECK(account.effects.verdicts[0].reason == "market_session");
    CHECK(account.effects.orders.empty());
}

TEST_CASE("a filled entry is guarded by a stop and a target, and the stop cancels the target") {
    auto settings = plain_settings();
    settings.exits.enabled = true;
    settings.exits.stop_loss_pct = d("5");
    settings.exits.take_profit_pct = d("10");
    AccountFixture account(settings);
    account.bar("AAPL", "14:00:00Z", kHundred);
    const auto signal = account.signal("AAPL", "14:01:00Z", Direction::kLong);
    account.bar("AAPL", "14:01:00Z", {"100", "120", "90", "100"});
    // Decided at the end of the entry's bar, they can't fill in it.
    CHECK(account.position("AAPL") == d("100"));
    CHECK(account.order(OrderLeg::kStop).stop_price == d("95"));
    CHECK(account.order(OrderLeg::kTarget).limit_price == d("110"));
    CHECK(account.order(OrderLeg::kStop).signal == signal.id);
    CHECK(account.order(OrderLeg::kStop).time == AccountFixture::june("14:02:00Z"));
    CHECK(account.order(OrderLeg::kStop).time_in_force == TimeInForce::kGtc);

    SECTION("stop before target within one bar") {
        account.bar("AAPL", "14:02:00Z", {"100", "120", "90", "100"});
        CHECK(account.effects.fills.back().leg == OrderLeg::kStop);
        CHECK(account.effects.fills.back().price == d("95"));
        CHECK(account.effects.fills.back().realized_pnl == d("-500"));
    }
    SECTION("a gap below the stop fills at the open") {
        account.bar("AAPL", "14:02:00Z", {"80", "85", "75", "80"});
        CHECK(account.effects.fills.back().price == d("80"));
    }
    SECTION("the target") {
        account.bar("AAPL", "14:02:00Z", {"109", "110.01", "108", "109"});
        CHECK(account.effects.fills.back().leg == OrderLeg::kTarget);
        CHECK(account.effects.fills.back().price == d("110"));
        CHECK(account.order(OrderLeg::kStop).status == OrderStatus::kCanceled);
    }
    CHECK(account.position("AAPL").is_zero());
    CHECK(account.engine().open_orders().empty());
}

TEST_CASE("an opposite signal takes the protective orders away before it closes") {
    auto settings = plain_settings();
    settings.exits.enabled = true;
    AccountFixture account(settings);
    account.bar("AAPL", "14:00:00Z", kHundred);
    account.signal("AAPL", "14:01:00Z", Direction::kLong);
    account.bar("AAPL", "14:01:00Z", kHundred);
    account.signal("AAPL", "14:02:00Z", Direction::kShort);
    CHECK(account.order(OrderLeg::kStop).status == OrderStatus::kCanceled);
    CHECK(account.order(OrderLeg::kExit).status == OrderStatus::kAccepted);
    account.bar("AAPL", "14:02:00Z", {"80", "81", "79", "80"});
    CHECK(account.position("AAPL").is_zero());
    CHECK(account.effects.fills.back().leg == OrderLeg::kExit);
}

TEST_CASE("a stop that was hit in the bar in progress wins over a later exit signal") {
    auto settings = plain_settings();
    settings.exits.enabled = true;
    AccountFixture account(settings);
    account.bar("AAPL", "14:00:00Z", kHundred);
    account.signal("AAPL", "14:01:00Z", Direction::kLong);
    account.bar("AAPL", "14:01:00Z", kHundred);
    account.signal("AAPL", "14:02:30Z", Direction::kShort);
    CHECK(account.order(OrderLeg::kExit).status == OrderStatus::kQueued);
    account.bar("AAPL", "14:02:00Z", {"100", "100", "90", "92"});
    CHECK(account.effects.fills.back().leg == OrderLeg::kStop);
    CHECK(account.order(OrderLeg::kExit).status == OrderStatus::kCanceled);
    CHECK(account.position("AAPL").is_zero());
    CHECK(account.engine().open_orders().empty());
}

TEST_CASE("an exit signal inside a bar closes at the next bar's open when nothing happened before it") {
    auto settings = plain_settings();
    settings.exits.enabled = true;
    AccountFixture account(settings);
    account.bar("AAPL", "14:00:00Z", kHundred);
    account.signal("AAPL", "14:01:00Z", Direction::kLong);
    account.bar("AAPL", "14:01:00Z", kHundred);
    account.signal("AAPL", "14:02:30Z", Direction::kShort);
    SECTION("the bar in progress traded") {
        account.bar("AAPL", "14:02:00Z", kHundred);
        account.bar("AAPL", "14:03:00Z", {"99.5", "100", "99", "99.5"});
    }
    SECTION("the bar in progress is missing") {
        account.bar("AAPL", "14:03:00Z", {"99.5", "100", "99", "99.5"});
    }
    CHECK(account.effects.fills.back().leg == OrderLeg::kExit);
    CHECK(account.effects.fills.back().price == d("99.5"));
    CHECK(account.position("AAPL").is_zero());
}

TEST_CASE("a limit exit keeps a stop beside it") {
    auto settings = plain_settings();
    settings.exits.enabled = true;
    settings.execution.order_type = EntryOrder::kLimit;
    AccountFixture account(settings);
    account.bar("AAPL", "14:00:00Z", kHundred);
    account.signal("AAPL", "14:01:00Z", Direction::kLong);
    account.bar("AAPL", "14:01:00Z", kHundred);
    REQUIRE(account.position("AAPL") == d("99"));  // 10 000 at the limit of 100.05
    account.signal("AAPL", "14:02:00Z", Direction::kShort);
    CHECK(account.order(OrderLeg::kExit).limit_price == d("99.95"));
    CHECK(account.order(OrderLeg::kStop).status == OrderStatus::kAccepted);
    account.bar("AAPL", "14:02:00Z", {"94", "94.5", "93", "94"});
    CHECK(account.effects.fills.back().leg == OrderLeg::kStop);
    CHECK(account.position("AAPL").is_zero());
    CHECK(account.engine().open_orders().empty());
}

TEST_CASE("a limit exit that expires leaves the position with its full protection") {
    auto settings = plain_settings();
    settings.exits.enabled = true;
    settings.execution.order_type = EntryOrder::kLimit;
    AccountFixture account(settings);
    account.bar("AAPL", "19:56:00Z", kHundred);
    account.signal("AAPL", "19:57:00Z", Direction::kLong);
    account.bar("AAPL", "19:57:00Z", kHundred);
    account.signal("AAPL", "19:58:00Z", Direction::kShort);
    account.bar("AAPL", "19:58:00Z", {"98", "98", "98", "98"});
    account.bar("AAPL", "19:59:00Z", {"98", "98", "98", "98"});
    CHECK(account.order(OrderLeg::kExit).status == OrderStatus::kExpired);
    CHECK(account.order(OrderLeg::kStop).status == OrderStatus::kAccepted);
    CHECK(account.order(OrderLeg::kTarget).status == OrderStatus::kAccepted);
    CHECK(account.engine().open_orders().size() == 2);
}

TEST_CASE("protection grows with an entry that fills in parts") {
    auto settings = plain_settings();
    settings.exits.enabled = true;
    settings.fills.volume_cap = d("0.1");
    AccountFixture account(settings);
    account.bar("AAPL", "14:00:00Z", kHundred);
    account.signal("AAPL", "14:01:00Z", Direction::kLong);
    account.bar("AAPL", "14:01:00Z", kHundred, 405);
    CHECK(account.position("AAPL") == d("40"));
    CHECK(account.order(OrderLeg::kStop).quantity == d("40"));
    account.bar("AAPL", "14:02:00Z", kHundred, 1000);
    CHECK(account.position("AAPL") == d("100"));
    CHECK(account.order(OrderLeg::kStop).quantity == d("100"));
    CHECK(account.engine().open_orders().size() == 2);
}

TEST_CASE("a time stop closes with a market order of its own leg") {
    auto settings = plain_settings();
    settings.exits.enabled = true;
    settings.exits.time_stop = std::chrono::minutes(2);
    AccountFixture account(settings);
    account.bar("AAPL", "14:00:00Z", kHundred);
    account.signal("AAPL", "14:01:00Z", Direction::kLong);
    for (const auto* time : {"14:01:00Z", "14:02:00Z", "14:03:00Z"}) account.bar("AAPL", time, kHundred);
    CHECK(account.position("AAPL").is_zero());
    CHECK(account.order(OrderLeg::kTime).type == OrderType::kMarket);
    CHECK(account.order(OrderLeg::kTime).time == AccountFixture::june("14:03:00Z"));
}

TEST_CASE("an unfilled day order expires at the close") {
    auto settings = plain_settings();
    settings.execution.order_type = EntryOrder::kLimit;
    settings.execution.limit_offset_bps = Decimal();
    AccountFixture account(settings);
    account.bar("AAPL", "19:57:00Z", kHundred);
    account.signal("AAPL", "19:58:00Z", Direction::kLong);
    account.bar("AAPL", "19:58:00Z", {"105", "106", "104", "105"});
    account.bar("AAPL", "19:59:00Z", {"105", "106", "104", "105"});
    const Order order = account.order(OrderLeg::kEntry);
    CHECK(order.status == OrderStatus::kExpired);
    CHECK(order.closed_at == AccountFixture::june("20:00:00Z"));
}

TEST_CASE("an opposite signal cancels an entry that has not filled") {
    auto settings = plain_settings();
    settings.execution.order_type = EntryOrder::kLimit;
    AccountFixture account(settings);
    account.bar("AAPL", "14:00:00Z", kHundred);
    account.signal("AAPL", "14:01:00Z", Direction::kLong);
    account.bar("AAPL", "14:01:00Z", {"105", "106", "104", "105"});
    account.signal("AAPL", "14:02:00Z", Direction::kShort);
    CHECK(account.order(OrderLeg::kEntry).status == OrderStatus::kCanceled);
    CHECK(account.effects.verdicts.back().reason == "cancels_entry");
    CHECK(account.engine().open_orders().empty());
}

TEST_CASE("the cooldown after an exit holds entries back") {
    auto settings = plain_settings();
    settings.risk.cooldown = std::chrono::minutes(5);
    AccountFixture account(settings);
    account.bar("AAPL", "14:00:00Z", kHundred);
    account.signal("AAPL", "14:01:00Z", Direction::kLong);
    account.bar("AAPL", "14:01:00Z", kHundred);
    account.signal("AAPL", "14:02:00Z", Direction::kShort);
    account.bar("AAPL", "14:02:00Z", kHundred);
    account.signal("AAPL", "14:03:00Z", Direction::kLong);
    CHECK(account.effects.verdicts.back().reason == "cooldown");
    account.signal("AAPL", "14:07:00Z", Direction::kLong);
    CHECK(account.effects.verdicts.back().approved);
}

TEST_CASE("every instant has one equity line, marked at its closes") {
    AccountFixture account(plain_settings());
    account.bar("AAPL", "14:00:00Z", kHundred);
    account.signal("AAPL", "14:01:00Z", Direction::kLong);
    account.bar("AAPL", "14:01:00Z", {"100", "101", "99", "98"});
    REQUIRE(account.effects.snapshots.size() == 2);
    CHECK(account.effects.snapshots[1].time == AccountFixture::june("14:02:00Z"));
    CHECK(account.effects.snapshots[1].equity == d("99800"));
    CHECK(account.effects.snapshots[1].position_value == d("9800"));
    CHECK(account.effects.snapshots[1].day_pnl == d("-200"));
}

TEST_CASE("bars that do not rise in time change nothing") {
    AccountFixture account(plain_settings());
    account.bar("AAPL", "14:01:00Z", kHundred);
    account.signal("AAPL", "14:02:00Z", Direction::kLong);
    account.bar("AAPL", "14:00:00Z", {"1", "1", "1", "1"});
    account.bar("AAPL", "14:01:00Z", {"1", "1", "1", "1"});
    CHECK(account.effects.fills.empty());
    account.bar("AAPL", "14:02:00Z", kHundred);
    CHECK(account.effects.fills.size() == 1);
}
