#include "trading/execution_engine.hpp"

#include "trading/execution_state.hpp"

namespace tradewind::trading {

void ExecutionEffects::clear() {
    verdicts.clear();
    orders.clear();
    requests.clear();
    fills.clear();
    ledger.clear();
    positions.clear();
    snapshots.clear();
    adjustments.clear();
    kill_states.clear();
    audit.clear();
}

ExecutionEngine::State::State(const DecisionSettings& decision_settings, Decimal cash)
    : settings(decision_settings), portfolio(cash), day_start_equity(cash) {}

ExecutionEngine::ExecutionEngine(const DecisionSettings& settings, Decimal cash)
    : state_(std::make_unique<State>(settings, cash)) {}
ExecutionEngine::~ExecutionEngine() = default;
ExecutionEngine::ExecutionEngine(ExecutionEngine&&) noexcept = default;

bool ExecutionEngine::on_bar_start(const Bar& bar, ExecutionEffects& effects) {
    return state_->begin_bar(bar, effects);
}
void ExecutionEngine::on_bar(const Bar& bar, ExecutionEffects& effects) {
    state_->fold_bar(bar, effects);
}
void ExecutionEngine::on_instant_end(Timestamp time, ExecutionEffects& effects) {
    state_->snapshot({time, effects});
}

void ExecutionEngine::on_signal(const TradeSignal& signal, ExecutionEffects& effects) {
    state_->decide(signal, {signal.time, effects});
}

void ExecutionEngine::on_command(const ControlCommand& command, Timestamp now, ExecutionEffects& effects) {
    state_->obey(command, {now, effects});
}

void ExecutionEngine::on_report(const VenueReport& report, ExecutionEffects& effects) {
    state_->apply(report, {report.known_at, effects});
}

void ExecutionEngine::accrue_carry(Timestamp time, ExecutionEffects& effects) {
    state_->accrue_carry({time, effects});
}

void ExecutionEngine::on_adjustment(const AccountAdjustment& adjustment, std::string_view cause,
                                    ExecutionEffects& effects) {
    state_->book(adjustment, cause, effects);
}

void ExecutionEngine::on_settings(const DecisionSettings& settings) {
    state_->settings = settings;
}

void ExecutionEngine::set_halted(const Ticker& ticker, bool halted) {
    state_->tickers[state_->intern(ticker)].halted = halted;
}

Decimal ExecutionEngine::cash() const {
    return state_->portfolio.cash();
}
Decimal ExecutionEngine::equity() const {
    return state_->portfolio.equity();
}
KillState ExecutionEngine::kill_state() const {
    return state_->kill;
}

std::vector<Position> ExecutionEngine::positions() const {
    std::vector<Position> positions;
    for (std::uint32_t number = 0; number < state_->tickers.size(); ++number) {
        if (!state_->holding(number).quantity.is_zero()) positions.push_back(state_->portfolio.position(number));
    }
    return positions;
}

std::vector<Order> ExecutionEngine::open_orders() const {
    std::vector<Order> orders;
    for (const TickerState& ticker : state_->tickers) {
        for (const TrackedOrder* tracked : ticker.live) orders.push_back(tracked->order);
    }
    return orders;
}

}  // namespace tradewind::trading
