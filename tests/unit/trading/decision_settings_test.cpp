#include "trading/decision_settings.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace tradewind;
using namespace tradewind::trading;

TEST_CASE("every key reads back what it prints") {
    DecisionSettings settings;
    for (const DecisionKey& key : decision_keys()) {
        INFO(key.key << " = " << key.default_text);
        CHECK(set_decision(settings, key.key, key.default_text));
    }
    CHECK(canonical_text(settings) == canonical_text(DecisionSettings{}));
}

TEST_CASE("the settings that scripts rely on exist") {
    DecisionSettings settings;
    for (const auto* assignment :
         {"ensemble.threshold=0.25", "strategies.momentum.weight=1", "strategies.mean_reversion.weight=0",
          "strategies.news_driven.weight=2.5", "learning.enabled=false", "sizing.method=fixed_notional",
          "sizing.notional=2500.50", "sizing.fractional=true", "execution.order_type=limit",
          "execution.limit_offset_bps=-12.5", "exits.enabled=false", "exits.stop_loss_pct=1.5",
          "exits.take_profit_pct=3", "costs.commission_bps=1", "costs.commission_per_share=0.005",
          "costs.slippage_bps=0", "fills.volume_cap=0.05"}) {
        INFO(assignment);
        CHECK(set_decision(settings, assignment));
    }
    CHECK(settings.strategies.ensemble.threshold == 0.25);
    CHECK(settings.sizing.notional.to_string() == "2500.5");
    CHECK(settings.execution.limit_offset_bps.to_string() == "-12.5");
    CHECK(settings.strategies.kinds.find("news_driven")->second.weight == 2.5);
    CHECK(settings_hash(settings) != settings_hash(DecisionSettings{}));
    CHECK(check_decision_settings(settings));
}

TEST_CASE("an unknown key names its nearest neighbour") {
    DecisionSettings settings;
    const auto status = set_decision(settings, "ensemble.treshold=0.2");
    REQUIRE_FALSE(status);
    CHECK(status.error().code == ErrorCode::kInvalidArgument);
    CHECK(status.error().hint.contains("ensemble.threshold"));
}

TEST_CASE("a value that cannot be read or is out of range changes nothing") {
    DecisionSettings settings;
    for (const auto* assignment :
         {"ensemble.threshold=nan", "ensemble.threshold=1.5", "ensemble.threshold=", "ensemble.threshold=0.3x",
          "sizing.method=huge", "sizing.notional=1e99", "sizing.notional=-5", "learning.enabled=maybe",
          "strategies.momentum.fast=2.5", "risk.cooldown=-5m", "risk.cooldown=soon", "universe.symbols=AAPL,aapl",
          "strategies.timeframe=7m", "fills.volume_cap=0", "ensemble.threshold"}) {
        INFO(assignment);
        const auto status = set_decision(settings, assignment);
        REQUIRE_FALSE(status);
        CHECK(status.error().code == ErrorCode::kInvalidArgument);
        CHECK_FALSE(status.error().hint.empty());
    }
    CHECK(settings_hash(settings) == settings_hash(DecisionSettings{}));
}

TEST_CASE("another symbol table is another settings hash: the same news may be about others") {
    DecisionSettings settings;
    settings.symbols = "one";
    const auto one = settings_hash(settings);
    settings.symbols = "two";
    CHECK(settings_hash(settings) != one);
    CHECK(one != settings_hash(DecisionSettings{}));
}

TEST_CASE("contradicting settings are refused") {
    DecisionSettings settings;
    CHECK(check_decision_settings(settings));
    REQUIRE(set_decision(settings, "strategies.momentum.fast=40"));
    CHECK_FALSE(check_decision_settings(settings));
    settings = {};
    for (auto& [name, kind] : settings.strategies.kinds) kind.weight = 0;
    CHECK_FALSE(check_decision_settings(settings));
    settings = {};
    settings.learning.floor = 0.4;
    CHECK_FALSE(check_decision_settings(settings));
}
