#include "trading/pipeline.hpp"

#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "trading/decision_log.hpp"
#include "unit/trading/bars.hpp"

using namespace tradewind;
using namespace tradewind::trading;
using namespace tradewind::trading::testing;

namespace {

/// Notes what is told, in the order in which it is told.
struct Notes final : DecisionSink {
    std::vector<TradeSignal> signals;
    std::vector<TradeExecution> fills;
    std::vector<WeightAdjustment> weights;
    std::vector<RiskVerdict> verdicts;
    std::vector<Order> orders;
    void on_signal(const TradeSignal& signal) override { signals.push_back(signal); }
    void on_execution(const ExecutionEffects& effects) override {
        fills.insert(fills.end(), effects.fills.begin(), effects.fills.end());
        verdicts.insert(verdicts.end(), effects.verdicts.begin(), effects.verdicts.end());
        orders.insert(orders.end(), effects.orders.begin(), effects.orders.end());
    }
    void on_learning(const LearningEffects& effects) override {
        weights.insert(weights.end(), effects.adjustments.begin(), effects.adjustments.end());
    }
};

Notes run(const DecisionSettings& settings, int bars) {
    Notes notes;
    Pipeline pipeline(settings, dec("100000"), notes);
    const auto first = wavy_bars("AAPL", bars);
    const auto second = wavy_bars("MSFT", bars, 370);
    for (std::size_t i = 0; i < first.size(); ++i) {
        pipeline.on_bars(std::vector{first[i], second[i]});
        if (i % 40 == 20) {
            const auto number = static_cast<int>(i);
            pipeline.on_articles(std::vector{article("AAPL", first[i].end, i % 80 == 20 ? 0.8 : -0.8, number)});
        }
    }
    return notes;
}

}  // namespace

TEST_CASE("every signal gets one verdict, and what is approved is filled later than it was decided") {
    const Notes notes = run({}, 1200);
    REQUIRE(notes.signals.size() > 20);
    REQUIRE(notes.verdicts.size() == notes.signals.size());
    for (std::size_t i = 0; i < notes.signals.size(); ++i) CHECK(notes.verdicts[i].signal == notes.signals[i].id);
    REQUIRE(notes.fills.size() > 10);
    for (const TradeExecution& fill : notes.fills) {
        const auto signal = std::ranges::find(notes.signals, fill.signal, &TradeSignal::id);
        REQUIRE(signal != notes.signals.end());
        CHECK(fill.bar_time >= signal->time);
    }
}

TEST_CASE("signals of an instant use the weights that its fills taught") {
    DecisionSettings settings;
    settings.learning.min_trades = 1;
    const Notes notes = run(settings, 1200);
    REQUIRE(notes.weights.size() > 2);
    std::size_t compared = 0;
    for (const TradeSignal& signal : notes.signals) {
        const WeightAdjustment* last = nullptr;
        for (const WeightAdjustment& change : notes.weights) {
            if (change.time <= signal.time) last = &change;
        }
        if (last == nullptr) continue;
        for (const StrategyOpinion& opinion : signal.opinions) {
            CHECK(opinion.weight == last->after.at(opinion.strategy));
            ++compared;
        }
    }
    CHECK(compared > 10);
}

TEST_CASE("the log hashes the same whether it listens or is told afterwards") {
    DecisionLog listening;
    Pipeline pipeline({}, dec("100000"), listening);
    for (const Bar& each : wavy_bars("AAPL", 1200)) pipeline.on_bars({&each, 1});
    Notes notes;
    Pipeline again({}, dec("100000"), notes);
    for (const Bar& each : wavy_bars("AAPL", 1200)) again.on_bars({&each, 1});
    CHECK(notes.signals.size() > 5);
    DecisionLog told;
    for (auto each = notes.fills.rbegin(); each != notes.fills.rend(); ++each) told.add(*each);
    for (const auto& each : notes.orders) told.add(each);
    for (const auto& each : notes.weights) told.add(each);
    for (const auto& each : notes.verdicts) told.add(each);
    for (const auto& each : notes.signals) told.add(each);
    CHECK(told.text() == listening.text());
    CHECK(told.hash() == listening.hash());
}
