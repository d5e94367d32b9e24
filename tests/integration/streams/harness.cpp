#include "harness.hpp"

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

#include "storage/migrations.hpp"
#include "streams/embedded_bus.hpp"
#include "streams/redis_bus.hpp"
#include "support/child_process.hpp"

namespace tradewind::streams::test {

EmbeddedHarness::EmbeddedHarness() : folder_("streams") {}

storage::Database& EmbeddedHarness::store() {
    if (!database_) {
        auto opened = storage::Database::open({.url = "sqlite:" + (folder_ / "store.sqlite").string()});
        REQUIRE(opened);
        database_ = std::move(*opened);
        REQUIRE(storage::migrate(*database_, Timestamp{}));
    }
    return *database_;
}

std::unique_ptr<Bus> EmbeddedHarness::open(BusOptions options) {
    auto bus = open_embedded_bus(store(), std::move(options));
    REQUIRE(bus);
    return std::move(*bus);
}

void EmbeddedHarness::restart() {
    database_.reset();
}

tradewind::test::RedisServer& RedisHarness::server() {
    static tradewind::test::RedisServer running;
    return running;
}

RedisHarness::RedisHarness() {
    static int worlds = 0;
    server();
    world_ = "test-" + std::to_string(++worlds);
}

std::unique_ptr<Bus> RedisHarness::open(BusOptions options) {
    auto bus = open_redis_bus({.url = server().url(), .world = world_}, std::move(options));
    REQUIRE(bus);
    return std::move(*bus);
}

void RedisHarness::restart() {
    server().stop();
    server().start();
}

std::vector<OutgoingMessage> messages(int first, int count) {
    std::vector<OutgoingMessage> made;
    for (int i = 0; i < count; ++i) made.push_back(message(first + i));
    return made;
}

std::vector<std::string> ids(const std::vector<Delivery>& deliveries) {
    std::vector<std::string> found;
    for (const auto& delivery : deliveries) found.push_back(delivery.message_id);
    return found;
}

std::vector<std::string> expected_ids(int first, int count) {
    std::vector<std::string> expected;
    for (int i = 0; i < count; ++i) expected.push_back("msg-" + std::to_string(first + i));
    return expected;
}

namespace {

std::vector<Delivery> gather(Consumer& consumer, std::size_t count, bool acknowledge) {
    std::vector<Delivery> all;
    tradewind::test::wait_until([&] {
        auto some = consumer.read(count - all.size(), std::chrono::milliseconds(50));
        REQUIRE(some);
        if (acknowledge) REQUIRE(consumer.ack(*some));
        all.insert(all.end(), some->begin(), some->end());
        return all.size() >= count;
    });
    REQUIRE(all.size() == count);
    return all;
}

}  // namespace

std::vector<Delivery> read_and_ack(Consumer& consumer, std::size_t count) {
    return gather(consumer, count, true);
}
std::vector<Delivery> read_some(Consumer& consumer, std::size_t count) {
    return gather(consumer, count, false);
}

std::optional<GroupInfo> group_info(Bus& bus, std::string_view stream, std::string_view group) {
    auto infos = bus.groups();
    REQUIRE(infos);
    for (auto& info : *infos) {
        if (info.stream == stream && info.group == group) return info;
    }
    return std::nullopt;
}

}  // namespace tradewind::streams::test
