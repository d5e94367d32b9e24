#include "trading/simulated_account.hpp"

#include "matching/simulated_venue.hpp"

namespace tradewind::trading {

struct SimulatedAccount::State {
    State(const DecisionSettings& settings, Decimal cash)
        : engine(settings, cash), venue(settings.fills, settings.costs) {}

    // Carries requests from `first` on to the venue, and what it says back to the engine, until both are silent.
    void settle(std::size_t first, ExecutionEffects& effects) {
        deliver(effects);
        for (std::size_t next = first; next < effects.requests.size(); ++next) {
            venue.handle(effects.requests[next], reports);
            deliver(effects);
        }
    }

    void deliver(ExecutionEffects& effects) {
        for (const VenueReport& report : reports) engine.on_report(report, effects);
        reports.clear();
    }

    void on_bar(const Bar& bar, ExecutionEffects& effects) {
        const std::size_t first = effects.requests.size();
        if (!engine.on_bar_start(bar, effects)) return;
        venue.on_bar_start(bar, reports);
        settle(first, effects);
        std::size_t next = effects.requests.size();
        venue.on_bar(bar, reports);
        settle(next, effects);
        next = effects.requests.size();
        engine.on_bar(bar, effects);
        settle(next, effects);
    }

    void advance(Timestamp now, ExecutionEffects& effects) {
        const std::size_t first = effects.requests.size();
        venue.advance(now, reports);
        settle(first, effects);
    }

    ExecutionEngine engine;
    matching::SimulatedVenue venue;
    std::vector<VenueReport> reports;
};

SimulatedAccount::SimulatedAccount(const DecisionSettings& settings, Decimal cash)
    : state_(std::make_unique<State>(settings, cash)) {}
SimulatedAccount::~SimulatedAccount() = default;
SimulatedAccount::SimulatedAccount(SimulatedAccount&&) noexcept = default;

void SimulatedAccount::on_bars(std::span<const Bar> bars, ExecutionEffects& effects) {
    if (bars.empty()) return;
    const Timestamp now = bars.front().end;
    state_->engine.accrue_carry(now, effects);
    for (const Bar& bar : bars) state_->on_bar(bar, effects);
    state_->advance(now, effects);
    state_->engine.on_instant_end(now, effects);
}

void SimulatedAccount::on_signal(const TradeSignal& signal, ExecutionEffects& effects) {
    state_->advance(signal.time, effects);
    const std::size_t first = effects.requests.size();
    state_->engine.on_signal(signal, effects);
    state_->settle(first, effects);
}

void SimulatedAccount::on_command(const ControlCommand& command, Timestamp now, ExecutionEffects& effects) {
    state_->advance(now, effects);
    const std::size_t first = effects.requests.size();
    state_->engine.on_command(command, now, effects);
    state_->settle(first, effects);
}

void SimulatedAccount::on_settings(const DecisionSettings& settings) {
    state_->engine.on_settings(settings);
}

const ExecutionEngine& SimulatedAccount::engine() const {
    return state_->engine;
}

}  // namespace tradewind::trading
