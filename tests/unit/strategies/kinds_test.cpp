#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "unit/strategies/ticker_fixture.hpp"

using namespace tradewind;
using namespace tradewind::strategies;
using tradewind::strategies::testing::TickerFixture;

namespace {
const std::map<std::string, double> kQuick{{"fast", 2}, {"slow", 4}, {"fresh_bars", 3}};
}

TEST_CASE("every strategy is registered under its name, in order") {
    REQUIRE(registry().size() >= 3);
    for (std::size_t i = 1; i < registry().size(); ++i) CHECK(registry()[i - 1].name < registry()[i].name);
    for (const Descriptor& descriptor : registry()) {
        CHECK(descriptor.make != nullptr);
        for (const Parameter& parameter : descriptor.parameters) {
            CHECK(parameter.default_value >= parameter.min);
            CHECK(parameter.default_value <= parameter.max);
        }
    }
}

TEST_CASE("momentum speaks after a crossing, by its formula, and falls silent again") {
    TickerFixture ticker("momentum", kQuick);
    for (const double price : {110.0, 108.0, 107.0, 105.0, 104.0, 102.0, 101.0}) CHECK_FALSE(ticker.close(price));
    const auto crossed = ticker.close(109);
    REQUIRE(crossed);
    CHECK(crossed->direction == Direction::kLong);
    const double gap = ((101 + 109) / 2.0) / ((104 + 102 + 101 + 109) / 4.0) - 1;
    const double z = gap / (ticker.market.volatility() * 2 / std::sqrt(12.0));
    CHECK(crossed->strength == Catch::Approx(z / (1 + z)).epsilon(1e-12));
    CHECK(crossed->confidence == 1);
    CHECK(ticker.reason().contains("above"));
    CHECK(ticker.close(112));
    CHECK(ticker.close(115));
    CHECK_FALSE(ticker.close(118));
}

TEST_CASE("momentum turns short when the averages cross downwards") {
    TickerFixture ticker("momentum", kQuick);
    for (const double price : {100.0, 102.0, 103.0, 105.0, 106.0, 108.0, 109.0}) CHECK_FALSE(ticker.close(price));
    const auto crossed = ticker.close(98);
    REQUIRE(crossed);
    CHECK(crossed->direction == Direction::kShort);
}

TEST_CASE("mean reversion is silent before warm-up and between its bounds") {
    TickerFixture ticker("mean_reversion", {{"period", 5}});
    for (const double price : {100.0, 99.0, 98.0, 97.0, 96.0}) CHECK_FALSE(ticker.close(price));
    const auto oversold = ticker.close(95);
    REQUIRE(oversold);
    CHECK(oversold->direction == Direction::kLong);
    CHECK(oversold->strength == 1);  // an index of 0
    CHECK_FALSE(ticker.close(99));
}

TEST_CASE("mean reversion goes short where the index is high, in proportion to its depth") {
    TickerFixture ticker("mean_reversion", {{"period", 2}, {"overbought", 60}});
    for (const double price : {100.0, 101.0, 100.0, 101.0, 100.0}) ticker.close(price);
    const auto opinion = ticker.close(100.9);  // gains 0.6375 against losses 0.3125: 67.1
    REQUIRE(opinion);
    CHECK(opinion->direction == Direction::kShort);
    CHECK(opinion->strength == Catch::Approx(2 * (100 * 0.6375 / 0.95 - 60) / 40));
}

TEST_CASE("a price that never moves gives no opinion") {
    for (const Descriptor& descriptor : registry()) {
        TickerFixture ticker(descriptor.name);
        for (int i = 0; i < 100; ++i) CHECK_FALSE(ticker.close(50));
    }
}

TEST_CASE("a split leaves opinions as they are") {
    for (const auto* name : {"momentum", "mean_reversion"}) {
        TickerFixture raw(name);
        TickerFixture adjusted(name);
        int opinions = 0;
        for (int i = 0; i < 400; ++i) {
            const double price = 640 * (1 + 0.06 * std::sin(i / 9.0) + 0.02 * std::sin(i / 2.0));
            if (i == 200) raw.split(7, 1);
            const auto a = raw.close(i < 200 ? price : price / 7);
            const auto b = adjusted.close(price / 7);
            INFO(name << " at bar " << i);
            REQUIRE(a.has_value() == b.has_value());
            if (!a) continue;
            ++opinions;
            CHECK(a->direction == b->direction);
            CHECK(a->strength == Catch::Approx(b->strength).epsilon(1e-5));
        }
        CHECK(opinions > 20);
    }
}

TEST_CASE("news speaks while it is fresh") {
    TickerFixture ticker("news_driven");
    CHECK_FALSE(ticker.opinion());
    const auto good = ticker.score(0.6);
    REQUIRE(good);
    CHECK(good->direction == Direction::kLong);
    CHECK(good->strength == 1);
    ticker.now += std::chrono::hours(1);
    CHECK(ticker.opinion());
    ticker.now += std::chrono::hours(2);  // 2^-1.5 < 0.5
    CHECK_FALSE(ticker.opinion());
}

TEST_CASE("bad news outweighs good once there is more of it") {
    TickerFixture ticker("news_driven");
    ticker.score(0.8);
    ticker.score(-0.8);
    CHECK_FALSE(ticker.opinion());
    const auto opinion = ticker.score(-0.8);
    REQUIRE(opinion);
    CHECK(opinion->direction == Direction::kShort);
}
