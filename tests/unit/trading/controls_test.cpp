#include <catch2/catch_test_macros.hpp>

#include "unit/trading/account_fixture.hpp"

using namespace tradewind;
using namespace tradewind::trading;
using namespace tradewind::trading::testing;

namespace {

constexpr Ohlc kHundred{"100", "101", "99", "100"};

// Long 100 AAPL, guarded, at 14:02.
struct Held : AccountFixture {
    static DecisionSettings settings() {
        auto chosen = plain_settings();
        chosen.exits.enabled = true;
        return chosen;
    }
    Held() : AccountFixture(settings()) {
        bar("AAPL", "14:00:00Z", kHundred);
        bar("MSFT", "14:00:00Z", kHundred);
        AccountFixture::signal("AAPL", "14:01:00Z", Direction::kLong);
        bar("AAPL", "14:01:00Z", kHundred);
        bar("MSFT", "14:01:00Z", kHundred);
    }
    [[nodiscard]] std::size_t submitted() const {
        std::size_t count = 0;
        for (const auto& request : effects.requests) count += request.kind == VenueRequest::Kind::kSubmit ? 1 : 0;
        return count;
    }
};

}  // namespace

TEST_CASE("kill cancels all open orders, names what is left unprotected, and nothing is sent any more") {
    Held account;
    const AuditEntry answer = account.command(ControlAction::kKill, "14:02:00Z");
    CHECK(account.engine().kill_state().state == TradingState::kKilled);
    CHECK(account.engine().kill_state().by == "ann");
    CHECK(account.engine().open_orders().empty());
    CHECK(answer.detail == "done: 2 open orders canceled; positions without protection: AAPL 100");
    CHECK(answer.reference.starts_with("cmd-"));

    const auto before = account.submitted();
    account.signal("AAPL", "14:02:00Z", Direction::kShort);
    CHECK(account.effects.verdicts.back().reason == "kill_switch");
    account.signal("MSFT", "14:02:00Z", Direction::kLong);
    CHECK(account.effects.verdicts.back().reason == "kill_switch");
    account.bar("AAPL", "14:02:00Z", {"50", "50", "50", "50"});
    CHECK(account.submitted() == before);

    SECTION("unkill goes back to what was before, and protection returns") {
        CHECK(account.command(ControlAction::kUnkill, "14:03:00Z").detail == "done: trading is active");
        account.bar("AAPL", "14:03:00Z", kHundred);
        CHECK(account.engine().open_orders().size() == 2);
    }
    SECTION("a pause or resume does not loosen it") {
        CHECK(account.command(ControlAction::kPause, "14:03:00Z").detail.starts_with("refused: "));
        CHECK(account.command(ControlAction::kResume, "14:03:00Z").detail.starts_with("refused: "));
        CHECK(account.engine().kill_state().state == TradingState::kKilled);
    }
    SECTION("an operator may still flatten") {
        CHECK(account.command(ControlAction::kFlatten, "14:03:00Z").detail == "done: closing 1 position");
        account.bar("AAPL", "14:03:00Z", kHundred);
        CHECK(account.position("AAPL").is_zero());
    }
}

TEST_CASE("paused means reduce only: stops and exits go on, entries don't") {
    Held account;
    account.signal("MSFT", "14:02:00Z", Direction::kLong);
    REQUIRE(account.order(OrderLeg::kEntry).status == OrderStatus::kAccepted);
    account.command(ControlAction::kPause, "14:02:00Z");
    CHECK(account.order(OrderLeg::kEntry).status == OrderStatus::kCanceled);
    account.signal("MSFT", "14:02:00Z", Direction::kShort);
    account.signal("MSFT", "14:02:10Z", Direction::kLong);
    CHECK(account.effects.verdicts.back().reason == "trading_paused");
    CHECK(account.engine().open_orders().size() == 2);

    SECTION("the stop") {
        account.bar("AAPL", "14:02:00Z", {"90", "90", "90", "90"});
    }
    SECTION("an exit") {
        account.signal("AAPL", "14:02:00Z", Direction::kShort);
        CHECK(account.effects.verdicts.back().approved);
        account.bar("AAPL", "14:02:00Z", kHundred);
    }
    CHECK(account.position("AAPL").is_zero());
    account.command(ControlAction::kResume, "14:03:00Z");
    account.signal("MSFT", "14:03:00Z", Direction::kLong);
    CHECK(account.effects.verdicts.back().approved);
}

TEST_CASE("close and flatten send market orders that no signal asked for") {
    Held account;
    CHECK(account.command(ControlAction::kClose, "14:02:00Z", "MSFT").detail ==
          "refused: there is no position in MSFT");
    CHECK(account.command(ControlAction::kClose, "14:02:00Z", "aapl").detail.starts_with("refused: not a ticker"));
    CHECK(account.command(ControlAction::kClose, "14:02:00Z", "AAPL").detail == "done: closing 1 position");
    const Order exit = account.order(OrderLeg::kExit);
    CHECK(exit.signal.empty());
    CHECK(exit.type == OrderType::kMarket);
    account.bar("AAPL", "14:02:00Z", kHundred);
    CHECK(account.position("AAPL").is_zero());
    CHECK(account.engine().open_orders().empty());
    CHECK(account.command(ControlAction::kFlatten, "14:03:00Z").detail == "done: no position is open");
}

TEST_CASE("cancel takes one order, cancel-all every one, and protection that an operator took away stays away") {
    Held account;
    const Order stop = account.order(OrderLeg::kStop);
    CHECK(account.command(ControlAction::kCancel, "14:02:00Z", stop.id.to_string()).detail.starts_with("done: "));
    CHECK(account.order(OrderLeg::kStop).status == OrderStatus::kCanceled);
    CHECK(account.command(ControlAction::kCancel, "14:02:00Z", stop.id.to_string()).detail ==
          "refused: order " + stop.id.to_string() + " is canceled already");
    CHECK(account.command(ControlAction::kCancel, "14:02:00Z", "nonsense").detail.starts_with("refused: "));
    CHECK(account.command(ControlAction::kCancelAll, "14:02:00Z").detail ==
          "done: 1 open order canceled; positions without protection: AAPL 100");
    account.bar("AAPL", "14:02:00Z", kHundred);
    CHECK(account.engine().open_orders().empty());
    CHECK(account.position("AAPL") == d("100"));
}

TEST_CASE("commands that are not the executor's are left alone") {
    Held account;
    account.command(ControlAction::kUndoAdjustment, "14:02:00Z", "adj-x");
    CHECK(account.effects.audit.empty());
}
