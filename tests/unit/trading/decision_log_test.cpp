#include "trading/decision_log.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/trading/bars.hpp"

using namespace tradewind;
using namespace tradewind::trading;
using namespace tradewind::trading::testing;

namespace {

TradeSignal signal(int number, std::string_view time, std::string trigger) {
    TradeSignal made;
    made.id = SignalId::from_fields({"test", std::to_string(number)});
    made.ticker = Ticker::parse("AAPL").value();
    made.time = at(time);
    made.direction = Direction::kLong;
    made.combined = made.strength = 1.0 / 3;
    made.opinions.push_back({"momentum", Direction::kLong, 0.4, 0.5, 0.25, 0.4, 60, "because"});
    made.trigger = std::move(trigger);
    return made;
}

Order order(int number, std::string_view time, std::string_view quantity) {
    Order made;
    made.id = OrderId::from_fields({"test", std::to_string(number)});
    made.signal = SignalId::from_fields({"test", std::to_string(number)});
    made.ticker = Ticker::parse("AAPL").value();
    made.time = at(time);
    made.quantity = dec(quantity);
    return made;
}

}  // namespace

TEST_CASE("the hash does not depend on the order in which decisions are told, nor on telling them twice") {
    DecisionLog one;
    one.add(signal(1, "2024-01-02T15:00:00Z", "bar"));
    one.add(order(1, "2024-01-02T15:00:00Z", "5"));
    one.add(signal(2, "2024-01-02T14:00:00Z", "article"));
    DecisionLog two;
    two.add(order(1, "2024-01-02T15:00:00Z", "5"));
    two.add(signal(2, "2024-01-02T14:00:00Z", "article"));
    two.add(signal(1, "2024-01-02T15:00:00Z", "bar"));
    two.add(signal(1, "2024-01-02T15:00:00Z", "bar"));
    CHECK(one.text() == two.text());
    CHECK(one.hash() == two.hash());
    CHECK(one.hash().size() == 64);
}

TEST_CASE("every decision field counts, and nothing else") {
    DecisionLog base;
    base.add(signal(1, "2024-01-02T15:00:00Z", "bar"));
    auto changed = signal(1, "2024-01-02T15:00:00Z", "bar");
    changed.opinions[0].contribution += 1e-16;
    DecisionLog other;
    other.add(changed);
    CHECK(other.hash() != base.hash());

    auto told_otherwise = signal(1, "2024-01-02T15:00:00Z", "bar");
    told_otherwise.opinions[0].reason = "in other words";
    DecisionLog same;
    same.add(told_otherwise);
    CHECK(same.hash() == base.hash());
}

TEST_CASE("what becomes of an order is not part of its decision") {
    DecisionLog base;
    base.add(order(1, "2024-01-02T15:00:00Z", "5"));
    DecisionLog later;
    later.add(order(1, "2024-01-02T15:00:00Z", "5"));
    auto filled = order(1, "2024-01-02T15:00:00Z", "5");
    filled.status = OrderStatus::kFilled;
    filled.broker_order_id = "sim-7";
    filled.filled_quantity = dec("5");
    later.add(filled);
    CHECK(base.hash() == later.hash());
}

TEST_CASE("an instant's articles come after its bars") {
    DecisionLog log;
    log.add(signal(1, "2024-01-02T15:00:00Z", "article"));
    log.add(order(1, "2024-01-02T15:00:00Z", "5"));
    log.add(signal(2, "2024-01-02T15:00:00Z", "bar"));
    const std::string text = log.text();
    CHECK(text.find(" 2 AAPL s ") < text.find(" 3 AAPL o "));
    CHECK(text.find(" 3 AAPL o ") < text.find(" 3 AAPL s "));
}
