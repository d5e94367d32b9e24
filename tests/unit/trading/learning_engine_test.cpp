#include "trading/learning_engine.hpp"

#include <catch2/catch_test_macros.hpp>

#include "trading/weights.hpp"
#include "unit/trading/bars.hpp"

using namespace tradewind;
using namespace tradewind::trading;
using namespace tradewind::trading::testing;

namespace {

/// Round trips of ten shares, each an hour after the one before.
class Trader {
public:
    TradeExecution fill(Side side, double price) {
        TradeExecution made;
        ++count_;
        made.id = FillId::from_fields({"test", std::to_string(count_)});
        made.ticker = Ticker::parse("AAPL").value();
        made.side = side;
        made.quantity = dec("10");
        made.price = Decimal::from_double(price).value();
        position_ += side == Side::kBuy ? made.quantity : -made.quantity;
        made.position = position_;
        made.time = made.known_at = at("2024-01-02T15:00:00Z") + std::chrono::hours(count_);
        made.contributions = {{"momentum", 0.4}, {"news_driven", -0.1}};
        return made;
    }

private:
    int count_ = 0;
    Decimal position_;
};

LearningEffects round_trips(LearningEngine& engine, int count) {
    Trader trader;
    LearningEffects effects;
    for (int i = 0; i < count; ++i) {
        engine.on_fill(trader.fill(Side::kBuy, 100), effects);
        engine.on_fill(trader.fill(Side::kSell, 103), effects);
    }
    return effects;
}

}  // namespace

TEST_CASE("weights begin as the settings say, made to add up to one") {
    DecisionSettings settings;
    REQUIRE(set_decision(settings, "strategies.momentum.weight=3"));
    REQUIRE(set_decision(settings, "strategies.mean_reversion.weight=1"));
    REQUIRE(set_decision(settings, "strategies.news_driven.weight=0"));
    CHECK(LearningEngine(settings).weights() ==
          std::map<std::string, double>{{"mean_reversion", 0.25}, {"momentum", 0.75}});
}

TEST_CASE("closed trades become outcomes at once and move weights after the minimum") {
    LearningEngine engine({});
    const auto effects = round_trips(engine, 12);
    REQUIRE(effects.outcomes.size() == 12);
    CHECK(effects.outcomes[0].net_pnl == dec("30"));
    REQUIRE(effects.adjustments.size() == 3);  // the tenth, eleventh and twelfth
    CHECK(effects.adjustments[0].closing_fill == effects.outcomes[9].closing_fill);
    CHECK(engine.weights() == effects.adjustments.back().after);
    CHECK(engine.weights().at("momentum") > 0.34);
    CHECK(engine.weights().at("news_driven") < 0.33);
}

TEST_CASE("a fill that is told again changes nothing") {
    Trader trader;
    LearningEngine engine({});
    LearningEffects effects;
    const auto buy = trader.fill(Side::kBuy, 100);
    const auto sell = trader.fill(Side::kSell, 103);
    for (const auto& fill : {buy, buy, sell, sell, buy}) engine.on_fill(fill, effects);
    CHECK(effects.outcomes.size() == 1);
}

TEST_CASE("an adjustment can be taken back, once it is known") {
    LearningEngine engine({});
    const auto effects = round_trips(engine, 12);
    const auto undone = engine.undo(effects.adjustments.back().id, at("2024-03-01T15:00:00Z"));
    REQUIRE(undone);
    CHECK(undone->method == "undo");
    CHECK(undone->after == effects.adjustments.back().before);
    CHECK(engine.weights() == undone->after);
    const auto unknown = engine.undo(AdjustmentId::from_fields({"other"}), at("2024-03-01T15:00:00Z"));
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().code == ErrorCode::kNotFound);
}
