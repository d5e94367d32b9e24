#include "streams/cache.hpp"

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "harness.hpp"

namespace tradewind::streams::test {
namespace {

using namespace std::chrono_literals;

template <class Harness>
struct Opened {
    Opened() {
        auto opened = open_cache(harness.settings(), harness.store(), {.clock = clock});
        REQUIRE(opened);
        cache = std::move(*opened);
    }
    Harness harness;
    HandClock clock;
    std::unique_ptr<Cache> cache;
};

}  // namespace

#define TW_CASE(name) TEMPLATE_TEST_CASE(name, "[streams]", EmbeddedHarness, RedisHarness)

TW_CASE("A member is new once, until its event is older than the window") {
    Opened<TestType> at;
    const auto noon = timestamp_from_unix_nanos(1'402'056'000'000'000'000);
    const auto remember = [&](std::string_view member, Timestamp time) {
        return at.cache->remember(cache_key::kSeenHashes, member, time).value();
    };
    CHECK(remember("one", noon));
    CHECK_FALSE(remember("one", noon + 1h));
    CHECK(remember("two", noon + 1min));
    CHECK(at.cache->forget_before(cache_key::kSeenHashes, noon + 1min).value() == 1);
    CHECK_FALSE(remember("two", noon + 1min));
    CHECK(remember("one", noon + 2min));
    CHECK(at.cache->remember("another:set", "one", noon).value());
}

TW_CASE("A field holds what was put last") {
    Opened<TestType> at;
    CHECK_FALSE(at.cache->get(cache_key::kStrategyWeights, "momentum").value());
    CHECK(at.cache->get_all(cache_key::kStrategyWeights).value().empty());
    REQUIRE(at.cache->put(cache_key::kStrategyWeights, "momentum", "0.333"));
    REQUIRE(at.cache->put(cache_key::kStrategyWeights, "momentum", "0.4"));
    REQUIRE(at.cache->put(cache_key::kStrategyWeights, "news_driven", ""));
    CHECK(at.cache->get(cache_key::kStrategyWeights, "momentum").value() == "0.4");
    CHECK(at.cache->get(cache_key::kStrategyWeights, "news_driven").value() == "");
    CHECK(at.cache->get_all(cache_key::kStrategyWeights).value() ==
          std::map<std::string, std::string>{{"momentum", "0.4"}, {"news_driven", ""}});
    CHECK_FALSE(at.cache->get(cache_key::kPositionsHistory, "momentum").value());
}

TW_CASE("The settings open the bus they name") {
    TestType harness;
    const HandClock clock;
    auto bus = open_bus(harness.settings(), harness.store(), {.clock = clock});
    REQUIRE(bus);
    auto consumer = (*bus)->consumer("signals", "signals-1", std::vector<std::string>{"market:bars"});
    REQUIRE(consumer);
    REQUIRE((*bus)->publish("market:bars", messages(0, 1)));
    CHECK(read_and_ack(**consumer, 1).size() == 1);
    auto settings = harness.settings();
    settings.url = "nowhere";
    CHECK(open_bus(settings, harness.store(), {.clock = clock}).error().code == ErrorCode::kInvalidArgument);
}

}  // namespace tradewind::streams::test
