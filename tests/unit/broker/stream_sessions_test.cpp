#include "broker/stream_sessions.hpp"

#include <catch2/catch_test_macros.hpp>

namespace tradewind::broker {

TEST_CASE("order events come after authentication and listening") {
    TradeUpdatesSession session({"KEY", "SECRET"});
    CHECK(session.hello() == R"({"action":"authenticate","data":{"key_id":"KEY","secret_key":"SECRET"}})");
    const auto asked =
        session.on_message(R"({"stream":"authorization","data":{"action":"authenticate","status":"authorized"}})");
    REQUIRE(asked);
    CHECK(asked->send == std::vector<std::string>{R"({"action":"listen","data":{"streams":["trade_updates"]}})"});
    CHECK_FALSE(session.listening());
    REQUIRE(session.on_message(R"({"stream":"listening","data":{"streams":["trade_updates"]}})"));
    CHECK(session.listening());
    const auto fill =
        session.on_message(R"({"stream":"trade_updates","data":{"event":"partial_fill","price":"187.24","qty":"4",
        "timestamp":"2026-01-05T14:31:04.5Z","order":{"id":"b1","client_order_id":"tw-a","status":"partially_filled","qty":"10",
        "filled_qty":"4","filled_avg_price":"187.24"}}})");
    REQUIRE(fill);
    REQUIRE(fill->updates.size() == 1);
    CHECK(fill->updates[0].event == "partial_fill");
    CHECK(fill->updates[0].price == *Decimal::parse("187.24"));
    CHECK(fill->updates[0].order.filled == Decimal::from_int(4));
}

TEST_CASE("wrong keys end the order stream, gibberish doesn't") {
    TradeUpdatesSession session({"KEY", "SECRET"});
    const auto refused = session.on_message(R"({"stream":"authorization","data":{"status":"unauthorized"}})");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kRefused);
    CHECK(session.on_message("\x01\x02"));
    CHECK(session.on_message(R"({"stream":"tomorrow","data":{}})"));
}

TEST_CASE("bars come after the subscription; corrections are kept apart") {
    BarStreamSession session({"KEY", "SECRET"}, {*Ticker::parse("AAPL")}, "alpaca:iex");
    CHECK(session.on_message(R"([{"T":"success","msg":"connected"}])")->send.front() ==
          R"({"action":"auth","key":"KEY","secret":"SECRET"})");
    CHECK(session.on_message(R"([{"T":"success","msg":"authenticated"}])")->send.front() ==
          R"({"action":"subscribe","bars":["AAPL"],"updatedBars":["AAPL"]})");
    REQUIRE(session.on_message(R"([{"T":"subscription","bars":["AAPL"]}])"));
    CHECK(session.subscribed());
    const auto bars = session.on_message(
        R"([{"T":"b","S":"AAPL","o":1,"h":2,"l":1,"c":1.5,"v":10,"t":"2026-01-05T14:30:00Z"},
            {"T":"u","S":"AAPL","o":1,"h":2,"l":1,"c":1.6,"v":12,"t":"2026-01-05T14:29:00Z"},{"T":"q","S":"AAPL"}])");
    REQUIRE(bars);
    REQUIRE(bars->bars.size() == 1);
    CHECK(bars->bars[0].end == *parse_timestamp("2026-01-05T14:31:00Z"));
    REQUIRE(bars->corrections.size() == 1);
    CHECK(bars->corrections[0].revision == 1);
}

TEST_CASE("stream errors tell what passes from what doesn't") {
    const auto code = [](int number) {
        BarStreamSession session({"KEY", "SECRET"}, {}, "alpaca:iex");
        return session.on_message(R"([{"T":"error","msg":"x","code":)" + std::to_string(number) + "}]").error().code;
    };
    CHECK(code(402) == ErrorCode::kRefused);
    CHECK(code(409) == ErrorCode::kRefused);
    CHECK(code(406) == ErrorCode::kLimit);
    CHECK(code(500) == ErrorCode::kUnavailable);
    CHECK(code(407) == ErrorCode::kUnavailable);
}

}  // namespace tradewind::broker
