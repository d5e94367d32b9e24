#include "trading/settings_change.hpp"

#include <catch2/catch_test_macros.hpp>

#include "trading/signal_engine.hpp"
#include "unit/trading/bars.hpp"

using namespace tradewind;
using namespace tradewind::trading;
using namespace tradewind::trading::testing;

namespace {

SettingsChange change(std::map<std::string, std::string> values) {
    SettingsChange made;
    made.id = CommandId::from_fields({"test", change_text(values)});
    made.values = std::move(values);
    made.by = "ann";
    made.reason = "calmer";
    return made;
}

std::vector<TradeSignal> fold(SignalEngine& engine, std::span<const Bar> bars) {
    std::vector<TradeSignal> signals;
    for (const Bar& bar : bars) {
        if (auto signal = engine.on_bar(bar)) signals.push_back(std::move(*signal));
    }
    return signals;
}

}  // namespace

TEST_CASE("limits and parameters change at once, what shapes the state does not") {
    CHECK(takes_hold_at_once("risk.daily_loss_limit_pct"));
    CHECK(takes_hold_at_once("strategies.momentum.fast"));
    for (const auto* key : {"strategies.momentum.weight", "strategies.timeframe", "universe", "costs.slippage_bps",
                            "learning.enabled", "fills.volume_cap", "data.grace"}) {
        CAPTURE(key);
        CHECK_FALSE(takes_hold_at_once(key));
    }
}

TEST_CASE("a change holds as a whole or not at all") {
    const DecisionSettings settings;
    const auto next = changed(settings, {{"risk.daily_loss_limit_pct", "3"}, {"ensemble.threshold", "0.4"}});
    REQUIRE(next);
    CHECK(decision_value(*next, "risk.daily_loss_limit_pct").value() == "3");
    CHECK(settings_hash(*next) != settings_hash(settings));
    for (const auto& [key, value] : {std::pair("risk.daily_loss_limit_pct", "-1"), std::pair("risk.nothing", "1"),
                                     std::pair("strategies.momentum.weight", "2"), std::pair("universe", "AAPL")}) {
        CAPTURE(key);
        CHECK_FALSE(changed(settings, {{"ensemble.threshold", "0.4"}, {key, value}}));
    }
}

TEST_CASE("the audit log's answers give the settings back") {
    const DecisionSettings base;
    const std::vector<AuditEntry> log{
        answer_to(change({{"risk.daily_loss_limit_pct", "3"}, {"exits.time_stop", "2h"}}), {}, {}),
        answer_to(change({{"risk.daily_loss_limit_pct", "1"}}), {}, fail(ErrorCode::kInvalidArgument, "no")),
        answer_to(change({{"ensemble.threshold", "0.5"}}), {}, {})};
    const auto now = with_changes(base, log);
    CHECK(decision_value(now, "risk.daily_loss_limit_pct").value() == "3");
    CHECK(decision_value(now, "exits.time_stop") ==
          decision_value(*changed(base, {{"exits.time_stop", "2h"}}), "exits.time_stop").value());
    CHECK(decision_value(now, "ensemble.threshold").value() == "0.5");
    CHECK(log[1].detail == "refused: no");
    CHECK(read_change_text(log[0].subject) ==
          std::map<std::string, std::string>{{"exits.time_stop", "2h"}, {"risk.daily_loss_limit_pct", "3"}});
}

TEST_CASE("a new threshold decides as if it had always been there") {
    const auto bars = wavy_bars("AAPL", 400);
    const std::span all(bars);
    const DecisionSettings base;
    const auto stricter = changed(base, {{"ensemble.threshold", "0.6"}}).value();
    SignalEngine moved(base);
    fold(moved, all.first(200));
    moved.on_settings(stricter);
    const auto late = fold(moved, all.subspan(200));
    SignalEngine strict(stricter);
    fold(strict, all.first(200));
    const auto expected = fold(strict, all.subspan(200));
    REQUIRE(late.size() == expected.size());
    for (std::size_t i = 0; i < late.size(); ++i) {
        CHECK(late[i].id == expected[i].id);  // ids are made from the settings' hash too
        CHECK(late[i].combined == expected[i].combined);
    }
    SignalEngine same(base);
    CHECK(fold(same, all).size() > expected.size());
}

TEST_CASE("a strategy whose parameters change warms up anew, the others go on") {
    const auto bars = wavy_bars("AAPL", 400);
    const std::span all(bars);
    const DecisionSettings base;
    DecisionSettings next = base;
    std::string name;
    for (const auto& [strategy, kind] : base.strategies.kinds) {
        if (strategy == "momentum") name = strategy;
    }
    REQUIRE(!name.empty());
    auto& parameters = next.strategies.kinds.find(name)->second.parameters;
    parameters.begin()->second += 1;
    REQUIRE(check_decision_settings(next));
    SignalEngine moved(base);
    fold(moved, all.first(200));
    moved.on_settings(next);
    const auto early = fold(moved, all.subspan(200, 3));
    for (const auto& signal : early) {
        for (const auto& opinion : signal.opinions) CHECK(opinion.strategy != name);
    }
    const auto weights = moved.weights();
    CHECK(weights == SignalEngine(base).weights());
}
