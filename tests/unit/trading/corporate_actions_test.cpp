#include <catch2/catch_test_macros.hpp>

#include "unit/trading/account_fixture.hpp"

using namespace tradewind;
using namespace tradewind::trading;
using namespace tradewind::trading::testing;

namespace {

// Long 100 AAPL from 645.57, guarded by a stop at 613.30 and a target at 710.13, over the close of 6 June 2014.
struct OverSplit {
    static DecisionSettings settings() {
        auto chosen = plain_settings();
        chosen.exits.enabled = true;
        chosen.sizing.notional = d("64600");
        return chosen;
    }
    OverSplit() : fixture(settings()) {
        play("2014-06-06T19:57:00Z", {"645.57", "645.57", "645.57", "645.57"});
        fixture.account.on_signal(signal("AAPL", at("2014-06-06T19:58:00Z"), Direction::kLong), fixture.effects);
        play("2014-06-06T19:58:00Z", {"645.57", "646", "645", "645.57"});
        play("2014-06-06T19:59:00Z", {"645.57", "646", "645", "645.57"});
    }
    void play(std::string_view time, Ohlc prices) { fixture.bar(minute_bar("AAPL", at(time), prices)); }
    void split(std::string_view time, Ohlc prices) {
        Bar bar = minute_bar("AAPL", at(time), prices);
        bar.split_numerator = 7;
        bar.split_denominator = 1;
        fixture.bar(bar);
    }
    AccountFixture fixture;
};

}  // namespace

TEST_CASE("a 7:1 split over night is no loss, and what guards the position goes with it") {
    OverSplit over;
    REQUIRE(over.fixture.position("AAPL") == d("100"));
    const Decimal before = over.fixture.engine().equity();
    // A bad print before the session opens: it updates the mark and triggers nothing.
    over.split("2014-06-09T08:00:00Z", {"645.57", "645.57", "92.22", "92.22"});
    CHECK(over.fixture.position("AAPL") == d("700"));
    CHECK(over.fixture.engine().equity() - before == d("-3"));
    REQUIRE(over.fixture.effects.adjustments.size() == 1);
    const AccountAdjustment& adjustment = over.fixture.effects.adjustments[0];
    CHECK(adjustment.kind == "split");
    CHECK(adjustment.quantity == d("600"));
    CHECK(adjustment.cash.is_zero());
    CHECK(adjustment.time == at("2014-06-09T08:00:00Z"));

    over.play("2014-06-09T13:30:00Z", {"92.7", "93", "92", "92.5"});
    CHECK(over.fixture.position("AAPL") == d("700"));
    CHECK(over.fixture.order(OrderLeg::kStop).quantity == d("700"));
    CHECK(over.fixture.order(OrderLeg::kStop).stop_price == d("87.614285714"));
    over.play("2014-06-09T13:31:00Z", {"90", "90", "87", "87"});
    CHECK(over.fixture.position("AAPL").is_zero());
    CHECK(over.fixture.effects.fills.back().quantity == d("700"));
    CHECK(over.fixture.effects.fills.back().price == d("87.614285714"));
    CHECK(over.fixture.engine().open_orders().empty());
}

TEST_CASE("an entry that waits for the open goes over a split in the new units") {
    AccountFixture fixture(plain_settings());
    fixture.bar(minute_bar("AAPL", at("2014-06-06T19:59:00Z"), {"645.57", "645.57", "645.57", "645.57"}));
    fixture.account.on_signal(signal("AAPL", at("2014-06-06T20:00:00Z"), Direction::kLong), fixture.effects);
    Bar first = minute_bar("AAPL", at("2014-06-09T13:30:00Z"), {"92.7", "93", "92", "92.5"});
    first.split_numerator = 7;
    first.split_denominator = 1;
    fixture.bar(first);
    CHECK(fixture.position("AAPL") == d("105"));
    CHECK(fixture.effects.adjustments.empty());
}

TEST_CASE("what an adjustment changes is in the equity line at its time") {
    OverSplit over;
    // Another symbol's bar ends in the instant at which AAPL's first bar starts: that line is told already.
    over.fixture.bar(minute_bar("MSFT", at("2014-06-09T13:29:00Z"), {"41", "41", "41", "41"}));
    over.split("2014-06-09T13:30:00Z", {"92.22", "92.3", "92", "92.22"});
    CHECK(over.fixture.effects.adjustments[0].time == at("2014-06-09T13:31:00Z"));
}

TEST_CASE("a dividend is paid to who held before the ex-bar, and owed by who was short") {
    auto settings = plain_settings();
    settings.execution.allow_short = true;
    for (const auto direction : {Direction::kLong, Direction::kShort}) {
        AccountFixture fixture(settings);
        fixture.bar("AAPL", "14:00:00Z", {"100", "100", "100", "100"});
        fixture.signal("AAPL", "14:01:00Z", direction);
        fixture.bar("AAPL", "14:01:00Z", {"100", "100", "100", "100"});
        const Decimal cash = fixture.engine().cash();
        Bar ex = minute_bar("AAPL", AccountFixture::june("14:02:00Z"), {"99", "99", "99", "99"});
        ex.dividend = d("0.47");
        fixture.bar(ex);
        CHECK(fixture.engine().cash() - cash == (direction == Direction::kLong ? d("47") : d("-47")));
        CHECK(fixture.effects.adjustments.back().kind == "dividend");
        CHECK(fixture.effects.ledger.back().kind == "dividend");
    }
}

TEST_CASE("a position bought in the ex-bar gets no dividend") {
    AccountFixture fixture(plain_settings());
    fixture.bar("AAPL", "14:00:00Z", {"100", "100", "100", "100"});
    fixture.signal("AAPL", "14:01:00Z", Direction::kLong);
    Bar ex = minute_bar("AAPL", AccountFixture::june("14:01:00Z"), {"99", "99", "99", "99"});
    ex.dividend = d("0.47");
    fixture.bar(ex);
    CHECK(fixture.position("AAPL") == d("100"));
    CHECK(fixture.effects.adjustments.empty());
}

TEST_CASE("shorts pay borrow for each calendar day, and cash earns interest") {
    auto settings = plain_settings();
    settings.execution.allow_short = true;
    settings.costs.borrow_rate_pct = d("3.65");
    settings.costs.interest_rate_pct = d("0.365");
    AccountFixture fixture(settings);
    fixture.bar("AAPL", "14:00:00Z", {"100", "100", "100", "100"});
    fixture.signal("AAPL", "14:01:00Z", Direction::kShort);
    fixture.bar("AAPL", "14:01:00Z", {"100", "100", "100", "100"});
    CHECK(fixture.effects.adjustments.empty());
    fixture.bar(minute_bar("AAPL", at("2014-06-05T14:00:00Z"), {"100", "100", "100", "100"}));
    REQUIRE(fixture.effects.adjustments.size() == 2);
    // 10 000 · 3.65 % · 3 / 365, and 110 000 − 3 at 0.365 % for three days.
    CHECK(fixture.effects.adjustments[0].kind == "borrow");
    CHECK(fixture.effects.adjustments[0].cash == d("-3"));
    CHECK(fixture.effects.adjustments[1].kind == "interest");
    CHECK(fixture.effects.adjustments[1].cash == d("3.29991"));
}
