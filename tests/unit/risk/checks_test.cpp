#include "risk/checks.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <functional>

#include "risk/risk_manager.hpp"

using namespace tradewind;
using namespace tradewind::risk;

namespace {

Decimal d(std::string_view text) {
    return Decimal::parse(text).value();
}
Timestamp at(std::string_view text) {
    return parse_timestamp(text).value();
}

// An entry of 100 at 100 that passes everything, in an account of 100 000.
struct Sample {
    RiskSettings settings;
    RiskInput input{settings, {}, {}, {}};

    Sample() {
        input.account.equity = d("100000");
        input.account.buying_power = d("100000");
        input.account.settled_cash = d("100000");
        input.account.day_start_equity = d("100000");
        input.ticker.last_price = d("100");
        input.ticker.price_age = std::chrono::minutes(2);
        input.ticker.max_price_age = std::chrono::minutes(7);
        input.order.time = at("2014-06-02T14:00:00Z");
        input.order.ticker = Ticker::parse("AAPL").value();
        input.order.quantity = d("100");
        input.order.price = d("100");
        input.order.value = d("10000");
        input.order.needed = d("10300");
    }
};

struct Row {
    std::string_view name;
    CheckFunction check;
    void (*passes)(Sample&);
    void (*fails)(Sample&);
    bool binds_exits;
};

const std::vector<Row> kRows{
    {"kill_switch", check_kill_switch, [](Sample& s) { s.input.account.state = TradingState::kReduceOnly; },
     [](Sample& s) { s.input.account.state = TradingState::kKilled; }, true},
    {"kill_switch", check_kill_switch, [](Sample&) {}, [](Sample& s) { s.input.account.state = TradingState::kHalted; },
     true},
    {"trading_paused", check_trading_paused, [](Sample&) {},
     [](Sample& s) { s.input.account.state = TradingState::kReduceOnly; }, false},
    {"market_session", check_market_session, [](Sample& s) { s.input.ticker.in_session = false; },
     [](Sample& s) { s.input.ticker.in_session = s.input.ticker.queue_outside_session = false; }, true},
    {"symbol_tradable", check_symbol_tradable, [](Sample&) {}, [](Sample& s) { s.input.ticker.in_universe = false; },
     false},
    {"symbol_tradable", check_symbol_tradable, [](Sample&) {}, [](Sample& s) { s.input.ticker.halted = true; }, true},
    {"stale_data", check_stale_data, [](Sample& s) { s.input.ticker.price_age = std::chrono::minutes(7); },
     [](Sample& s) { s.input.ticker.price_age = std::chrono::minutes(7) + std::chrono::nanoseconds(1); }, false},
    {"stale_data", check_stale_data, [](Sample&) {}, [](Sample& s) { s.input.ticker.last_price = Decimal(); }, false},
    {"order_size", check_order_size, [](Sample&) {}, [](Sample& s) { s.input.order.quantity = Decimal(); }, true},
    {"price_collar", check_price_collar, [](Sample& s) { s.input.order.price = d("110"); },
     [](Sample& s) { s.input.order.price = d("110.01"); }, false},
    {"price_collar", check_price_collar, [](Sample& s) { s.input.order.price = d("90"); },
     [](Sample& s) { s.input.order.price = d("89.99"); }, false},
    {"max_order_value", check_max_order_value, [](Sample& s) { s.settings.max_order_value = d("10000"); },
     [](Sample& s) { s.settings.max_order_value = d("9999.99"); }, false},
    {"position_limit", check_position_limit, [](Sample& s) { s.settings.max_position_pct = d("10"); },
     [](Sample& s) { s.settings.max_position_pct = d("9.99"); }, false},
    {"gross_exposure", check_gross_exposure, [](Sample& s) { s.input.account.gross_exposure = d("90000"); },
     [](Sample& s) { s.input.account.gross_exposure = d("90000.01"); }, false},
    {"net_exposure", check_net_exposure, [](Sample& s) { s.input.account.net_exposure = d("90000"); },
     [](Sample& s) { s.input.account.net_exposure = d("90000.01"); }, false},
    {"buying_power", check_buying_power, [](Sample& s) { s.input.account.buying_power = d("10300"); },
     [](Sample& s) { s.input.account.buying_power = d("10299.99"); }, false},
    {"daily_loss_limit", check_daily_loss_limit, [](Sample& s) { s.input.account.equity = d("95000.01"); },
     [](Sample& s) { s.input.account.equity = d("95000"); }, false},
    {"max_orders_per_minute", check_order_rate, [](Sample& s) { s.input.account.orders_last_minute = 119; },
     [](Sample& s) { s.input.account.orders_last_minute = 120; }, false},
    {"cooldown", check_cooldown, [](Sample& s) { s.input.ticker.last_exit = at("2014-06-02T13:45:00Z"); },
     [](Sample& s) { s.input.ticker.last_exit = at("2014-06-02T13:45:01Z"); }, false},
    {"duplicate_intent", check_duplicate_intent, [](Sample&) {}, [](Sample& s) { s.input.ticker.working_order = true; },
     true},
    {"duplicate_intent", check_duplicate_intent, [](Sample&) {}, [](Sample& s) { s.input.ticker.signal_seen = true; },
     true},
    {"short_sale", check_short_sale,
     [](Sample& s) {
         s.input.order.side = Side::kSell;
         s.input.order.allow_short = true;
     },
     [](Sample& s) { s.input.order.side = Side::kSell; }, false},
    {"short_sale", check_short_sale, [](Sample&) {},
     [](Sample& s) {
         s.input.order.side = Side::kSell;
         s.input.order.allow_short = true;
         s.input.order.quantity = d("0.5");
     },
     false},
    {"settlement", check_settlement, [](Sample& s) { s.input.account.settled_cash = Decimal(); },
     [](Sample& s) {
         s.settings.cash_account = true;
         s.input.account.settled_cash = d("10299.99");
     },
     false},
};

}  // namespace

TEST_CASE("each check passes up to its bound and fails beyond it, with figures") {
    for (const Row& row : kRows) {
        INFO(row.name);
        Sample good;
        row.passes(good);
        const RiskCheck passed = row.check(good.input);
        CHECK(passed.passed);
        CHECK(passed.name == row.name);
        Sample bad;
        row.fails(bad);
        const RiskCheck failed = row.check(bad.input);
        CHECK_FALSE(failed.passed);
        CHECK(failed.name == row.name);
        CHECK_FALSE(failed.detail.empty());
    }
}

TEST_CASE("exits are held back only by what binds them") {
    for (const Row& row : kRows) {
        INFO(row.name);
        Sample exit;
        row.fails(exit);
        exit.input.order.opening = false;
        CHECK(row.check(exit.input).passed == !row.binds_exits);
    }
}

TEST_CASE("the verdict lists every check in order, and ends with the first that fails") {
    Sample good;
    const Assessment all = assess(good.input);
    CHECK(all.approved);
    CHECK(all.checks.size() == all_checks().size());
    CHECK(all.checks.front().name == "kill_switch");
    CHECK(all.failed().empty());

    Sample bad;
    bad.input.ticker.price_age = std::chrono::hours(1);
    bad.input.account.buying_power = Decimal();
    const Assessment denied = assess(bad.input);
    CHECK_FALSE(denied.approved);
    CHECK(denied.failed() == "stale_data");
    CHECK(denied.checks.size() == 5);
}

TEST_CASE("a bound of zero is switched off, and says so") {
    Sample sample;
    sample.settings.price_collar_pct = sample.settings.max_position_pct = sample.settings.max_gross_pct =
        sample.settings.max_net_pct = sample.settings.daily_loss_limit_pct = Decimal();
    sample.settings.max_orders_per_minute = 0;
    sample.settings.cooldown = Duration::zero();
    for (const auto check : {check_price_collar, check_max_order_value, check_position_limit, check_gross_exposure,
                             check_net_exposure, check_daily_loss_limit, check_order_rate, check_cooldown}) {
        const RiskCheck result = check(sample.input);
        INFO(result.name);
        CHECK(result.passed);
        CHECK(result.detail == "no limit set");
    }
}
