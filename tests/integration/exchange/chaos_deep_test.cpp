#include <catch2/catch_test_macros.hpp>

#include "virtual_house.hpp"

/// All faults at once, over many seeds, on virtual time.
namespace tradewind::test {
namespace {

constexpr auto kEverything = R"({"rules":[
    {"mode":"mute_socket","probability":0.01}, {"mode":"cut_socket","probability":0.02},
    {"mode":"duplicate","probability":0.2}, {"mode":"late","probability":0.2,"amount":1.5},
    {"mode":"reorder","probability":0.2}, {"mode":"cumulative_fills","probability":0.5},
    {"mode":"lost_reply","probability":0.2}, {"mode":"too_many","probability":0.1},
    {"mode":"server_error","probability":0.1}, {"mode":"slow","probability":0.05,"amount":1.2},
    {"mode":"fields_missing","probability":0.3}, {"mode":"halt","symbol":"AURL","amount":40,"after":"200s"},
    {"mode":"bust","symbol":"BRND","after":"240s"}]})";

void live_through(VirtualHouse& house) {
    using namespace std::chrono_literals;
    house.run(3min);
    house.signal_all(Direction::kLong);
    house.run(4min);
    house.signal_all(Direction::kFlat);
    house.run(4min);
    house.calm();
    house.run(1min);
}

}  // namespace

TEST_CASE("with all faults at once nothing is doubled or lost, over 200 seeds") {
    std::size_t fills = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        VirtualHouse house(seed, kEverything);
        live_through(house);
        INFO("seed " << seed);
        CHECK(house.differences() == std::vector<std::string>{});
        fills += house.fills();
    }
    CHECK(fills > 200 * 12);
}

TEST_CASE("a seed is one run") {
    VirtualHouse one(7, kEverything);
    VirtualHouse two(7, kEverything);
    live_through(one);
    live_through(two);
    CHECK(one.story() == two.story());
}

}  // namespace tradewind::test
