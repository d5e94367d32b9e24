#include <algorithm>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <map>
#include <set>
#include <thread>

#include "harness.hpp"
#include "streams/partitioned_bus.hpp"
#include "streams/partitions.hpp"

/// Partitions and their owners, on both buses.
namespace tradewind::streams::test {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kStream = "market:bars";
const std::vector<std::string> kStreams{"market:bars", "weights:adjusted"};
const std::vector<std::string> kTickers{"AAPL", "MSFT", "NVDA", "TSLA", "AMZN", "GOOG", "META", "JPM"};

/// The number in front of the slash of an entry id.
std::string partition_in(const Delivery& delivery) {
    return delivery.entry_id.substr(0, delivery.entry_id.find('/'));
}

template <class Harness>
struct Partitions {
    explicit Partitions(int partitions)
        : bus(make_partitioned_bus(harness.open({.clock = clock}), harness.store(), clock,
                                   {.partitions = partitions, .lease = 15s})) {}

    std::unique_ptr<Consumer> join(std::string_view name) {
        auto consumer = bus->consumer("signals", name, kStreams);
        REQUIRE(consumer);
        return std::move(*consumer);
    }

    /// `count` messages for each ticker, mixed, numbered in order per ticker.
    void publish(int first, int count) {
        std::vector<OutgoingMessage> batch;
        for (int i = first; i < first + count; ++i) {
            for (const auto& ticker : kTickers) {
                batch.push_back({.id = ticker + "-" + std::to_string(i), .body = std::to_string(i), .key = ticker});
            }
        }
        REQUIRE(bus->publish(kStream, batch));
    }

    /// Reads until nothing comes any more.
    std::vector<Delivery> drain(Consumer& consumer, bool acknowledge = true) {
        std::vector<Delivery> all;
        while (true) {
            auto some = consumer.read(16, 0ms);
            REQUIRE(some);
            if (some->empty()) return all;
            if (acknowledge) REQUIRE(consumer.ack(*some));
            all.insert(all.end(), some->begin(), some->end());
        }
    }

    Harness harness;
    HandClock clock;
    std::unique_ptr<Bus> bus;
};

std::map<std::string, std::vector<std::string>> by_ticker(const std::vector<Delivery>& deliveries) {
    std::map<std::string, std::vector<std::string>> found;
    for (const auto& delivery : deliveries) {
        found[delivery.message_id.substr(0, delivery.message_id.find('-'))].push_back(delivery.body);
    }
    return found;
}

std::set<std::string> partitions_in(const std::vector<Delivery>& deliveries) {
    std::set<std::string> found;
    for (const auto& delivery : deliveries) found.insert(partition_in(delivery));
    return found;
}

}  // namespace

#define TW_CASE(name) TEMPLATE_TEST_CASE(name, "[streams]", EmbeddedHarness, RedisHarness)

TW_CASE("With one partition the bus is left as it is") {
    Partitions<TestType> setup(1);
    auto consumer = setup.join("signals-1");
    setup.publish(0, 1);
    CHECK(setup.drain(*consumer).front().fence == 0);
    CHECK(group_info(*setup.bus, "market:bars", "signals"));
}

TW_CASE("Every ticker keeps its order over the partitions") {
    Partitions<TestType> setup(4);
    auto consumer = setup.join("signals-1");
    setup.publish(0, 10);
    const auto got = setup.drain(*consumer);
    CHECK(got.size() == 80);
    CHECK(partitions_in(got).size() > 1);
    for (const auto& [ticker, bodies] : by_ticker(got)) {
        CHECK(bodies == std::vector<std::string>{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"});
    }
    for (const auto& delivery : got) {
        CHECK(delivery.stream == kStream);
        CHECK(delivery.fence > 0);
        const auto ticker = delivery.message_id.substr(0, delivery.message_id.find('-'));
        CHECK(partition_in(delivery) == std::to_string(partition_of(ticker, 4)));
    }
    const auto groups = setup.bus->groups();
    for (const auto& info : *groups) CHECK(info.pending + info.unread == 0);
}

TEST_CASE("Messages that go in with an effect are there when it is, and not where it is undone", "[streams]") {
    Partitions<EmbeddedHarness> setup(4);
    auto consumer = setup.join("signals-1");
    auto* streams = setup.bus->in_store();
    REQUIRE(streams != nullptr);
    const auto put = [&](int first, bool undone) {
        return setup.harness.store().write([&](storage::Transaction& tx) -> Status {
            if (auto sent = streams->append(tx, kStream, messages(first, 2)); !sent) return sent;
            if (auto sent = streams->append(tx, "weights:adjusted", messages(first, 1)); !sent) return sent;
            return undone ? fail(ErrorCode::kConflict, "undone") : Status{};
        });
    };
    CHECK_FALSE(put(0, true));
    CHECK(setup.drain(*consumer).empty());
    REQUIRE(put(10, false));
    streams->announce();
    CHECK(std::ranges::is_permutation(ids(setup.drain(*consumer)),
                                      std::vector<std::string>{"msg-10", "msg-10", "msg-11"}));
}

TEST_CASE("A stream on a server needs the outbox", "[streams]") {
    Partitions<RedisHarness> setup(4);
    CHECK(setup.bus->in_store() == nullptr);
}

TW_CASE("Streams without partitions are read beside those with") {
    Partitions<TestType> setup(4);
    auto consumer = setup.join("signals-1");
    setup.publish(0, 1);
    REQUIRE(setup.bus->publish("weights:adjusted", messages(0, 2)));
    const auto got = setup.drain(*consumer);
    CHECK(std::ranges::count(got, "weights:adjusted", &Delivery::stream) == 2);
    CHECK(std::ranges::count(got, "market:bars", &Delivery::stream) == 8);
}

TW_CASE("A second consumer gets half of the partitions, and no message is seen twice") {
    Partitions<TestType> setup(4);
    auto one = setup.join("signals-1");
    CHECK(setup.drain(*one).empty());
    auto other = setup.join("signals-2");
    // The newcomer finds all taken; the first gives up its excess at its next renewal, the newcomer takes it at its
    // own.
    for (int i = 0; i < 2; ++i) {
        setup.clock.advance(5s);
        CHECK(setup.drain(*one).empty());
        CHECK(setup.drain(*other).empty());
    }
    setup.publish(0, 5);
    const auto first = setup.drain(*one);
    const auto second = setup.drain(*other);
    CHECK(first.size() + second.size() == 40);
    CHECK_FALSE(first.empty());
    CHECK_FALSE(second.empty());
    const auto mine = partitions_in(first);
    for (const auto& partition : partitions_in(second)) CHECK_FALSE(mine.contains(partition));
}

TW_CASE("A consumer that ends in good order leaves its partitions to the others") {
    Partitions<TestType> setup(4);
    auto one = setup.join("signals-1");
    CHECK(setup.drain(*one).empty());
    one.reset();
    auto other = setup.join("signals-2");
    setup.publish(0, 2);
    CHECK(setup.drain(*other).size() == 16);
}

TW_CASE("When an owner goes silent another takes over, first of all what was left over") {
    Partitions<TestType> setup(4);
    auto silent = setup.join("signals-1");
    setup.publish(0, 3);
    const auto left_over = setup.drain(*silent, false);
    REQUIRE(left_over.size() == 24);
    setup.publish(3, 2);

    auto heir = setup.join("signals-2");
    CHECK(setup.drain(*heir).empty());
    setup.clock.advance(10s);
    CHECK(setup.drain(*heir).empty());
    setup.clock.advance(5s);
    const auto got = setup.drain(*heir);
    CHECK(got.size() == 40);
    for (const auto& [ticker, bodies] : by_ticker(got)) {
        CHECK(bodies == std::vector<std::string>{"0", "1", "2", "3", "4"});
    }
    for (const auto& delivery : got) {
        CHECK(delivery.deliveries == (delivery.body < "3" ? 2 : 1));
        CHECK(delivery.fence > left_over.front().fence);
    }

    // The old owner wakes up late: nothing it still holds counts any more.
    REQUIRE(silent->ack(left_over));
    CHECK(silent->dead_letter(left_over.front(), "too late").error().code == ErrorCode::kConflict);
    auto& store = setup.harness.store();
    const auto valid = [&](const Delivery& delivery, std::string_view consumer) {
        bool holds = false;
        REQUIRE(store.write([&](storage::Transaction& tx) -> Status {
            holds = storage::leases::check(tx, partition_lease(delivery, "signals", consumer)).value();
            return {};
        }));
        return holds;
    };
    CHECK_FALSE(valid(left_over.front(), "signals-1"));
    CHECK(valid(got.front(), "signals-2"));
    setup.publish(5, 1);
    CHECK(setup.drain(*silent).size() + setup.drain(*heir).size() == 8);
}

TW_CASE("More consumers than partitions leave the last ones waiting, and they can be interrupted") {
    Partitions<TestType> setup(2);
    auto one = setup.join("signals-1");
    CHECK(setup.drain(*one).empty());
    auto bus_only = setup.bus->consumer("signals", "signals-9", std::vector<std::string>{std::string(kStream)});
    REQUIRE(bus_only);
    auto idle = std::move(*bus_only);
    std::jthread other([&] { idle->interrupt(); });
    const auto some = idle->read(10, 60s);
    REQUIRE(some);
    CHECK(some->empty());
}

TW_CASE("Dead letters of all partitions are found under the stream's own name") {
    Partitions<TestType> setup(4);
    auto consumer = setup.join("signals-1");
    setup.publish(0, 1);
    for (const auto& delivery : setup.drain(*consumer, false)) {
        REQUIRE(consumer->dead_letter(delivery, "no such field"));
    }
    auto letters = setup.bus->dead_letters(kStream, 100);
    REQUIRE(letters);
    REQUIRE(letters->size() == 8);
    for (const auto& letter : *letters) CHECK(letter.stream == kStream);
    CHECK(setup.bus->dead_letters(kStream, 3)->size() == 3);
    REQUIRE(setup.bus->retry_dead_letter(kStream, letters->back().entry_id));
    const auto again = setup.drain(*consumer);
    REQUIRE(again.size() == 1);
    CHECK(again[0].message_id == letters->back().message_id);
    CHECK(partition_in(again[0]) == std::to_string(partition_of(again[0].message_id.substr(0, 4), 4)));
    REQUIRE(setup.bus->drop_dead_letter(kStream, letters->front().entry_id));
    CHECK(setup.bus->dead_letters(kStream, 100)->size() == 6);
    CHECK(setup.bus->drop_dead_letter(kStream, letters->front().entry_id).error().code == ErrorCode::kNotFound);
}

}  // namespace tradewind::streams::test
