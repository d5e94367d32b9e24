#include <catch2/catch_test_macros.hpp>

#include "unit/trading/account_fixture.hpp"

using namespace tradewind;
using namespace tradewind::trading;
using namespace tradewind::trading::testing;
using Kind = VenueReport::Kind;

namespace {

// An engine whose venue speaks when the test says so, as a real broker does: with one entry of 100 AAPL sent.
struct Live {
    explicit Live(DecisionSettings settings = plain_settings()) : engine(settings, d("100000")) {
        engine.on_bar(minute_bar("AAPL", AccountFixture::june("14:00:00Z"), {"100", "100", "100", "100"}), effects);
        engine.on_signal(signal("AAPL", AccountFixture::june("14:01:00Z"), Direction::kLong), effects);
        entry = effects.requests.at(0).order;
    }

    VenueReport report(Kind kind, const Order& order) {
        VenueReport made;
        made.kind = kind;
        made.order = order.id;
        made.time = made.known_at = AccountFixture::june("14:01:01Z");
        return made;
    }
    VenueReport fill(std::string_view quantity, std::string_view cumulative, std::string_view price) {
        auto made = report(Kind::kFill, entry);
        made.quantity = d(quantity);
        made.cumulative_quantity = d(cumulative);
        made.price = d(price);
        return made;
    }
    void tell(const VenueReport& made) { engine.on_report(made, effects); }
    [[nodiscard]] Order latest(OrderId id) const {
        Order found;
        for (const Order& order : effects.orders) {
            if (order.id == id) found = order;
        }
        return found;
    }
    [[nodiscard]] Decimal position() const {
        const auto positions = engine.positions();
        return positions.empty() ? Decimal() : positions[0].quantity;
    }
    [[nodiscard]] std::vector<VenueRequest> requests(VenueRequest::Kind kind) const {
        std::vector<VenueRequest> found;
        for (const auto& request : effects.requests) {
            if (request.kind == kind) found.push_back(request);
        }
        return found;
    }

    ExecutionEngine engine;
    ExecutionEffects effects;
    Order entry;
};

}  // namespace

TEST_CASE("an intent is on record before it is sent, with an id that its signal makes") {
    Live live;
    REQUIRE_FALSE(live.effects.orders.empty());
    CHECK(live.entry.client_order_id.starts_with("tw-"));
    CHECK(live.entry.client_order_id.size() == 29);
    CHECK(live.latest(live.entry.id).status == OrderStatus::kSubmitting);
    Live again;
    CHECK(again.entry.id == live.entry.id);
}

TEST_CASE("a fill before its acceptance counts, and the acceptance changes nothing after") {
    Live live;
    live.tell(live.fill("100", "100", "100"));
    CHECK(live.position() == d("100"));
    auto accepted = live.report(Kind::kAccepted, live.entry);
    accepted.broker_order_id = "b-1";
    live.tell(accepted);
    CHECK(live.latest(live.entry.id).status == OrderStatus::kFilled);
}

TEST_CASE("a fill told twice counts once") {
    Live live;
    live.tell(live.fill("40", "40", "100"));
    live.tell(live.fill("40", "40", "100"));
    CHECK(live.position() == d("40"));
    CHECK(live.effects.fills.size() == 1);
    CHECK(live.latest(live.entry.id).status == OrderStatus::kPartiallyFilled);
    live.tell(live.fill("60", "100", "101"));
    live.tell(live.fill("60", "100", "101"));
    live.tell(live.fill("40", "40", "100"));
    CHECK(live.position() == d("100"));
    CHECK(live.engine.cash() == d("89940"));
    CHECK(live.latest(live.entry.id).average_price == d("100.6"));
}

TEST_CASE("partial fills in the wrong order come to the same") {
    Live live;
    live.tell(live.fill("30", "60", "102"));
    CHECK(live.position().is_zero());
    live.tell(live.fill("40", "100", "103"));
    live.tell(live.fill("30", "30", "101"));
    CHECK(live.position() == d("100"));
    CHECK(live.engine.cash() == d("89790"));
    CHECK(live.latest(live.entry.id).status == OrderStatus::kFilled);
    CHECK(live.effects.fills.size() == 3);
}

TEST_CASE("a lost partial fill is priced by the order's average") {
    Live live;
    auto second = live.fill("50", "100", "104");
    second.average_price = d("102");
    live.tell(second);
    CHECK(live.position() == d("100"));
    CHECK(live.engine.cash() == d("89800"));
    live.tell(live.fill("50", "50", "100"));
    CHECK(live.engine.cash() == d("89800"));
}

TEST_CASE("a fill that crosses its cancel still counts") {
    Live live;
    live.tell(live.report(Kind::kCanceled, live.entry));
    CHECK(live.engine.open_orders().empty());
    live.tell(live.fill("100", "100", "100"));
    CHECK(live.position() == d("100"));
    CHECK(live.latest(live.entry.id).status == OrderStatus::kFilled);
}

TEST_CASE("an order of unknown outcome holds its symbol until the venue speaks") {
    Live live;
    live.tell(live.report(Kind::kUnknown, live.entry));
    CHECK(live.latest(live.entry.id).status == OrderStatus::kUnknown);
    live.engine.on_signal(signal("AAPL", AccountFixture::june("14:01:30Z"), Direction::kLong), live.effects);
    CHECK(live.effects.verdicts.back().reason == "duplicate_intent");
    live.tell(live.report(Kind::kAccepted, live.entry));
    CHECK(live.latest(live.entry.id).status == OrderStatus::kAccepted);
}

TEST_CASE("what was cancelled before anyone knew of it is cancelled again when it surfaces") {
    Live live;
    ControlCommand kill;
    kill.action = ControlAction::kKill;
    live.engine.on_command(kill, AccountFixture::june("14:01:01Z"), live.effects);
    CHECK(live.requests(VenueRequest::Kind::kCancel).size() == 1);
    live.tell(live.report(Kind::kUnknown, live.entry));
    live.tell(live.report(Kind::kAccepted, live.entry));
    CHECK(live.requests(VenueRequest::Kind::kCancel).size() == 2);
}

TEST_CASE("reports on orders that are not ours are noted and change nothing") {
    Live live;
    auto foreign = live.fill("10", "10", "100");
    foreign.order = OrderId::from_fields({"foreign"});
    live.tell(foreign);
    CHECK(live.position().is_zero());
    REQUIRE(live.effects.audit.size() == 1);
    CHECK(live.effects.audit[0].action == "unknown-order");
    auto unsound = live.fill("10", "10", "0");
    live.tell(unsound);
    CHECK(live.position().is_zero());
    CHECK(live.effects.audit.back().action == "unsound-fill");
}

TEST_CASE("a venue that fills more than was ordered halts trading") {
    Live live;
    live.tell(live.fill("120", "120", "100"));
    CHECK(live.position() == d("120"));
    CHECK(live.engine.kill_state().state == TradingState::kHalted);
    REQUIRE(live.effects.kill_states.size() == 1);
}

TEST_CASE("an exit waits until the venue has confirmed that the protective orders are gone") {
    auto settings = plain_settings();
    settings.exits.enabled = true;
    Live live(settings);
    live.tell(live.fill("100", "100", "100"));
    const auto sent = live.requests(VenueRequest::Kind::kSubmit);
    REQUIRE(sent.size() == 3);
    CHECK(sent[1].group == sent[2].group);
    CHECK_FALSE(sent[1].group.empty());
    live.engine.on_signal(signal("AAPL", AccountFixture::june("14:01:30Z"), Direction::kShort), live.effects);
    CHECK(live.requests(VenueRequest::Kind::kCancel).size() == 2);
    CHECK(live.requests(VenueRequest::Kind::kSubmit).size() == 3);
    live.tell(live.report(Kind::kCanceled, sent[1].order));
    CHECK(live.requests(VenueRequest::Kind::kSubmit).size() == 3);

    SECTION("and is sent then") {
        live.tell(live.report(Kind::kCanceled, sent[2].order));
        REQUIRE(live.requests(VenueRequest::Kind::kSubmit).size() == 4);
        CHECK(live.requests(VenueRequest::Kind::kSubmit)[3].order.leg == OrderLeg::kExit);
    }
    SECTION("and for what is left, where one of them filled in part") {
        auto part = live.fill("30", "30", "110");
        part.order = sent[2].order.id;
        live.tell(part);
        live.tell(live.report(Kind::kCanceled, sent[2].order));
        REQUIRE(live.requests(VenueRequest::Kind::kSubmit).size() == 4);
        CHECK(live.requests(VenueRequest::Kind::kSubmit)[3].order.quantity == d("70"));
    }
    SECTION("and never, where one of them closed the position") {
        auto all = live.fill("100", "100", "110");
        all.order = sent[2].order.id;
        live.tell(all);
        CHECK(live.requests(VenueRequest::Kind::kSubmit).size() == 3);
        CHECK(live.position().is_zero());
        CHECK(live.engine.open_orders().empty());
    }
}

TEST_CASE("where the venue takes no protective orders, bars are watched") {
    auto settings = plain_settings();
    settings.exits.enabled = true;
    Live live(settings);
    live.tell(live.fill("100", "100", "100"));
    const auto sent = live.requests(VenueRequest::Kind::kSubmit);
    live.tell(live.report(Kind::kRejected, sent[1].order));
    live.tell(live.report(Kind::kCanceled, sent[2].order));
    CHECK(live.engine.open_orders().empty());
    live.engine.on_bar(minute_bar("AAPL", AccountFixture::june("14:02:00Z"), {"100", "100", "96", "96"}), live.effects);
    CHECK(live.engine.open_orders().empty());
    live.engine.on_bar(minute_bar("AAPL", AccountFixture::june("14:03:00Z"), {"96", "96", "94", "94"}), live.effects);
    REQUIRE(live.engine.open_orders().size() == 1);
    CHECK(live.engine.open_orders()[0].leg == OrderLeg::kStop);
    CHECK(live.engine.open_orders()[0].type == OrderType::kMarket);
}

TEST_CASE("a halted symbol is denied") {
    Live live;
    live.engine.on_bar(minute_bar("MSFT", AccountFixture::june("14:00:00Z"), {"40", "40", "40", "40"}), live.effects);
    live.engine.set_halted(symbol("MSFT"), true);
    live.engine.on_signal(signal("MSFT", AccountFixture::june("14:01:00Z"), Direction::kLong), live.effects);
    CHECK(live.effects.verdicts.back().reason == "symbol_tradable");
}
