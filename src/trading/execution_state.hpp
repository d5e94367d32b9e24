#pragma once

#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "market/session_cursor.hpp"
#include "risk/risk_input.hpp"
#include "risk/risk_manager.hpp"
#include "trading/execution_engine.hpp"
#include "trading/order_states.hpp"
#include "trading/portfolio.hpp"

/// Internal to ExecutionEngine: its state, and the steps that its events are made of. Each group of steps has its own
/// file.
namespace tradewind::trading {

/// An order and what the engine knows of it beyond its record.
struct TrackedOrder {
    Order order;
    std::uint32_t ticker = 0;
    std::string source;  ///< What its id was made from.
    int replace_no = 0;
    OrderId group;
    Decimal value;           ///< Σ quantity · price of its fills.
    Decimal expected_price;  ///< For what an open entry may cost.
    bool held = false;       ///< Waits until other orders of its ticker are done; not sent.
    bool cancel_requested = false;
    std::vector<Contribution> contributions;  ///< Entries: of the signal that made them.
    std::vector<VenueReport> early_fills;     ///< Whose predecessors haven't come yet.

    [[nodiscard]] Decimal open_quantity() const { return order.quantity - order.filled_quantity; }
    [[nodiscard]] bool is_entry() const { return order.leg == OrderLeg::kEntry; }
    /// A stop or target that guards the position.
    [[nodiscard]] bool is_protective() const;
    /// Closes the position by itself: by a signal, a command, time, or a watched bar.
    [[nodiscard]] bool is_leaving() const;
};

struct TickerState {
    market::SessionCursor sessions;
    Timeframe timeframe = Timeframe::k1m;
    Timestamp bar_start = Timestamp::min();  ///< Of the last bar begun.
    Timestamp bar_end = Timestamp::min();    ///< Of the last bar folded.
    bool in_universe = true;
    bool halted = false;
    std::optional<Timestamp> last_exit;
    std::vector<TrackedOrder*> live;  ///< Not terminal, in order of decision.

    // Of the open position:
    SignalId opening_signal;
    Timestamp opened;
    std::vector<Contribution> contributions;
    int protection_no = 0;             ///< Counts sets of protective orders.
    bool protection_released = false;  ///< An operator cancelled it: not placed anew.
    bool watched = false;              ///< The venue refused it: bars are watched instead.
};

/// One event: its instant, and where what follows goes.
struct Step {
    Timestamp now;
    ExecutionEffects& out;
};

struct ExecutionEngine::State {
    State(const DecisionSettings& decision_settings, Decimal cash);

    // execution_bars.cpp
    bool begin_bar(const Bar& bar, ExecutionEffects& effects);
    void fold_bar(const Bar& bar, ExecutionEffects& effects);
    void accrue_carry(Step step);
    void book(const AccountAdjustment& adjustment, std::string_view cause, ExecutionEffects& effects);
    void snapshot(Step step);

    // execution_signals.cpp
    void decide(const TradeSignal& signal, Step step);

    // execution_reports.cpp
    void apply(const VenueReport& report, Step step);

    // execution_commands.cpp
    void obey(const ControlCommand& command, Step step);
    void change_state(TradingState next, std::string by, std::string reason, Step step);
    void note(Step step, std::string action, std::string subject, std::string detail);

    // execution_orders.cpp: making, sending, cancelling
    std::uint32_t intern(const Ticker& ticker);
    TrackedOrder& make_order(Order order, std::uint32_t number, std::string source, int replace_no);
    TrackedOrder& make_exit(std::uint32_t number, OrderLeg leg, std::string source, int replace_no, Step step);
    void send(TrackedOrder& tracked, Step step);
    void send_exit(TrackedOrder& tracked, Step step);
    void cancel(TrackedOrder& tracked, std::string reason, Step step);
    void finish(TrackedOrder& tracked);
    /// Sends held orders of the ticker whose turn has come.
    void release_held(std::uint32_t number, Step step);
    [[nodiscard]] bool may_send() const;

    // execution_protection.cpp
    /// Makes the protective orders fit the position. `at_bar`: also while the entry is still filling.
    void protect(std::uint32_t number, bool at_bar, Step step);
    void place_protection(std::uint32_t number, OrderId group, bool with_target, Step step);
    /// Time stop, and stop and target where the venue took no orders for them.
    void watch(std::uint32_t number, Step step);
    void cancel_protection(std::uint32_t number, Step step);
    /// What ids of orders that guard the position are made from: its opening signal, where there was one.
    [[nodiscard]] std::string position_source(std::uint32_t number) const;

    void roll_day(Timestamp time);
    [[nodiscard]] const Holding& holding(std::uint32_t number) const { return portfolio.holding(number); }

    DecisionSettings settings;
    Portfolio portfolio;
    std::vector<TickerState> tickers;
    std::uint32_t last_interned = 0;
    std::unordered_map<OrderId, TrackedOrder> orders;
    std::deque<OrderId> closed;                    ///< Terminal orders kept for late reports, oldest first; bounded.
    std::unordered_set<SignalId> signals_ordered;  ///< Signals that made orders, the newest of them.
    std::deque<SignalId> signals_in_order;
    std::vector<TrackedOrder*> live_entries;              ///< Of all tickers, for exposure.
    std::deque<Timestamp> entry_times;                    ///< Within the last minute.
    std::deque<std::pair<Timestamp, Decimal>> unsettled;  ///< When, how much (cash accounts).
    KillState kill;
    TradingState before_kill = TradingState::kActive;
    Timestamp day_end = Timestamp::min();
    Decimal day_start_equity;
    std::optional<std::chrono::sys_days> carry_date;
    Timestamp carry_until = Timestamp::min();
    Timestamp last_snapshot = Timestamp::min();

private:
    // execution_bars.cpp
    void apply_split(const Bar& bar, std::uint32_t number, ExecutionEffects& effects);
    void apply_dividend(const Bar& bar, std::uint32_t number, ExecutionEffects& effects);
    [[nodiscard]] Timestamp adjustment_time(const Bar& bar, std::uint32_t number);

    // execution_signals.cpp
    void open(const TradeSignal& signal, std::uint32_t number, RiskVerdict& verdict, bool after_exit, Step step);
    void close(const TradeSignal& signal, std::uint32_t number, RiskVerdict& verdict, bool reverse, Step step);
    void remember(SignalId signal);
    void cancel_entries(std::uint32_t number, std::string reason, Step step);
    [[nodiscard]] risk::AccountView account_view(Timestamp now) const;
    [[nodiscard]] risk::TickerView ticker_view(const TradeSignal& signal, std::uint32_t number) const;
    [[nodiscard]] Decimal settled_cash(Timestamp now) const;

    // execution_reports.cpp
    void apply_fill_report(TrackedOrder& tracked, const VenueReport& report, Step step);
    void apply_fill(TrackedOrder& tracked, const VenueReport& report, Decimal quantity, Decimal price, Step step);
    void finish_fill(TrackedOrder& tracked, const VenueReport& report, Step step);
    void book_fill(const TrackedOrder& tracked, const TradeExecution& fill, Decimal cash, Step step);
    void drain_early_fills(TrackedOrder& tracked, Step step);
    void transition(TrackedOrder& tracked, OrderEvent event, const VenueReport& report, Step step);
    void follow_up(TrackedOrder& tracked, const VenueReport& report, Step step);

    // execution_commands.cpp
    std::string carry_out(const ControlCommand& command, Step step);
    std::string flatten(const ControlCommand& command, std::optional<std::uint32_t> only, Step step);
    std::string cancel_one(const std::string& target, Step step);
    std::string cancel_all(std::string reason, Step step);
    [[nodiscard]] std::string unprotected_positions() const;
};

}  // namespace tradewind::trading
