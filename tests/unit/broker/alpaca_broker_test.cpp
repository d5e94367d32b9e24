#include "broker/alpaca_broker.hpp"

#include <catch2/catch_test_macros.hpp>

#include "broker/alpaca_codec.hpp"
#include "scripted_alpaca.hpp"

namespace tradewind::broker {
namespace {

Decimal decimal(std::string_view text) {
    return *Decimal::parse(text);
}

Order limit_order() {
    Order order;
    order.ticker = *Ticker::parse("AAPL");
    order.type = OrderType::kLimit;
    order.quantity = decimal("10");
    order.limit_price = decimal("187.256");
    order.client_order_id = "tw-a";
    return order;
}

constexpr auto kAccepted =
    R"({"id":"b1","client_order_id":"tw-a","symbol":"AAPL","status":"accepted","qty":"10","filled_qty":"0",
        "filled_avg_price":null,"submitted_at":"2026-01-05T14:31:02.117Z","surprise":{"x":1}})";
constexpr auto kDuplicate = R"({"code":40010001,"message":"client_order_id must be unique"})";

}  // namespace

TEST_CASE("an order goes out with its own id, money as text, prices on the exchange's grid") {
    ScriptedAlpaca alpaca;
    alpaca.answer(200, kAccepted);
    const auto taken = AlpacaBroker(alpaca.http).submit(limit_order());
    REQUIRE(taken);
    CHECK(taken->id == "b1");
    CHECK(taken->status == BrokerStatus::kWorking);
    REQUIRE(alpaca.asked.size() == 1);
    CHECK(alpaca.asked[0].url == "https://alpaca.test/v2/orders");
    CHECK_FALSE(alpaca.asked[0].follow_redirects);
    CHECK(
        alpaca.asked[0].body ==
        R"({"client_order_id":"tw-a","limit_price":"187.25","qty":"10","side":"buy","symbol":"AAPL","time_in_force":"day","type":"limit"})");
}

TEST_CASE("a lost answer to an order is no rejection, and is not sent twice") {
    ScriptedAlpaca alpaca;
    SECTION("the connection breaks") {
        alpaca.lose(ErrorCode::kUnknownOutcome);
    }
    SECTION("a gateway answers in its place") {
        alpaca.answer(504, "<html>");
    }
    SECTION("the answer is torn") {
        alpaca.answer(200, R"({"id":"b1)");
    }
    const auto taken = AlpacaBroker(alpaca.http).submit(limit_order());
    REQUIRE_FALSE(taken);
    CHECK(taken.error().code == ErrorCode::kUnknownOutcome);
    CHECK(alpaca.asked.size() == 1);
}

TEST_CASE("an order that is there already is adopted") {
    ScriptedAlpaca alpaca;
    alpaca.answer(422, kDuplicate);
    alpaca.answer(200, kAccepted);
    const auto taken = AlpacaBroker(alpaca.http).submit(limit_order());
    REQUIRE(taken);
    CHECK(taken->id == "b1");
    CHECK(alpaca.asked[1].url == "https://alpaca.test/v2/orders:by_client_order_id?client_order_id=tw-a");
}

TEST_CASE("an order that is there but can't be seen yet stays unknown") {
    ScriptedAlpaca alpaca;
    alpaca.answer(422, kDuplicate);
    alpaca.answer(404, R"({"code":40410000,"message":"order not found"})");
    CHECK(AlpacaBroker(alpaca.http).submit(limit_order()).error().code == ErrorCode::kUnknownOutcome);
}

TEST_CASE("refusals are told by status and text") {
    ScriptedAlpaca alpaca;
    alpaca.answer(403, R"({"code":40310000,"message":"insufficient buying power"})");
    const auto taken = AlpacaBroker(alpaca.http).submit(limit_order());
    CHECK(taken.error().code == ErrorCode::kRefused);
    CHECK(taken.error().message == "Alpaca answered 403: insufficient buying power");
    alpaca.answer(429);
    CHECK(AlpacaBroker(alpaca.http).submit(limit_order()).error().code == ErrorCode::kLimit);
    alpaca.answer(422, R"({"code":42210000,"message":"sub-penny increment"})");
    CHECK(AlpacaBroker(alpaca.http).submit(limit_order()).error().code == ErrorCode::kRefused);
}

TEST_CASE("reads are repeated while the answer may change, with pauses") {
    ScriptedAlpaca alpaca;
    alpaca.answer(429, {}, {{"Retry-After", "7"}});
    alpaca.answer(502, "<html>");
    alpaca.lose(ErrorCode::kUnavailable);
    alpaca.answer(200, "[]");
    CHECK(AlpacaBroker(alpaca.http).positions());
    CHECK(alpaca.asked.size() == 4);
    CHECK(alpaca.slept >= std::chrono::seconds(6));
}

TEST_CASE("a refused read is not repeated, and no error shows the keys") {
    ScriptedAlpaca alpaca;
    alpaca.answer(401, R"({"message":"unauthorized."})");
    const auto account = AlpacaBroker(alpaca.http).account();
    REQUIRE_FALSE(account);
    CHECK(account.error().code == ErrorCode::kRefused);
    CHECK_FALSE(account.error().message.contains("SECRET"));
    CHECK(alpaca.asked.size() == 1);
}

TEST_CASE("an order that the broker doesn't have is nothing, not an error") {
    ScriptedAlpaca alpaca;
    alpaca.answer(404, R"({"code":40410000,"message":"order not found"})");
    const auto found = AlpacaBroker(alpaca.http).find_order("tw-a");
    REQUIRE(found);
    CHECK_FALSE(found->has_value());
}

TEST_CASE("positions are signed, and accounts say whether they may trade") {
    const auto positions = decode_positions(
        R"([{"symbol":"AAPL","qty":"-3","side":"short","avg_entry_price":"10.5"},{"symbol":"MSFT","qty":"2.5","side":"long"}])");
    REQUIRE(positions);
    CHECK((*positions)[0].quantity == decimal("-3"));
    CHECK((*positions)[1].quantity == decimal("2.5"));
    CHECK(decode_account(R"({"status":"ACTIVE","cash":"100000","equity":"100001.5"})")->may_trade);
    const auto blocked = decode_account(R"({"status":"ACTIVE","cash":"1","trading_blocked":true})");
    CHECK_FALSE(blocked->may_trade);
    CHECK(blocked->status == "trading_blocked");
    CHECK_FALSE(decode_account("{}"));
}

TEST_CASE("unknown order states are taken to be alive") {
    const auto status = [](std::string_view text) {
        return decode_order(R"({"id":"b","status":")" + std::string(text) + R"("})")->status;
    };
    CHECK(status("invented_tomorrow") == BrokerStatus::kWorking);
    CHECK(status("pending_cancel") == BrokerStatus::kWorking);
    CHECK(status("replaced") == BrokerStatus::kCanceled);
    CHECK(status("expired") == BrokerStatus::kExpired);
}

}  // namespace tradewind::broker
