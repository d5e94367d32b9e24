#include "streams/retry_schedule.hpp"

#include <catch2/catch_test_macros.hpp>

namespace tradewind::streams {
namespace {

using namespace std::chrono_literals;

Delivery delivery(std::string entry, int deliveries) {
    return {
        .stream = "market:bars", .entry_id = std::move(entry), .message_id = "m", .body = "", .deliveries = deliveries};
}

}  // namespace

TEST_CASE("The wait grows with the deliveries and stays at its last value") {
    const DeliveryPolicy policy;
    CHECK(policy.wait_after(1) == 1s);
    CHECK(policy.wait_after(2) == 5s);
    CHECK(policy.wait_after(3) == 25s);
    CHECK(policy.wait_after(4) == 25s);
    CHECK(policy.wait_after(0) == 1s);
}

TEST_CASE("What a handler holds is not due until it is given up") {
    RetrySchedule schedule{DeliveryPolicy{}};
    schedule.hand_out(delivery("1", 1));
    CHECK(schedule.due(1h, 10).empty());
    CHECK_FALSE(schedule.next_due());
    schedule.give_up(10s);
    CHECK(schedule.next_due() == 11s);
    CHECK(schedule.due(11s - 1ns, 10).empty());
    CHECK(schedule.due(11s, 10).size() == 1);
}

TEST_CASE("Giving up again does not put off what already waits") {
    RetrySchedule schedule{DeliveryPolicy{}};
    schedule.hand_out(delivery("1", 1));
    schedule.give_up(10s);
    schedule.hand_out(delivery("2", 2));
    schedule.give_up(10500ms);
    CHECK(schedule.next_due() == 11s);
    CHECK(schedule.due(12s, 10).size() == 1);
    CHECK(schedule.due(16s, 10).size() == 2);
    CHECK(schedule.due(16s, 1).size() == 1);
}

TEST_CASE("An acknowledged delivery is forgotten, whenever that happens") {
    RetrySchedule schedule{DeliveryPolicy{}};
    schedule.hand_out(delivery("1", 1));
    schedule.hand_out(delivery("2", 1));
    schedule.forget(delivery("1", 1));
    schedule.give_up(0s);
    schedule.forget(delivery("2", 1));
    CHECK(schedule.empty());
}

}  // namespace tradewind::streams
