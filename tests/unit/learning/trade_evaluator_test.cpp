#include "learning/trade_evaluator.hpp"

#include <catch2/catch_test_macros.hpp>
#include <numeric>
#include <random>

#include "unit/learning/fills.hpp"

using namespace tradewind;
using namespace tradewind::learning;
using tradewind::learning::testing::dec;
using tradewind::learning::testing::FillMaker;

namespace {

Decimal sum(const std::vector<Decimal>& parts) {
    return std::accumulate(parts.begin(), parts.end(), Decimal{});
}

Decimal credits_of(const TradeOutcome& outcome) {
    Decimal total;
    for (const auto& [strategy, credit] : outcome.credits) total += credit;
    return total;
}

}  // namespace

TEST_CASE("parts of a split add up to the amount exactly") {
    std::mt19937_64 random(7);
    for (int round = 0; round < 2000; ++round) {
        std::vector<double> weights;
        double total = 0;
        for (std::uint64_t i = 0; i < 1 + random() % 6; ++i) {
            weights.push_back(static_cast<double>(static_cast<std::int64_t>(random() % 2'000'001) - 700'000) / 1e6);
            total += weights.back();
        }
        const auto amount =
            Decimal::from_raw(static_cast<std::int64_t>(random() % 2'000'000'000'000) - 1'000'000'000'000);
        const auto parts = split_exactly(amount, weights);
        INFO(total);
        if (total > 1e-3 || total < -1e-3) CHECK(sum(parts) == amount);
    }
}

TEST_CASE("a split follows the proportions, and its leftovers the largest remainder") {
    CHECK(split_exactly(dec("0.00000001"), std::vector{1.0, 1.0, 1.0}) ==
          std::vector{dec("0.000000004"), dec("0.000000003"), dec("0.000000003")});
    CHECK(split_exactly(dec("10"), std::vector{0.6, -0.1}) == std::vector{dec("12"), dec("-2")});
    CHECK(split_exactly(dec("10"), std::vector{0.5, -0.5}) == std::vector{dec("0"), dec("0")});
}

TEST_CASE("a round trip is net of both sides' costs and credits add up to it") {
    FillMaker fills;
    TradeEvaluator evaluator;
    CHECK(
        evaluator.on_fill(fills.make(Side::kBuy, "3", "10", "0.10", {{"a", 0.3}, {"b", 0.15}, {"c", -0.05}})).empty());
    const auto outcomes = evaluator.on_fill(fills.make(Side::kSell, "3", "11", "0.13"));
    REQUIRE(outcomes.size() == 1);
    CHECK(outcomes[0].gross_pnl == dec("3"));
    CHECK(outcomes[0].costs == dec("0.23"));
    CHECK(outcomes[0].net_pnl == dec("2.77"));
    CHECK(credits_of(outcomes[0]) == outcomes[0].net_pnl);
    CHECK(outcomes[0].credits[2].second < Decimal{});
}

TEST_CASE("the oldest lot closes first, and partial closes share its cost exactly") {
    FillMaker fills;
    TradeEvaluator evaluator;
    evaluator.on_fill(fills.make(Side::kBuy, "3", "10", "0.01", {{"a", 1}}));
    evaluator.on_fill(fills.make(Side::kBuy, "2", "20", "0.01", {{"b", 1}}));
    const auto first = evaluator.on_fill(fills.make(Side::kSell, "1", "30"));
    const auto second = evaluator.on_fill(fills.make(Side::kSell, "3", "30"));
    const auto third = evaluator.on_fill(fills.make(Side::kSell, "1", "30"));
    REQUIRE(first.size() == 1);
    REQUIRE(second.size() == 2);
    REQUIRE(third.size() == 1);
    CHECK(first[0].entry_price == dec("10"));
    CHECK(second[0].quantity == dec("2"));
    CHECK(second[1].entry_price == dec("20"));
    CHECK(second[1].credits[0].first == "b");
    CHECK(first[0].costs + second[0].costs + second[1].costs + third[0].costs == dec("0.02"));
}

TEST_CASE("gross profits over a position's life are what its fills moved") {
    std::mt19937_64 random(11);
    FillMaker fills;
    TradeEvaluator evaluator;
    Decimal cash;
    Decimal costs;
    Decimal gross;
    Decimal charged;
    Decimal position;
    const auto fold = [&](const TradeExecution& fill) {
        const Decimal value = multiply(fill.price, fill.quantity, Rounding::kHalfEven);
        cash += fill.side == Side::kBuy ? -value : value;
        costs += fill.commission;
        position = fill.position;
        for (const auto& outcome : evaluator.on_fill(fill)) {
            gross += outcome.gross_pnl;
            charged += outcome.costs;
            CHECK(credits_of(outcome) == outcome.net_pnl);
        }
    };
    for (int i = 0; i < 400; ++i) {
        const auto text = [&](std::uint64_t range) {
            return Decimal::from_raw(static_cast<std::int64_t>(1 + random() % range)).to_string();
        };
        fold(fills.make(random() % 2 == 0 ? Side::kBuy : Side::kSell, text(5'000'000'000), text(90'000'000'000),
                        text(1'000'000), {{"a", 0.31}, {"b", 0.2}, {"c", -0.07}}));
    }
    if (!position.is_zero()) {
        fold(fills.make(position.sign() > 0 ? Side::kSell : Side::kBuy, position.abs().to_string(), "12.345678901"));
    }
    CHECK(gross == cash);
    CHECK(charged == costs);
}

TEST_CASE("a reversal closes the old side and opens the new one") {
    FillMaker fills;
    TradeEvaluator evaluator;
    evaluator.on_fill(fills.make(Side::kBuy, "1", "10", "0", {{"a", 1}}));
    const auto closed = evaluator.on_fill(fills.make(Side::kSell, "3", "8", "0", {{"b", -1}}));
    REQUIRE(closed.size() == 1);
    CHECK(closed[0].net_pnl == dec("-2"));
    const auto covered = evaluator.on_fill(fills.make(Side::kBuy, "2", "7"));
    REQUIRE(covered.size() == 1);
    CHECK(covered[0].direction == Direction::kShort);
    CHECK(covered[0].net_pnl == dec("2"));
    CHECK(covered[0].credits == std::vector<std::pair<std::string, Decimal>>{{"b", dec("2")}});
}

TEST_CASE("a split changes units, not profit") {
    FillMaker fills;
    TradeEvaluator evaluator;
    evaluator.on_fill(fills.make(Side::kBuy, "10", "700", "0", {{"a", 1}}));
    fills.set_position("70");  // 7:1 between the two
    const auto outcomes = evaluator.on_fill(fills.make(Side::kSell, "70", "101"));
    REQUIRE(outcomes.size() == 1);
    CHECK(outcomes[0].net_pnl == dec("70"));
    CHECK(outcomes[0].entry_price == dec("100"));
}

TEST_CASE("a sale of what was held before anything was known opens nothing") {
    FillMaker fills;
    TradeEvaluator evaluator;
    fills.set_position("10");
    CHECK(evaluator.on_fill(fills.make(Side::kSell, "4", "50", "0", {{"a", -1}})).empty());
    CHECK(evaluator.on_fill(fills.make(Side::kBuy, "4", "40", "0", {{"a", 1}})).empty());
    const auto outcomes = evaluator.on_fill(fills.make(Side::kSell, "10", "41"));
    CHECK(outcomes.size() == 1);
}
