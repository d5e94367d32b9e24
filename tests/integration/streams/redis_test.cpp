#include <catch2/catch_test_macros.hpp>
#include <set>
#include <thread>

#include "harness.hpp"
#include "streams/redis_bus.hpp"
#include "streams/redis_client.hpp"
#include "support/child_process.hpp"
#include "support/free_port.hpp"

/// What only a server of its own can do to us.
namespace tradewind::streams::test {
namespace {

using namespace std::chrono_literals;
using tradewind::test::RedisServer;
using tradewind::test::wait_until;

const std::vector<std::string> kBars{"market:bars"};
constexpr std::string_view kStream = "market:bars";

std::unique_ptr<Bus> connect(RedisServer& server, BusOptions options) {
    auto bus = open_redis_bus({.url = server.url(), .world = "live"}, std::move(options));
    REQUIRE(bus);
    return std::move(*bus);
}

std::unique_ptr<Consumer> join(Bus& bus, std::string_view name = "signals-1") {
    auto consumer = bus.consumer("signals", name, kBars);
    REQUIRE(consumer);
    return std::move(*consumer);
}

/// Commands from the side, as an operator or an accident would send them.
class Intruder {
public:
    explicit Intruder(RedisServer& server)
        : client_(redis::parse_address(server.url()).value(), "live", {.clock = clock_}) {}
    redis::Reply run(redis::Command command) {
        auto reply = client_.call(std::move(command));
        REQUIRE(reply);
        return *std::move(reply);
    }

private:
    SystemMachineClock clock_;
    redis::Client client_;
};

}  // namespace

TEST_CASE("A waiting reader lives through a restart of the server, and nothing is lost") {
    RedisServer server;
    const SystemMachineClock clock;
    auto bus = connect(server, {.clock = clock});
    auto consumer = join(*bus);
    REQUIRE(bus->publish(kStream, messages(0, 3)));
    const auto before = read_some(*consumer, 3);
    REQUIRE(consumer->ack(std::span(before).first(1)));
    {
        std::jthread operation([&] {
            server.kill();
            server.start();
            REQUIRE(bus->publish(kStream, messages(3, 2)));
        });
        // The two that were not acknowledged have failed by this second read, and come again a second later.
        std::set<std::string> got;
        CHECK(wait_until([&] {
            auto some = consumer->read(10, 500ms);
            REQUIRE(some);
            REQUIRE(consumer->ack(*some));
            for (const auto& delivery : *some) got.insert(delivery.message_id);
            return got.size() >= 4;
        }));
        CHECK(got == std::set<std::string>{"msg-1", "msg-2", "msg-3", "msg-4"});
    }
    CHECK(group_info(*bus, kStream, "signals")->pending == 0);
}

TEST_CASE("After the server was emptied the group is made again at the beginning") {
    RedisServer server;
    const SystemMachineClock clock;
    auto bus = connect(server, {.clock = clock});
    auto consumer = join(*bus);
    REQUIRE(bus->publish(kStream, messages(0, 1)));
    CHECK(read_and_ack(*consumer, 1).size() == 1);
    Intruder intruder(server);
    SECTION("while nobody reads") {
        intruder.run({"FLUSHALL"});
        REQUIRE(bus->publish(kStream, messages(1, 2)));
        CHECK(ids(read_and_ack(*consumer, 2)) == expected_ids(1, 2));
    }
    SECTION("while a reader waits") {
        std::jthread operation([&] {
            REQUIRE(wait_until([&] { return intruder.run({"CLIENT", "LIST"}).text.contains("cmd=xreadgroup"); }));
            intruder.run({"FLUSHALL"});
            REQUIRE(bus->publish(kStream, messages(1, 2)));
        });
        CHECK(ids(read_and_ack(*consumer, 2)) == expected_ids(1, 2));
    }
}

TEST_CASE("The incarnation tells a restart and an emptied server from a quiet one") {
    RedisServer server;
    const SystemMachineClock clock;
    auto bus = connect(server, {.clock = clock});
    const auto first = bus->incarnation();
    REQUIRE(first);
    CHECK_FALSE(first->empty());
    CHECK(bus->incarnation().value() == *first);
    CHECK(connect(server, {.clock = clock})->incarnation().value() == *first);
    Intruder(server).run({"FLUSHALL"});
    const auto emptied = bus->incarnation();
    REQUIRE(emptied);
    CHECK(*emptied != *first);
    server.kill();
    server.start();
    const auto restarted = bus->incarnation();
    REQUIRE(restarted);
    CHECK(*restarted != *emptied);
    CHECK(*restarted != *first);
}

TEST_CASE("Without a server a call says so when its patience is over, and works again when it is back") {
    RedisServer server;
    const SystemMachineClock clock;
    auto bus = connect(server, {.clock = clock, .patience = 200ms});
    auto consumer = join(*bus);
    server.kill();
    const auto published = bus->publish(kStream, messages(0, 1));
    REQUIRE_FALSE(published);
    CHECK(published.error().code == ErrorCode::kUnavailable);
    const auto read = consumer->read(10, 0ms);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == ErrorCode::kUnavailable);
    server.start();
    CHECK(wait_until([&] { return bus->publish(kStream, messages(1, 1)).has_value(); }));
    CHECK(wait_until([&] {
        auto some = consumer->read(10, 50ms);
        return some && !some->empty() && some->back().message_id == "msg-1";
    }));
}

TEST_CASE("No server at the address is an error, not a wait without end") {
    const SystemMachineClock clock;
    const auto url = "redis://127.0.0.1:" + std::to_string(tradewind::test::free_port());
    const auto bus = open_redis_bus({.url = url}, {.clock = clock, .patience = 100ms});
    REQUIRE_FALSE(bus);
    CHECK(bus.error().code == ErrorCode::kUnavailable);
}

TEST_CASE("An entry deleted before it was acknowledged is reported as lost") {
    RedisServer server;
    const SystemMachineClock clock;
    std::vector<std::string> lost;
    BusOptions options{.clock = clock};
    options.on_lost = [&](std::string_view stream, std::string_view) { lost.emplace_back(stream); };
    auto bus = connect(server, options);
    REQUIRE(bus->publish(kStream, messages(0, 2)));
    {
        auto consumer = join(*bus);
        REQUIRE(read_some(*consumer, 2).size() == 2);
    }
    Intruder(server).run({"XTRIM", std::string(kStream), "MAXLEN", "1"});
    auto consumer = join(*bus);
    CHECK(ids(read_and_ack(*consumer, 1)) == expected_ids(1, 1));
    CHECK(lost == std::vector<std::string>{std::string(kStream)});
    CHECK(group_info(*bus, kStream, "signals")->pending == 0);
}

TEST_CASE("An idle message behind many that are busy is found all the same") {
    RedisServer server;
    HandClock clock;
    BusOptions options{.clock = clock};
    options.policy.claim_after = 50ms;
    auto bus = connect(server, options);
    REQUIRE(bus->publish(kStream, messages(0, 300)));
    auto busy = join(*bus, "signals-1");
    REQUIRE(read_some(*busy, 250).size() == 250);
    {
        auto dead = join(*bus, "signals-2");
        REQUIRE(read_some(*dead, 50).size() == 50);
    }
    // The heir under the busy one's name: none of its own pending entries may hide the dead one's.
    std::set<std::string> got;
    CHECK(wait_until([&] {
        clock.advance(25ms);
        auto some = busy->read(5, 1ms);
        REQUIRE(some);
        REQUIRE(busy->ack(*some));
        for (const auto& delivery : *some) got.insert(delivery.message_id);
        return got.contains("msg-299");
    }));
}

TEST_CASE("A consumer can be closed at any step of its connecting") {
    RedisServer server;
    const SystemMachineClock clock;
    for (int i = 0; i < 100; ++i) {
        auto bus = connect(server, {.clock = clock});
        auto consumer = join(*bus);
        if (i % 2 == 0) CHECK(consumer->read(1, 0ms)->empty());
    }
}

TEST_CASE("Worlds on one server don't see each other") {
    RedisServer server;
    const SystemMachineClock clock;
    auto live = connect(server, {.clock = clock});
    auto replay = open_redis_bus({.url = server.url(), .world = "replay"}, {.clock = clock});
    REQUIRE(replay);
    REQUIRE((*replay)->publish(kStream, messages(0, 1)));
    auto consumer = join(*live);
    auto other = join(**replay);
    CHECK(consumer->read(10, 0ms)->empty());
    CHECK(live->groups()->size() == 1);
    CHECK((*replay)->groups()->size() == 1);
    CHECK((*replay)->groups()->front().stream == kStream);
    CHECK(read_and_ack(*other, 1).size() == 1);
    CHECK(Intruder(server).run({"EXISTS", "w:replay:market:bars"}).integer() == 1);
}

TEST_CASE("A server that could lose messages is pointed out") {
    RedisServer server;
    const SystemMachineClock clock;
    CHECK(redis_warnings({.url = server.url()}, clock)->empty());
    Intruder(server).run({"CONFIG", "SET", "appendfsync", "everysec"});
    const auto warnings = redis_warnings({.url = server.url()}, clock);
    REQUIRE(warnings);
    REQUIRE(warnings->size() == 1);
    CHECK(warnings->front().starts_with("appendfsync is everysec"));
}

TEST_CASE("A wrong password is refused without a word about it") {
    RedisServer server;
    const SystemMachineClock clock;
    {
        Intruder intruder(server);
        intruder.run({"ACL", "SETUSER", "trader", "on", ">right-horse", "~*", "&*", "+@all"});
        intruder.run({"ACL", "SETUSER", "default", "off"});
    }
    const auto at = server.url().substr(std::string_view("redis://").size());
    CHECK(open_redis_bus({.url = "redis://trader:right-horse@" + at}, {.clock = clock}));
    const auto refused =
        open_redis_bus({.url = "redis://trader:wrong-horse@" + at}, {.clock = clock, .patience = 300ms});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kRefused);
    CHECK_FALSE(refused.error().message.contains("wrong-horse"));
}

}  // namespace tradewind::streams::test
