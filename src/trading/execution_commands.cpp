#include <fmt/core.h>

#include "trading/execution_state.hpp"

namespace tradewind::trading {
namespace {

constexpr std::string_view kDone = "done: ";
constexpr std::string_view kRefused = "refused: ";

std::string done(std::string_view what) {
    return std::string(kDone) + std::string(what);
}
std::string refused(std::string_view why) {
    return std::string(kRefused) + std::string(why);
}

}  // namespace

void ExecutionEngine::State::obey(const ControlCommand& command, Step step) {
    // Weights are the learning engine's.
    if (command.action == ControlAction::kUndoAdjustment) return;
    roll_day(step.now);
    AuditEntry answer;
    answer.time = step.now;
    answer.actor = command.by;
    answer.action = to_string(command.action);
    answer.subject = command.target;
    answer.detail = carry_out(command, step);
    answer.reference = command.id.to_string();
    step.out.audit.push_back(std::move(answer));
}

std::string ExecutionEngine::State::carry_out(const ControlCommand& command, Step step) {
    const auto state = kill.state;
    switch (command.action) {
        case ControlAction::kPause:
            if (state == TradingState::kKilled) return refused("trading is killed; `unkill` first");
            change_state(TradingState::kReduceOnly, command.by, command.reason, step);
            for (std::uint32_t number = 0; number < tickers.size(); ++number) {
                cancel_entries(number, "trading was paused", step);
            }
            return done("only orders that reduce positions go on");
        case ControlAction::kResume:
            if (state == TradingState::kKilled) return refused("trading is killed; `unkill` first");
            change_state(TradingState::kActive, command.by, command.reason, step);
            return done("trading is active");
        case ControlAction::kKill: {
            if (state != TradingState::kKilled) before_kill = state;
            change_state(TradingState::kKilled, command.by, command.reason, step);
            const std::string canceled = cancel_all("trading was killed", step);
            return done(canceled + "; " + unprotected_positions());
        }
        case ControlAction::kUnkill:
            if (state != TradingState::kKilled) return refused("trading is not killed");
            change_state(before_kill, command.by, command.reason, step);
            return done(fmt::format("trading is {}", to_string(before_kill)));
        case ControlAction::kFlatten:
        case ControlAction::kClose: {
            if (command.target.empty()) {
                if (command.action == ControlAction::kClose) return refused("name the symbol to close");
                return flatten(command, std::nullopt, step);
            }
            const auto ticker = Ticker::parse(command.target);
            if (!ticker) return refused(ticker.error().message);
            const auto number = portfolio.tickers().find(*ticker);
            if (!number) return refused("there is no position in " + command.target);
            return flatten(command, number, step);
        }
        case ControlAction::kCancel:
            return cancel_one(command.target, step);
        case ControlAction::kCancelAll: {
            const std::string canceled = cancel_all("canceled by " + command.by, step);
            for (TickerState& ticker : tickers) ticker.protection_released = true;
            return done(canceled + "; " + unprotected_positions());
        }
        case ControlAction::kUndoAdjustment:
            break;
    }
    return refused("not for the executor");
}

void ExecutionEngine::State::change_state(TradingState next, std::string by, std::string reason, Step step) {
    if (kill.state == next) return;
    // The executor's own alarms only tighten.
    if (next == TradingState::kHalted && kill.state == TradingState::kKilled) return;
    kill.state = next;
    kill.since = step.now;
    kill.by = std::move(by);
    kill.reason = std::move(reason);
    step.out.kill_states.push_back(kill);
}

std::string ExecutionEngine::State::flatten(const ControlCommand& command, std::optional<std::uint32_t> only,
                                            Step step) {
    int closing = 0;
    for (std::uint32_t number = 0; number < tickers.size(); ++number) {
        if (only && *only != number) continue;
        cancel_entries(number, "positions are closed by " + command.by, step);
        if (holding(number).quantity.is_zero()) continue;
        ++closing;
        // An exit that works already is replaced: it may be a limit that never fills.
        for (TrackedOrder* tracked : std::vector(tickers[number].live)) {
            cancel(*tracked, "replaced by an operator's exit", step);
        }
        const std::string source = command.id.to_string() + ':' + portfolio.tickers()[number].to_string();
        TrackedOrder& exit = make_exit(number, OrderLeg::kExit, source, 0, step);
        exit.order.signal = SignalId();
        step.out.orders.push_back(exit.order);
        release_held(number, step);
    }
    if (closing == 0) return only ? refused("there is no position in " + command.target) : done("no position is open");
    return done(fmt::format("closing {} position{}", closing, closing == 1 ? "" : "s"));
}

std::string ExecutionEngine::State::cancel_one(const std::string& target, Step step) {
    const auto id = OrderId::parse(target);
    if (!id || id->empty()) return refused("not an order id: " + target);
    const auto found = orders.find(*id);
    if (found == orders.end()) return refused("there is no order " + target);
    TrackedOrder& tracked = found->second;
    if (is_terminal(tracked.order.status)) {
        return refused(fmt::format("order {} is {} already", target, to_string(tracked.order.status)));
    }
    if (tracked.is_protective()) tickers[tracked.ticker].protection_released = true;
    const auto number = tracked.ticker;
    cancel(tracked, "canceled by an operator", step);
    release_held(number, step);
    return done("cancel asked of the venue");
}

std::string ExecutionEngine::State::cancel_all(std::string reason, Step step) {
    int count = 0;
    for (TickerState& ticker : tickers) {
        for (TrackedOrder* tracked : std::vector(ticker.live)) {
            cancel(*tracked, reason, step);
            ++count;
        }
    }
    return fmt::format("{} open order{} canceled", count, count == 1 ? "" : "s");
}

std::string ExecutionEngine::State::unprotected_positions() const {
    std::string list;
    for (std::uint32_t number = 0; number < tickers.size(); ++number) {
        const Decimal quantity = holding(number).quantity;
        if (quantity.is_zero()) continue;
        if (!list.empty()) list += ", ";
        list += portfolio.tickers()[number].to_string() + ' ' + quantity.to_string();
    }
    return list.empty() ? "no position is open" : "positions without protection: " + list;
}

void ExecutionEngine::State::note(Step step, std::string action, std::string subject, std::string detail) {
    AuditEntry entry;
    entry.time = step.now;
    entry.actor = "executor";
    entry.action = std::move(action);
    entry.subject = std::move(subject);
    entry.detail = std::move(detail);
    step.out.audit.push_back(std::move(entry));
}

}  // namespace tradewind::trading
