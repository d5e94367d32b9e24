#include <catch2/catch_test_macros.hpp>

#include "trading_floor.hpp"

/// A house that trades over the real wire survives each fault of its broker: at the end orders, fills, positions and
/// cash are the exchange's to the cent, no order was doubled, none lost, and the bars are all there once. The tags part
/// the cases into runs side by side.
namespace tradewind::test {
namespace {

void survive(const std::string& mode, const std::string& rest) {
    TradingFloor floor;
    floor.plague(R"([{"mode":")" + mode + "\"" + rest + "}]");
    floor.buy_all();
    floor.sell_all();
    CHECK(floor.happened()[mode] > 0);
    floor.calm();
    // What came through too late was not sent any more, as it should be.
    CHECK(floor.orders_there() > 4);
    CHECK(floor.differences() == std::vector<std::string>{});
}

}  // namespace

TEST_CASE("without faults all that was decided is traded, once", "[first]") {
    TradingFloor floor;
    floor.buy_all();
    floor.restart();
    floor.sell_all();
    CHECK(floor.orders_there() == 24);
    CHECK(floor.differences() == std::vector<std::string>{});
}

TEST_CASE("the house survives mute sockets", "[first]") {
    survive("mute_socket", R"(,"times":2)");
}
TEST_CASE("the house survives cut sockets", "[first]") {
    survive("cut_socket", R"(,"probability":0.1,"times":6)");
}
TEST_CASE("the house survives events that come twice", "[first]") {
    survive("duplicate", R"(,"probability":0.7)");
}
TEST_CASE("the house survives late events", "[second]") {
    survive("late", R"(,"probability":0.5,"amount":0.6)");
}
TEST_CASE("the house survives events out of order", "[second]") {
    survive("reorder", R"(,"probability":0.4)");
}
TEST_CASE("the house survives partial fills told in sum", "[second]") {
    TradingFloor floor;
    floor.plague(R"([{"mode":"cumulative_fills"}])");
    floor.buy_all();
    floor.sell_all();
    floor.calm();
    CHECK(floor.orders_there() == 24);
    CHECK(floor.differences() == std::vector<std::string>{});
}
TEST_CASE("the house survives lost replies to orders that were taken", "[second]") {
    survive("lost_reply", R"(,"probability":0.5)");
}
TEST_CASE("the house survives bursts of 429", "[third]") {
    survive("too_many", R"(,"probability":0.15)");
}
TEST_CASE("the house survives bursts of 500", "[third]") {
    survive("server_error", R"(,"probability":0.2)");
}
TEST_CASE("the house survives slow answers", "[fourth]") {
    survive("slow", R"(,"probability":0.3,"amount":0.4)");
}
TEST_CASE("the house survives answers without their optional members", "[fourth]") {
    survive("fields_missing", "");
}
TEST_CASE("the house survives a broker's clock that is wrong", "[fourth]") {
    TradingFloor floor;
    floor.plague(R"([{"mode":"clock_skew","amount":-40}])");
    floor.restart();  // It reads the clock when it starts.
    floor.buy_all();
    floor.sell_all();
    CHECK(floor.happened()["clock_skew"] > 0);
    floor.calm();
    CHECK(floor.orders_there() > 4);
    CHECK(floor.differences() == std::vector<std::string>{});
}
TEST_CASE("the house survives a halt", "[fourth]") {
    survive("halt", R"(,"symbol":"AURL","amount":120)");
}
TEST_CASE("the house survives a busted trade", "[fourth]") {
    survive("bust", R"(,"symbol":"AURL")");
}

}  // namespace tradewind::test
