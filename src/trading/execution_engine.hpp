#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/messages.hpp"
#include "core/records.hpp"
#include "trading/decision_settings.hpp"

namespace tradewind::trading {

/// What the engine asks of the venue (simulated or real). The intent is in `orders` of the same effects, so it is stored
/// before it is sent.
struct VenueRequest {
    enum class Kind : std::uint8_t { kSubmit, kCancel } kind = Kind::kSubmit;
    Order order;
    OrderId group;  ///< Orders of one group cancel each other (OCO); empty where none.
};

/// What the venue says of an order. A fact; applying it twice changes nothing.
struct VenueReport {
    enum class Kind : std::uint8_t { kAccepted, kRejected, kFill, kCanceled, kExpired, kUnknown } kind = Kind::kAccepted;
    OrderId order;
    std::string broker_order_id;
    Timestamp time;      ///< When it happened at the venue.
    Timestamp known_at;  ///< The instant at which we know.
    std::string reason;
    // kFill only:
    Decimal quantity;  ///< Of this execution.
    Decimal cumulative_quantity;
    Decimal price;
    Decimal reference_price;
    Decimal commission;
    Decimal fees;
    Timestamp bar_time;
};

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

    /// Phase 1 of an instant, after the venue's reports for it: split and dividend of the bar, mark to market, time stops,
    /// the daily loss limit, equity. One bar of one ticker.
    void on_bar(const Bar& bar, ExecutionEffects& effects);
    /// After the last bar of an instant: one equity snapshot at `time`.
    void on_instant_end(Timestamp time, ExecutionEffects& effects);
    /// Phase 2 or 3: risk, sizing, orders.
    void on_signal(const TradeSignal& signal, ExecutionEffects& effects);
    void on_command(const ControlCommand& command, Timestamp now, ExecutionEffects& effects);
    void on_report(const VenueReport& report, ExecutionEffects& effects);

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
