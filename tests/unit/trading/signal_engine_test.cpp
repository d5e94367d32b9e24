#include "trading/signal_engine.hpp"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <numeric>

#include "unit/trading/bars.hpp"

using namespace tradewind;
using namespace tradewind::trading;
using namespace tradewind::trading::testing;

namespace {

std::vector<TradeSignal> run(const DecisionSettings& settings, const std::vector<Bar>& bars) {
    SignalEngine engine(settings);
    std::vector<TradeSignal> signals;
    for (const Bar& each : bars) {
        if (auto signal = engine.on_bar(each)) signals.push_back(*signal);
    }
    return signals;
}

}  // namespace

TEST_CASE("a signal says what it is made of") {
    const auto signals = run({}, wavy_bars("AAPL", 400));
    REQUIRE(signals.size() > 5);
    for (const TradeSignal& signal : signals) {
        CHECK(std::abs(signal.combined) > 0.3);
        CHECK(signal.strength == std::abs(signal.combined));
        CHECK((signal.direction == Direction::kLong) == (signal.combined > 0));
        CHECK_FALSE(signal.opinions.empty());
        const double total = std::accumulate(signal.opinions.begin(), signal.opinions.end(), 0.0,
                                             [](double sum, const StrategyOpinion& o) { return sum + o.contribution; });
        CHECK(total == Catch::Approx(signal.combined).epsilon(1e-12));
        CHECK(signal.trigger == "bar");
        CHECK(signal.reference_price > Decimal{});
        CHECK(signal.volatility > 0);
    }
}

TEST_CASE("a signal depends on nothing that comes after it") {
    auto bars = wavy_bars("AAPL", 300);
    const auto all = run({}, bars);
    for (std::size_t i = 200; i < bars.size(); ++i) bars[i].close = dec("1");
    const auto changed = run({}, bars);
    std::size_t compared = 0;
    for (std::size_t i = 0; i < all.size() && all[i].time <= bars[199].end; ++i, ++compared) {
        REQUIRE(i < changed.size());
        CHECK(all[i].id == changed[i].id);
        CHECK(all[i].combined == changed[i].combined);
    }
    CHECK(compared > 3);
}

TEST_CASE("a split does not read as a crash") {
    auto raw = wavy_bars("AAPL", 400, 700);
    auto adjusted = raw;
    const auto old_units = [](Bar& each) {
        for (Decimal* price : {&each.open, &each.high, &each.low, &each.close})
            *price = divide(*price, dec("7"), Rounding::kHalfEven);
    };
    for (Bar& each : adjusted) old_units(each);
    for (std::size_t i = 200; i < raw.size(); ++i) old_units(raw[i]);
    raw[200].split_numerator = 7;
    raw[200].split_denominator = 1;
    const auto a = run({}, raw);
    const auto b = run({}, adjusted);
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        CHECK(a[i].time == b[i].time);
        CHECK(a[i].combined == Catch::Approx(b[i].combined).epsilon(1e-4));
    }
}

TEST_CASE("bars that don't rise in time change nothing") {
    const auto bars = wavy_bars("AAPL", 400);
    auto disturbed = bars;
    disturbed.insert(disturbed.begin() + 100, bars[40]);
    disturbed.insert(disturbed.begin() + 200, disturbed[199]);
    const auto a = run({}, bars);
    const auto b = run({}, disturbed);
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i].id == b[i].id);
}

TEST_CASE("bars wholly outside the session move the state but decide nothing") {
    SignalEngine engine({});
    for (const Bar& each : wavy_bars("AAPL", 400)) {
        Bar night = each;
        night.start += std::chrono::hours(9);
        night.end += std::chrono::hours(9);
        CHECK_FALSE(engine.on_bar(night));
    }
}

TEST_CASE("tickers outside the universe are never traded") {
    DecisionSettings settings;
    REQUIRE(set_decision(settings, "universe.symbols=MSFT,SPY"));
    CHECK(run(settings, wavy_bars("AAPL", 400)).empty());
    CHECK_FALSE(run(settings, wavy_bars("SPY", 400)).empty());
}

TEST_CASE("an article decides once there is a price") {
    SignalEngine engine({});
    const auto bars = wavy_bars("AAPL", 30);
    CHECK_FALSE(engine.on_article(article("AAPL", bars[0].start, 0.9, 1)));
    for (const Bar& each : bars) engine.on_bar(each);
    const auto signal = engine.on_article(article("AAPL", bars.back().end + std::chrono::minutes(7), 0.9, 2));
    REQUIRE(signal);
    CHECK(signal->direction == Direction::kLong);
    CHECK(signal->trigger == "article");
    CHECK(signal->time == bars.back().end + std::chrono::minutes(7));
    CHECK(signal->evidence.front() == ArticleId::from_fields({"test", "2"}).to_string());
}

TEST_CASE("new weights apply from the next decision on") {
    SignalEngine engine({});
    CHECK(engine.weights().at("momentum") == Catch::Approx(1.0 / 3).epsilon(1e-8));
    WeightAdjustment adjustment;
    adjustment.after = {{"mean_reversion", 0.2}, {"momentum", 0.5}, {"news_driven", 0.3}};
    engine.on_weights(adjustment);
    CHECK(engine.weights() == adjustment.after);
}

TEST_CASE("smaller bars are gathered into the deciding timeframe") {
    DecisionSettings settings;
    REQUIRE(set_decision(settings, "strategies.timeframe=1h"));
    SignalEngine coarse(settings);
    std::vector<TradeSignal> gathered;
    for (const Bar& hour : wavy_bars("AAPL", 400)) {
        for (int quarter = 0; quarter < 4; ++quarter) {
            Bar part = hour;
            part.timeframe = Timeframe::k15m;
            part.start += std::chrono::minutes(15 * quarter);
            part.end = part.start + std::chrono::minutes(15);
            if (auto signal = coarse.on_bar(part)) gathered.push_back(*signal);
        }
    }
    const auto whole = run(settings, wavy_bars("AAPL", 400));
    REQUIRE(gathered.size() == whole.size());
    for (std::size_t i = 0; i < whole.size(); ++i) {
        CHECK(gathered[i].time == whole[i].time);
        CHECK(gathered[i].combined == whole[i].combined);
    }
}
