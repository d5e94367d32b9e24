#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/messages.hpp"
#include "core/records.hpp"
#include "matching/venue.hpp"
#include "trading/decision_settings.hpp"

namespace tradewind::trading {

using matching::VenueReport;
using matching::VenueRequest;

/// A change of cash or position that is no fill (adjustments.csv).
struct AccountAdjustment {
    Timestamp time;
    std::string kind;  ///< split | dividend | borrow | interest
    Ticker ticker;
    Decimal quantity;
    Decimal cash;
};

/// What followed from one event, in the order in which it came about. Reused between events: cleared, not freed.
struct ExecutionEffects {
    std::vector<RiskVerdict> verdicts;
    std::vector<Order> orders;  ///< New state of every order that was made or changed; the last one of an id wins.
    std::vector<VenueRequest> requests;
    std::vector<TradeExecution> fills;
    std::vector<LedgerEntry> ledger;
    std::vector<Position> positions;  ///< Of every ticker that changed.
    std::vector<PortfolioSnapshot> snapshots;
    std::vector<AccountAdjustment> adjustments;
    std::vector<KillState> kill_states;
    std::vector<AuditEntry> audit;

    void clear();
};

/// From signals to orders, and from fills to positions, cash and P&L: risk checks, sizing, exits, order life cycle,
/// ledger. A pure fold: bars, signals, commands and venue reports in, effects out.
class ExecutionEngine {
public:
    /// `cash`: the account's opening balance.
    ExecutionEngine(const DecisionSettings& settings, Decimal cash);
    ~ExecutionEngine();
    ExecutionEngine(ExecutionEngine&&) noexcept;

    /// What takes hold at a bar's start: its split and dividend. To be called before the reports of fills in that bar;
    /// `on_bar` does it where nobody did. False for a bar that starts before the end of the last one: it changes
    /// nothing.
    bool on_bar_start(const Bar& bar, ExecutionEffects& effects);
    /// Phase 1 of an instant, after the venue's reports for it: mark to market, protective orders, time stops. One bar
    /// of one ticker; bars that don't rise in time per ticker change nothing.
    void on_bar(const Bar& bar, ExecutionEffects& effects);
    /// After the last bar of an instant: one equity snapshot at `time`.
    void on_instant_end(Timestamp time, ExecutionEffects& effects);
    /// Phase 2 or 3: risk, sizing, orders.
    void on_signal(const TradeSignal& signal, ExecutionEffects& effects);
    void on_command(const ControlCommand& command, Timestamp now, ExecutionEffects& effects);
    void on_report(const VenueReport& report, ExecutionEffects& effects);
    /// Borrow on shorts and interest on cash for the calendar days (New York) since the last call. For simulated
    /// accounts: a real broker books them itself, and `on_adjustment` takes what it booked.
    void accrue_carry(Timestamp time, ExecutionEffects& effects);
    /// A change of cash that the broker reports: dividend, borrow, interest. `cause` makes its id.
    void on_adjustment(const AccountAdjustment& adjustment, std::string_view cause, ExecutionEffects& effects);
    /// New settings, for decisions from now on. Only what `takes_hold_at_once` may differ. Orders that work already
    /// stay.
    void on_settings(const DecisionSettings& settings);
    /// Orders of a halted ticker are denied, exits too, until it is released. Stops at the broker stay.
    void set_halted(const Ticker& ticker, bool halted);

    [[nodiscard]] Decimal cash() const;
    [[nodiscard]] Decimal equity() const;
    [[nodiscard]] KillState kill_state() const;
    [[nodiscard]] std::vector<Position> positions() const;
    [[nodiscard]] std::vector<Order> open_orders() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace tradewind::trading
