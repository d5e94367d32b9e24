#include "broker/alpaca_account.hpp"

#include <catch2/catch_test_macros.hpp>
#include <fmt/core.h>

#include "broker/alpaca_clock.hpp"
#include "scripted_alpaca.hpp"

namespace tradewind::broker {
namespace {

std::string fill_row(int number) {
    return fmt::format(
        R"({{"id":"{:05}::x","activity_type":"FILL","transaction_time":"2026-01-05T14:31:00Z","price":"187.24","qty":"4",
        "cum_qty":"4","side":"sell_short","symbol":"AAPL","order_id":"o"}})",
        number);
}

}  // namespace

TEST_CASE("fills are read page by page, by the id of the last row") {
    ScriptedAlpaca alpaca;
    std::string page = "[";
    for (int i = 0; i < 100; ++i) page += (i > 0 ? "," : "") + fill_row(i);
    alpaca.answer(200, page + "]");
    alpaca.answer(200, "[" + fill_row(100) + "]");
    const auto fills = fill_activities(alpaca.http, *parse_timestamp("2026-01-05"));
    REQUIRE(fills);
    CHECK(fills->size() == 101);
    CHECK(fills->front().side == Side::kSell);
    CHECK(fills->front().price == *Decimal::parse("187.24"));
    CHECK(alpaca.asked[1].url.ends_with("&page_token=00099%3A%3Ax"));
    alpaca.answer(200, R"([{"id":"1"}])");
    CHECK(fill_activities(alpaca.http, {}).error().code == ErrorCode::kParse);
}

TEST_CASE("assets, calendar and history are read as Alpaca writes them") {
    ScriptedAlpaca alpaca;
    alpaca.answer(200,
                  R"({"symbol":"AAPL","name":"Apple Inc.","exchange":"NASDAQ","tradable":true,"fractionable":true})");
    const auto asset = read_asset(alpaca.http, "AAPL");
    REQUIRE(asset);
    CHECK(asset->tradable);
    CHECK(asset->fractionable);
    CHECK_FALSE(asset->shortable);
    alpaca.answer(404, R"({"code":40410000,"message":"asset not found for NONE"})");
    CHECK(read_asset(alpaca.http, "NONE").error().code == ErrorCode::kNotFound);
    alpaca.answer(200, R"([{"date":"2024-07-03","open":"09:30","close":"13:00"}])");
    using namespace std::chrono;
    const auto sessions = read_calendar(alpaca.http, 2024y / July / 3d, 2024y / July / 4d);
    REQUIRE(sessions);
    CHECK(sessions->front() == *market::SessionCalendar::nyse().session_on(2024y / July / 3d));
    alpaca.answer(200, R"({"timestamp":[1767625200,1767711600],"equity":[100000.5,null],"profit_loss":[0,null]})");
    const auto points = portfolio_history(alpaca.http, "1M", "1D");
    REQUIRE(points);
    CHECK((*points)[0].equity == 100000.5);
    CHECK_FALSE((*points)[1].equity);
}

TEST_CASE("Alpaca's clock tells how far ours is off") {
    ScriptedAlpaca alpaca;
    const SystemMachineClock machine;
    alpaca.answer(
        200,
        fmt::format(R"({{"timestamp":"{}","is_open":true,"next_open":"2026-01-06T09:30:00-05:00","next_close":"x"}})",
                    format_timestamp(machine.now() + std::chrono::hours(1))));
    const auto clock = read_clock(alpaca.http, machine);
    REQUIRE(clock);
    CHECK(clock->is_open);
    CHECK(clock->next_open == *parse_timestamp("2026-01-06T14:30:00Z"));
    CHECK(clock->skew > std::chrono::minutes(59));
    alpaca.answer(200, "[]");
    CHECK_FALSE(read_clock(alpaca.http, machine));
}

}  // namespace tradewind::broker
