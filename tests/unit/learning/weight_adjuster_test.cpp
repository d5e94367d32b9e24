#include "learning/weight_adjuster.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cmath>
#include <numeric>
#include <random>

#include "unit/learning/fills.hpp"

using namespace tradewind;
using namespace tradewind::learning;
using tradewind::learning::testing::dec;

namespace {

TradeOutcome outcome_of(int number, std::string_view net, std::vector<std::pair<std::string, Decimal>> credits) {
    TradeOutcome outcome;
    outcome.closing_fill = FillId::from_fields({"close", std::to_string(number)});
    outcome.id = OutcomeId::from_fields({"outcome", std::to_string(number)});
    outcome.quantity = dec("10");
    outcome.entry_price = dec("100");
    outcome.net_pnl = dec(net);
    outcome.credits = std::move(credits);
    return outcome;
}

Weights thirds() {
    return Weights::normalised({{"a", 1}, {"b", 1}, {"c", 1}});
}

}  // namespace

TEST_CASE("nothing moves before the minimum of trades") {
    LearningSettings settings;
    settings.min_trades = 3;
    WeightAdjuster adjuster(settings, thirds());
    CHECK_FALSE(adjuster.on_outcome(outcome_of(1, "50", {{"a", dec("50")}})));
    CHECK_FALSE(adjuster.on_outcome(outcome_of(2, "50", {{"a", dec("50")}})));
    CHECK(adjuster.weights() == thirds());
    CHECK(adjuster.on_outcome(outcome_of(3, "50", {{"a", dec("50")}})));
}

TEST_CASE("learning switched off leaves the weights alone") {
    LearningSettings settings;
    settings.enabled = false;
    settings.min_trades = 0;
    WeightAdjuster adjuster(settings, thirds());
    CHECK_FALSE(adjuster.on_outcome(outcome_of(1, "50", {{"a", dec("50")}})));
}

TEST_CASE("profit raises the weight of who earned it, loss lowers it") {
    LearningSettings settings;
    settings.min_trades = 0;
    WeightAdjuster adjuster(settings, thirds());
    const auto won = adjuster.on_outcome(outcome_of(1, "20", {{"a", dec("25")}, {"b", dec("-5")}}));
    REQUIRE(won);
    CHECK(won->after.at("a") > won->before.at("a"));
    CHECK(won->after.at("b") < won->before.at("b"));
    CHECK(won->reward.at("a") > 0);
    CHECK_FALSE(won->reward.contains("c"));
    const auto lost = adjuster.on_outcome(outcome_of(2, "-20", {{"a", dec("-20")}}));
    REQUIRE(lost);
    CHECK(lost->after.at("a") < lost->before.at("a"));
}

TEST_CASE("whatever comes, the guardrails hold") {
    LearningSettings settings;
    settings.min_trades = 0;
    settings.rate = 1;
    settings.method = GENERATE(Method::kExp3, Method::kThompson);
    WeightAdjuster adjuster(settings, thirds());
    std::mt19937_64 random(13);
    int moved = 0;
    for (int i = 0; i < 3000; ++i) {
        const auto before = adjuster.weights();
        const auto amount = [&] {
            return Decimal::from_raw(static_cast<std::int64_t>(random() % 2'000'000'000'000) - 1'300'000'000'000);
        };
        const auto a = amount();
        const auto b = amount();
        moved += adjuster.on_outcome(outcome_of(i, (a + b).to_string(), {{"a", a}, {"b", b}})).has_value() ? 1 : 0;
        const auto after = adjuster.weights();
        CHECK(std::accumulate(after.parts().begin(), after.parts().end(), std::int64_t{0}) == Weights::kOne);
        for (std::size_t k = 0; k < after.size(); ++k) {
            CHECK(std::abs(after.value(k) - before.value(k)) <= settings.max_shift + 2e-9);
            CHECK(after.value(k) >= settings.floor - 2e-9);
        }
    }
    CHECK(moved > 1000);
}

TEST_CASE("a strategy at the floor can rise again") {
    LearningSettings settings;
    settings.min_trades = 0;
    WeightAdjuster adjuster(settings, thirds());
    for (int i = 0; i < 300; ++i) adjuster.on_outcome(outcome_of(i, "-80", {{"a", dec("-80")}}));
    CHECK(adjuster.weights().value(0) < 0.0501);
    for (int i = 300; i < 600; ++i) adjuster.on_outcome(outcome_of(i, "80", {{"a", dec("80")}}));
    CHECK(adjuster.weights().value(0) > 0.5);
}

TEST_CASE("Thompson's draws depend on the closing fill alone") {
    LearningSettings settings;
    settings.min_trades = 0;
    settings.method = Method::kThompson;
    WeightAdjuster one(settings, thirds());
    WeightAdjuster two(settings, thirds());
    for (int i = 0; i < 20; ++i) {
        one.on_outcome(outcome_of(i, "10", {{"a", dec("4")}, {"b", dec("6")}}));
        two.on_outcome(outcome_of(i, "10", {{"a", dec("4")}, {"b", dec("6")}}));
    }
    CHECK(one.weights() == two.weights());
}
