#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <set>
#include <thread>

#include "harness.hpp"
#include "streams/codec.hpp"
#include "support/child_process.hpp"

/// What both buses must do alike.
namespace tradewind::streams::test {
namespace {

using tradewind::test::wait_until;
using namespace std::chrono_literals;

const std::vector<std::string> kBars{"market:bars"};
constexpr std::string_view kStream = "market:bars";

std::unique_ptr<Consumer> join(Bus& bus, std::string_view group = "signals", std::string_view name = "signals-1",
                               const std::vector<std::string>& streams = kBars) {
    auto consumer = bus.consumer(group, name, streams);
    REQUIRE(consumer);
    return std::move(*consumer);
}

std::vector<Delivery> read_now(Consumer& consumer, std::size_t max = 100) {
    auto some = consumer.read(max, 0ms);
    REQUIRE(some);
    return *std::move(some);
}

/// A dead consumer is found by how long it sat on a message: on the injected clock, or the server's own.
BusOptions quick_claims(const MachineClock& clock) {
    BusOptions options{.clock = clock};
    options.policy.claim_after = 50ms;
    return options;
}

}  // namespace

#define TW_CASE(name) TEMPLATE_TEST_CASE(name, "[streams]", EmbeddedHarness, RedisHarness)

TW_CASE("Messages are delivered in the order in which they were published") {
    TestType harness;
    const HandClock clock;
    auto bus = harness.open({.clock = clock});
    auto consumer = join(*bus);
    REQUIRE(bus->publish(kStream, messages(0, 3)));
    REQUIRE(bus->publish(kStream, messages(3, 1)));
    const auto got = read_and_ack(*consumer, 4);
    CHECK(ids(got) == expected_ids(0, 4));
    CHECK(got[0].stream == kStream);
    CHECK(got[0].body == R"({"n":0})");
    CHECK(got[0].deliveries == 1);
    CHECK(read_now(*consumer).empty());
}

TW_CASE("A group made later begins at the beginning") {
    TestType harness;
    const HandClock clock;
    auto bus = harness.open({.clock = clock});
    REQUIRE(bus->publish(kStream, messages(0, 2)));
    auto consumer = join(*bus);
    CHECK(ids(read_and_ack(*consumer, 2)) == expected_ids(0, 2));
}

TW_CASE("Every group gets every message") {
    TestType harness;
    const HandClock clock;
    auto bus = harness.open({.clock = clock});
    auto one = join(*bus, "signals", "signals-1");
    auto other = join(*bus, "gateway", "gateway-1");
    REQUIRE(bus->publish(kStream, messages(0, 3)));
    CHECK(ids(read_and_ack(*one, 3)) == expected_ids(0, 3));
    CHECK(ids(read_and_ack(*other, 3)) == expected_ids(0, 3));
}

TW_CASE("Two consumers of a group share the messages") {
    TestType harness;
    const HandClock clock;
    auto bus = harness.open({.clock = clock});
    auto one = join(*bus, "signals", "signals-1");
    auto other = join(*bus, "signals", "signals-2");
    REQUIRE(bus->publish(kStream, messages(0, 10)));
    auto first = read_now(*one, 4);
    auto second = read_now(*other, 6);
    CHECK(ids(first) == expected_ids(0, 4));
    CHECK(ids(second) == expected_ids(4, 6));
    CHECK(group_info(*bus, kStream, "signals")->pending == 10);
}

TW_CASE("A consumer reads several streams") {
    TestType harness;
    const HandClock clock;
    auto bus = harness.open({.clock = clock});
    auto consumer = join(*bus, "signals", "signals-1", {"market:bars", "news:scored"});
    REQUIRE(bus->publish("market:bars", messages(0, 2)));
    REQUIRE(bus->publish("news:scored", messages(10, 2)));
    std::map<std::string, std::vector<std::string>> by_stream;
    for (const auto& delivery : read_and_ack(*consumer, 4)) by_stream[delivery.stream].push_back(delivery.message_id);
    CHECK(by_stream["market:bars"] == expected_ids(0, 2));
    CHECK(by_stream["news:scored"] == expected_ids(10, 2));
}

TW_CASE("A big batch keeps its order through small reads") {
    TestType harness;
    const HandClock clock;
    auto bus = harness.open({.clock = clock});
    auto consumer = join(*bus);
    REQUIRE(bus->publish(kStream, messages(0, 5000)));
    std::vector<std::string> got;
    while (got.size() < 5000) {
        auto some = read_now(*consumer, 64);
        REQUIRE_FALSE(some.empty());
        REQUIRE(some.size() <= 64);
        REQUIRE(consumer->ack(some));
        for (const auto& delivery : some) got.push_back(delivery.message_id);
    }
    CHECK(got == expected_ids(0, 5000));
    CHECK(group_info(*bus, kStream, "signals")->pending == 0);
}

TW_CASE("A waiting reader is woken by a message") {
    TestType harness;
    const HandClock clock;
    auto bus = harness.open({.clock = clock});
    auto consumer = join(*bus);
    std::jthread producer([&] { REQUIRE(bus->publish(kStream, messages(0, 1))); });
    auto some = consumer->read(10, 60s);
    REQUIRE(some);
    CHECK(ids(*some) == expected_ids(0, 1));
}

TW_CASE("A waiting reader can be interrupted") {
    TestType harness;
    const HandClock clock;
    auto bus = harness.open({.clock = clock});
    auto consumer = join(*bus);
    std::jthread other([&] { consumer->interrupt(); });
    auto some = consumer->read(10, 60s);
    REQUIRE(some);
    CHECK(some->empty());
    other.join();
    REQUIRE(bus->publish(kStream, messages(0, 1)));
    CHECK(ids(read_and_ack(*consumer, 1)) == expected_ids(0, 1));
}

TW_CASE("What was not acknowledged comes again first after a restart") {
    TestType harness;
    const HandClock clock;
    {
        auto bus = harness.open({.clock = clock});
        auto consumer = join(*bus);
        REQUIRE(bus->publish(kStream, messages(0, 6)));
        auto some = read_now(*consumer, 4);
        REQUIRE(some.size() == 4);
        REQUIRE(consumer->ack(std::span(some).first(2)));
    }
    harness.restart();
    auto bus = harness.open({.clock = clock});
    auto consumer = join(*bus);
    const auto again = read_now(*consumer, 2);
    CHECK(ids(again) == expected_ids(2, 2));
    for (const auto& delivery : again) CHECK(delivery.deliveries == 2);
    REQUIRE(consumer->ack(again));
    CHECK(ids(read_and_ack(*consumer, 2)) == expected_ids(4, 2));
    CHECK(read_now(*consumer).empty());
    CHECK(group_info(*bus, kStream, "signals")->pending == 0);
}

TW_CASE("A message left by a dead consumer is claimed by another") {
    TestType harness;
    HandClock clock;
    auto bus = harness.open(quick_claims(clock));
    REQUIRE(bus->publish(kStream, messages(0, 3)));
    {
        auto dead = join(*bus, "signals", "signals-1");
        REQUIRE(read_now(*dead).size() == 3);
    }
    auto heir = join(*bus, "signals", "signals-2");
    CHECK(read_now(*heir).empty());
    std::vector<Delivery> got;
    CHECK(wait_until([&] {
        clock.advance(25ms);
        auto some = heir->read(10, 5ms);
        REQUIRE(some);
        REQUIRE(heir->ack(*some));
        got.insert(got.end(), some->begin(), some->end());
        return got.size() >= 3;
    }));
    CHECK(ids(got) == expected_ids(0, 3));
    for (const auto& delivery : got) CHECK(delivery.deliveries == 2);
    CHECK(group_info(*bus, kStream, "signals")->pending == 0);
}

TW_CASE("A message that fails comes again after 1, 5 and 25 seconds and is dead after five deliveries") {
    TestType harness;
    HandClock clock;
    std::vector<std::string> told;
    BusOptions options{.clock = clock};
    options.policy.claim_after = 1h;
    options.on_dead_letter = [&](const Delivery& delivery, std::string_view error) -> Status {
        told.push_back(delivery.message_id + ": " + std::string(error));
        return {};
    };
    auto bus = harness.open(options);
    auto consumer = join(*bus);
    REQUIRE(bus->publish(kStream, messages(0, 2)));
    auto both = read_now(*consumer);
    REQUIRE(both.size() == 2);
    REQUIRE(consumer->ack(std::span(both).subspan(1)));
    int deliveries = 1;
    for (const Duration wait : {Duration(1s), Duration(5s), Duration(25s), Duration(25s)}) {
        CHECK(read_now(*consumer).empty());
        clock.advance(wait - 1ms);
        CHECK(read_now(*consumer).empty());
        clock.advance(1ms);
        const auto again = read_now(*consumer);
        CHECK(ids(again) == expected_ids(0, 1));
        REQUIRE(again.size() == 1);
        CHECK(again[0].deliveries == ++deliveries);
    }
    CHECK(deliveries == 5);
    CHECK(read_now(*consumer).empty());
    clock.advance(25s);
    CHECK(read_now(*consumer).empty());
    CHECK(told == std::vector<std::string>{"msg-0: not acknowledged after 5 deliveries"});
    const auto letters = bus->dead_letters(kStream, 10);
    REQUIRE(letters);
    REQUIRE(letters->size() == 1);
    CHECK((*letters)[0].message_id == "msg-0");
    CHECK((*letters)[0].body == R"({"n":0})");
    CHECK((*letters)[0].stream == kStream);
    CHECK((*letters)[0].error == "not acknowledged after 5 deliveries");
    CHECK((*letters)[0].service == "signals");
    CHECK((*letters)[0].deliveries == 5);
    CHECK((*letters)[0].at == clock.now());
    CHECK(group_info(*bus, kStream, "signals")->pending == 0);
}

TW_CASE("A message that kills its reader at every start ends up dead and lets the others through") {
    TestType harness;
    const HandClock clock;
    for (int start = 0; start < 5; ++start) {
        auto bus = harness.open({.clock = clock});
        if (start == 0) REQUIRE(bus->publish(kStream, messages(0, 1)));
        auto consumer = join(*bus);
        const auto some = read_now(*consumer);
        REQUIRE(some.size() == 1);
        CHECK(some[0].deliveries == start + 1);
    }
    auto bus = harness.open({.clock = clock});
    auto consumer = join(*bus);
    REQUIRE(bus->publish(kStream, messages(1, 1)));
    CHECK(ids(read_and_ack(*consumer, 1)) == expected_ids(1, 1));
    CHECK(bus->dead_letters(kStream, 10)->size() == 1);
}

TW_CASE("A message whose burial can't be recorded stays pending") {
    TestType harness;
    HandClock clock;
    bool store_is_up = false;
    BusOptions options{.clock = clock};
    options.policy.max_deliveries = 1;
    options.policy.claim_after = 1h;
    options.on_dead_letter = [&](const Delivery&, std::string_view) -> Status {
        if (!store_is_up) return fail(ErrorCode::kUnavailable, "store is down");
        return {};
    };
    auto bus = harness.open(options);
    auto consumer = join(*bus);
    REQUIRE(bus->publish(kStream, messages(0, 1)));
    REQUIRE(read_now(*consumer).size() == 1);
    CHECK(read_now(*consumer).empty());
    clock.advance(1s);
    CHECK(read_now(*consumer).empty());
    CHECK(bus->dead_letters(kStream, 10)->empty());
    CHECK(group_info(*bus, kStream, "signals")->pending == 1);
    store_is_up = true;
    clock.advance(1min);
    CHECK(read_now(*consumer).empty());
    CHECK(bus->dead_letters(kStream, 10)->size() == 1);
    CHECK(group_info(*bus, kStream, "signals")->pending == 0);
}

TW_CASE("A dead letter can be retried under its old id, or dropped") {
    TestType harness;
    const HandClock clock;
    auto bus = harness.open({.clock = clock});
    auto consumer = join(*bus);
    REQUIRE(bus->publish(kStream, messages(0, 2)));
    for (const auto& delivery : read_now(*consumer)) REQUIRE(consumer->dead_letter(delivery, "no such field"));
    CHECK(group_info(*bus, kStream, "signals")->pending == 0);
    const auto letters = bus->dead_letters(kStream, 10);
    REQUIRE(letters->size() == 2);
    CHECK((*letters)[0].error == "no such field");
    CHECK((*letters)[0].deliveries == 1);
    CHECK(bus->dead_letters(kStream, 1)->size() == 1);
    CHECK(bus->dead_letters("news:raw", 10)->empty());

    REQUIRE(bus->retry_dead_letter(kStream, (*letters)[0].entry_id));
    const auto again = read_and_ack(*consumer, 1);
    CHECK(again[0].message_id == "msg-0");
    CHECK(again[0].body == R"({"n":0})");
    CHECK(again[0].deliveries == 1);
    REQUIRE(bus->drop_dead_letter(kStream, (*letters)[1].entry_id));
    CHECK(bus->dead_letters(kStream, 10)->empty());

    for (const std::string& gone : {(*letters)[0].entry_id, (*letters)[1].entry_id, std::string("nonsense")}) {
        const auto retried = bus->retry_dead_letter(kStream, gone);
        REQUIRE_FALSE(retried);
        CHECK(retried.error().code == ErrorCode::kNotFound);
        const auto dropped = bus->drop_dead_letter(kStream, gone);
        REQUIRE_FALSE(dropped);
        CHECK(dropped.error().code == ErrorCode::kNotFound);
    }
}

TW_CASE("Trimming never passes the slowest group") {
    TestType harness;
    const HandClock clock;
    auto bus = harness.open({.clock = clock});
    auto quick = join(*bus, "gateway", "gateway-1");
    auto slow = join(*bus, "signals", "signals-1");
    REQUIRE(bus->publish(kStream, messages(0, 100)));
    REQUIRE(read_and_ack(*quick, 100).size() == 100);
    auto held = read_some(*slow, 30);
    // Everything but number 10 of the first 30 is acknowledged.
    held.erase(held.begin() + 10);
    REQUIRE(slow->ack(held));
    const auto removed = bus->trim(0);
    REQUIRE(removed);
    CHECK(*removed <= 10);
    CHECK(*removed >= 9);
    CHECK(group_info(*bus, kStream, "signals")->length == 100 - *removed);
    CHECK(group_info(*bus, kStream, "signals")->pending == 1);
    CHECK(group_info(*bus, kStream, "signals")->unread == 70);
    CHECK(ids(read_and_ack(*slow, 70)) == expected_ids(30, 70));
}

TW_CASE("Trimming keeps as many entries as it is told to") {
    TestType harness;
    const HandClock clock;
    auto bus = harness.open({.clock = clock});
    auto consumer = join(*bus);
    REQUIRE(bus->publish(kStream, messages(0, 100)));
    REQUIRE(read_and_ack(*consumer, 100).size() == 100);
    REQUIRE(bus->trim(40));
    CHECK(group_info(*bus, kStream, "signals")->length == 40);
    REQUIRE(bus->trim(1000));
    CHECK(group_info(*bus, kStream, "signals")->length == 40);
    REQUIRE(bus->trim(0));
    CHECK(group_info(*bus, kStream, "signals")->length <= 1);
    REQUIRE(bus->publish(kStream, messages(100, 2)));
    CHECK(ids(read_and_ack(*consumer, 2)) == expected_ids(100, 2));
}

TW_CASE("A stream that no group reads is not trimmed") {
    TestType harness;
    const HandClock clock;
    auto bus = harness.open({.clock = clock});
    REQUIRE(bus->publish(kStream, messages(0, 5)));
    CHECK(bus->trim(0) == 0);
    auto consumer = join(*bus);
    CHECK(ids(read_and_ack(*consumer, 5)) == expected_ids(0, 5));
}

TW_CASE("A group's account tells what is pending and what is unread") {
    TestType harness;
    const HandClock clock;
    auto bus = harness.open({.clock = clock});
    auto consumer = join(*bus);
    CHECK(group_info(*bus, kStream, "signals")->unread == 0);
    REQUIRE(bus->publish(kStream, messages(0, 7)));
    auto some = read_now(*consumer, 3);
    REQUIRE(consumer->ack(std::span(some).first(1)));
    const auto info = group_info(*bus, kStream, "signals");
    REQUIRE(info);
    CHECK(info->pending == 2);
    CHECK(info->unread == 4);
    CHECK(info->length == 7);
}

TW_CASE("Every text survives the way, whatever its bytes") {
    TestType harness;
    const HandClock clock;
    auto bus = harness.open({.clock = clock});
    auto consumer = join(*bus);
    OutgoingMessage sent{.id = "msg-\r\n\xE2\x82\xAC", .body = "\r\n$5\r\n\"\\ \xF0\x9F\x92\xB0", .key = ""};
    sent.body += std::string(100'000, 'x');
    REQUIRE(bus->publish(kStream, std::span(&sent, 1)));
    const auto got = read_and_ack(*consumer, 1);
    CHECK(got[0].message_id == sent.id);
    CHECK(got[0].body == sent.body);
}

TW_CASE("A message above the size limit is refused and nothing of its batch is published") {
    TestType harness;
    const HandClock clock;
    auto bus = harness.open({.clock = clock});
    auto consumer = join(*bus);
    auto batch = messages(0, 2);
    batch[1].body = std::string(kMaxBodyBytes + 1, 'x');
    const auto refused = bus->publish(kStream, batch);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kLimit);
    CHECK(read_now(*consumer).empty());
}

TW_CASE("Producers and consumers on many threads lose and repeat nothing") {
    TestType harness;
    const HandClock clock;
    auto bus = harness.open({.clock = clock});
    constexpr int kProducers = 4;
    constexpr int kEach = 250;
    std::vector<std::unique_ptr<Consumer>> consumers;
    for (int i = 0; i < 2; ++i) consumers.push_back(join(*bus, "signals", "signals-" + std::to_string(i)));
    std::atomic<int> failures{0};
    std::vector<std::vector<std::string>> got(consumers.size());
    std::atomic<int> left{kProducers * kEach};
    {
        std::vector<std::jthread> threads;
        for (int p = 0; p < kProducers; ++p) {
            threads.emplace_back([&, p] {
                for (int i = 0; i < kEach; i += 10) {
                    if (!bus->publish(kStream, messages(p * kEach + i, 10))) ++failures;
                }
            });
        }
        for (std::size_t c = 0; c < consumers.size(); ++c) {
            threads.emplace_back([&, c] {
                while (left > 0 && failures == 0) {
                    auto some = consumers[c]->read(16, 20ms);
                    if (!some || !consumers[c]->ack(*some)) {
                        ++failures;
                        return;
                    }
                    for (const auto& delivery : *some) got[c].push_back(delivery.message_id);
                    left -= static_cast<int>(some->size());
                }
            });
        }
    }
    CHECK(failures == 0);
    std::multiset<std::string> all;
    for (const auto& some : got) all.insert(some.begin(), some.end());
    const auto expected = expected_ids(0, kProducers * kEach);
    CHECK(all == std::multiset<std::string>(expected.begin(), expected.end()));
    CHECK(group_info(*bus, kStream, "signals")->pending == 0);
}

TW_CASE("A consumer killed in mid-work loses nothing") {
    TestType harness;
    harness.let_go();
    const int child = tradewind::test::fork_child([&] {
        const SystemMachineClock clock;
        auto bus = harness.open({.clock = clock});
        auto consumer = join(*bus);
        if (!bus->publish(kStream, messages(0, 20))) return 1;
        for (int i = 0; i < 3; ++i) {
            auto some = consumer->read(4, 1s);
            if (!some || some->size() != 4) return 2;
            // The last four are left as they are.
            if (i < 2 && !consumer->ack(*some)) return 3;
        }
        std::raise(SIGKILL);
        return 4;
    });
    REQUIRE(tradewind::test::wait_for_exit(child) == 128 + SIGKILL);
    const SystemMachineClock clock;
    auto bus = harness.open({.clock = clock});
    auto consumer = join(*bus);
    const auto got = read_and_ack(*consumer, 12);
    CHECK(ids(got) == expected_ids(8, 12));
    CHECK(got[0].deliveries == 2);
    CHECK(got[4].deliveries == 1);
}

}  // namespace tradewind::streams::test
