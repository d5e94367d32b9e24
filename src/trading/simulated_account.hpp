#pragma once

#include <memory>
#include <span>

#include "trading/execution_engine.hpp"

namespace tradewind::trading {

/// An ExecutionEngine on matching's simulated venue: requests go to the venue and its reports come back within the same
/// event, so the pair is one deterministic fold. The backtester, replays and the simulated broker share it.
class SimulatedAccount {
public:
    SimulatedAccount(const DecisionSettings& settings, Decimal cash);
    ~SimulatedAccount();
    SimulatedAccount(SimulatedAccount&&) noexcept;

    /// Phase 1: all bars that end at one instant, sorted by ticker: per ticker split/dividend of orders and positions,
    /// the venue's fills in that bar, ledger, marks; then one equity snapshot.
    void on_bars(std::span<const Bar> bars, ExecutionEffects& effects);
    void on_signal(const TradeSignal& signal, ExecutionEffects& effects);
    void on_command(const ControlCommand& command, Timestamp now, ExecutionEffects& effects);

    /// As ExecutionEngine's.
    void on_settings(const DecisionSettings& settings);

    [[nodiscard]] const ExecutionEngine& engine() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace tradewind::trading
