#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <map>
#include <random>
#include <set>

#include "market/session_calendar.hpp"
#include "unit/trading/account_fixture.hpp"

using namespace tradewind;
using namespace tradewind::trading;
using namespace tradewind::trading::testing;

namespace {

// A seeded market of three tickers: gaps, missing bars, thin volume, splits, dividends, signals at bars' ends and
// between them, and operators' commands. Checks after each instant what must always hold.
class World {
public:
    explicit World(unsigned seed) : random_(seed), settings_(draw_settings()), account_(settings_, d("100000")) {}

    void run() {
        Timestamp time = at("2014-06-02T12:50:00Z");
        for (int step = 0; step < 300; ++step) {
            instant(time);
            time += std::chrono::minutes(5);
            if (step % 100 == 99) time += std::chrono::hours(15);
        }
    }

    [[nodiscard]] const std::string& trace() const { return trace_; }
    [[nodiscard]] std::size_t fill_count() const { return fills_; }

private:
    struct Known {
        std::int64_t cents = 10'000;
        Decimal close = d("100");
        Decimal position;
        int split = 1;
        bool seen = false;
    };

    std::int64_t draw(std::int64_t from, std::int64_t to) {
        return from + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(to - from + 1));
    }
    bool chance(int percent) { return draw(1, 100) <= percent; }

    DecisionSettings draw_settings() {
        DecisionSettings settings;
        settings.sizing.method = risk::SizingMethod::kFixedFraction;
        settings.sizing.fraction = d("0.2");
        settings.sizing.fractional = chance(30);
        settings.execution.allow_short = chance(50);
        settings.execution.order_type = chance(30) ? EntryOrder::kLimit : EntryOrder::kMarket;
        settings.execution.outside_session = chance(20) ? OutsideSession::kDrop : OutsideSession::kQueue;
        settings.exits.enabled = chance(80);
        settings.exits.stop_loss_pct = d("1");
        settings.exits.take_profit_pct = d("1.5");
        settings.exits.time_stop = chance(30) ? Duration(std::chrono::hours(2)) : Duration::zero();
        settings.risk.cooldown = chance(50) ? Duration::zero() : Duration(std::chrono::minutes(10));
        settings.risk.cash_account = chance(20);
        settings.risk.daily_loss_limit_pct = Decimal();
        settings.costs.commission_bps = d("1.3");
        settings.costs.commission_per_share = d("0.0035");
        settings.costs.fee_bps = d("0.27");
        settings.costs.interest_rate_pct = d("2");
        settings.fills.volume_cap = d("0.1");
        return settings;
    }

    Bar draw_bar(std::string_view name, Timestamp start, Known& known) {
        Bar bar;
        bar.ticker = symbol(name);
        bar.timeframe = Timeframe::k5m;
        bar.start = start;
        bar.end = start + std::chrono::minutes(5);
        if (known.seen && chance(1)) {
            bar.split_numerator = static_cast<std::uint32_t>(draw(1, 7));
            bar.split_denominator = static_cast<std::uint32_t>(draw(1, 3));
            known.cents = std::max<std::int64_t>(
                100, known.cents * bar.split_denominator / static_cast<std::int64_t>(bar.split_numerator));
        }
        if (chance(1)) bar.dividend = Decimal::from_raw(draw(1, 1'000'000'000));
        const auto move = [&](std::int64_t cents) {
            return std::max<std::int64_t>(50, cents + cents * draw(-80, 80) / 10'000);
        };
        const auto open = move(known.cents);
        const auto close = move(open);
        known.cents = close;
        known.seen = true;
        const auto price = [](std::int64_t cents) { return Decimal::from_raw(cents * 10'000'000); };
        bar.open = price(open);
        bar.close = price(close);
        bar.high = price(std::max(open, close) + draw(0, open / 200));
        bar.low = price(std::min(open, close) - draw(0, open / 200));
        bar.volume = static_cast<double>(draw(0, 5000));
        return bar;
    }

    void instant(Timestamp start) {
        effects_.clear();
        std::vector<Bar> bars;
        for (const auto* name : {"AAPL", "BAC", "SPY"}) {
            if (chance(85)) bars.push_back(draw_bar(name, start, known_[symbol(name)]));
        }
        const Timestamp end = start + std::chrono::minutes(5);
        if (!bars.empty()) {
            account_.on_bars(bars, effects_);
            for (const Bar& bar : bars) known_[bar.ticker].close = bar.close;
            check(bars);
            REQUIRE(effects_.snapshots.size() == 1);
            check_equity(effects_.snapshots[0]);
        }
        // Signals at the bars' end, and one within the next bar.
        for (const Bar& bar : bars) {
            if (chance(25)) decide(bar.ticker.view(), end);
        }
        if (chance(20)) decide("AAPL", end + std::chrono::seconds(draw(1, 299)));
        if (chance(3)) command(end);
    }

    void decide(std::string_view name, Timestamp time) {
        effects_.clear();
        const auto direction =
            std::array{Direction::kLong, Direction::kShort, Direction::kFlat}[static_cast<std::size_t>(draw(0, 5) % 3)];
        account_.on_signal(signal(name, time, direction), effects_);
        check({});
    }

    void command(Timestamp time) {
        effects_.clear();
        constexpr std::array kActions{ControlAction::kPause,   ControlAction::kResume,   ControlAction::kKill,
                                      ControlAction::kUnkill,  ControlAction::kUnkill,   ControlAction::kResume,
                                      ControlAction::kFlatten, ControlAction::kCancelAll};
        ControlCommand command;
        command.action = kActions[static_cast<std::size_t>(draw(0, kActions.size() - 1))];
        command.id = CommandId::from_fields({"test", id_field(time)});
        account_.on_command(command, time, effects_);
        check({});
    }

    void check(const std::vector<Bar>& bars) {
        for (const Order& order : effects_.orders) {
            const bool is_new = orders_.try_emplace(order.id, order).second;
            REQUIRE(order.quantity.sign() > 0);
            REQUIRE((is_new || !is_terminal(orders_[order.id].status) || orders_[order.id].status == order.status));
            orders_[order.id] = order;
        }
        std::map<Ticker, Decimal> taken;
        for (const AccountAdjustment& adjustment : effects_.adjustments) {
            cash_ += adjustment.cash;
            if (!adjustment.ticker.empty()) known_[adjustment.ticker].position += adjustment.quantity;
        }
        for (const TradeExecution& fill : effects_.fills) {
            check_fill(fill, bars);
            taken[fill.ticker] += fill.quantity;
        }
        for (const Bar& bar : bars) {
            REQUIRE(taken[bar.ticker].to_double() <= bar.volume * 0.1 + 1e-9);
        }
        Decimal ledger = d("100000");
        for (const LedgerEntry& entry : effects_.ledger) ledger_ += entry.cash;
        ledger += ledger_;
        REQUIRE(account_.engine().cash() == cash_);
        REQUIRE(account_.engine().cash() == ledger);
        std::map<Ticker, Decimal> positions;
        for (const Position& position : account_.engine().positions()) positions[position.ticker] = position.quantity;
        for (const auto& [ticker, known] : known_) REQUIRE(positions[ticker] == known.position);
        if (!settings_.execution.allow_short) {
            for (const auto& [ticker, quantity] : positions) REQUIRE(quantity.sign() >= 0);
        }
        for (const Order& order : account_.engine().open_orders()) {
            const bool guards = order.leg == OrderLeg::kStop || order.leg == OrderLeg::kTarget;
            if (guards) REQUIRE_FALSE(positions[order.ticker].is_zero());
        }
    }

    void check_fill(const TradeExecution& fill, const std::vector<Bar>& bars) {
        ++fills_;
        const Order& order = orders_.at(fill.order);
        const auto bar = std::ranges::find(bars, fill.ticker, &Bar::ticker);
        REQUIRE(bar != bars.end());
        REQUIRE(fill.bar_time == bar->start);
        REQUIRE(order.time <= bar->start);
        REQUIRE(fill.time >= bar->start);
        REQUIRE(fill.time < bar->end);
        REQUIRE(market::SessionCalendar::nyse().is_open(fill.time));
        REQUIRE(fill.reference_price >= bar->low);
        REQUIRE(fill.reference_price <= bar->high);
        if (order.type == OrderType::kLimit) {
            REQUIRE(fill.price == fill.reference_price);
            REQUIRE((order.side == Side::kBuy ? fill.price <= *order.limit_price : fill.price >= *order.limit_price));
        } else {
            REQUIRE((order.side == Side::kBuy ? fill.price > fill.reference_price : fill.price < fill.reference_price));
        }
        const Decimal value = multiply(fill.quantity, fill.price, Rounding::kHalfEven);
        cash_ += (fill.side == Side::kBuy ? -value : value) - fill.commission - fill.fees;
        Decimal& position = known_[fill.ticker].position;
        position += fill.side == Side::kBuy ? fill.quantity : -fill.quantity;
        REQUIRE(fill.position == position);
        REQUIRE(fill_ids_.insert(fill.id).second);
        REQUIRE(order.filled_quantity <= order.quantity);
        trace_ += fill.id.to_string() + fill.price.to_string() + fill.realized_pnl.to_string() + '\n';
    }

    void check_equity(const PortfolioSnapshot& snapshot) {
        Decimal value;
        for (const auto& [ticker, known] : known_) value += multiply(known.position, known.close, Rounding::kHalfEven);
        REQUIRE(snapshot.position_value == value);
        REQUIRE(snapshot.equity == snapshot.cash + value);
        trace_ += snapshot.equity.to_string() + '\n';
    }

    std::mt19937_64 random_;
    DecisionSettings settings_;
    SimulatedAccount account_;
    ExecutionEffects effects_;
    std::map<Ticker, Known> known_;
    std::map<OrderId, Order> orders_;
    std::set<FillId> fill_ids_;
    Decimal cash_ = d("100000");
    Decimal ledger_;
    std::size_t fills_ = 0;
    std::string trace_;
};

}  // namespace

TEST_CASE("what must always hold holds in random markets, and a second run is the same to the bit") {
    std::size_t fills = 0;
    for (unsigned seed = 1; seed <= 60; ++seed) {
        INFO("seed " << seed);
        World world(seed);
        world.run();
        fills += world.fill_count();
        if (seed % 10 != 0) continue;
        World again(seed);
        again.run();
        REQUIRE(world.trace() == again.trace());
    }
    // The worlds must trade, or nothing was tested.
    CHECK(fills > 2000);
}
