#include "services/executor_handler.hpp"

#include "services/codec.hpp"
#include "services/settings_codec.hpp"
#include "storage/audit.hpp"
#include "storage/orders.hpp"
#include "storage/portfolio.hpp"
#include "storage/signals.hpp"
#include "telemetry/metric_names.hpp"
#include "trading/simulated_account.hpp"

namespace tradewind::services {
namespace {

Status write_all(storage::Transaction& tx, const trading::ExecutionEffects& made) {
    Status status;
    const auto each = [&](const auto& rows, auto write) {
        for (const auto& row : rows) {
            if (status) status = write(tx, row);
        }
    };
    each(made.verdicts, storage::insert_verdict);
    each(made.orders, storage::upsert_order);
    each(made.fills, storage::insert_trade);
    each(made.ledger, storage::insert_ledger_entry);
    each(made.positions, storage::upsert_position);
    each(made.snapshots, storage::insert_snapshot);
    each(made.kill_states, [](storage::Transaction& t, const KillState& k) { return storage::set_kill_state(t, k); });
    each(made.audit, storage::insert_audit);
    return status;
}

class SimulatedExecutorHandler final : public Handler {
public:
    SimulatedExecutorHandler(World& world, Decimal cash) : world_(world), cash_(cash) {
        SimulatedExecutorHandler::reset();
    }

    std::vector<std::string> inputs() const override {
        return {std::string(stream::kMarketBars), std::string(stream::kSignalsGenerated)};
    }
    std::vector<std::string> side_inputs() const override {
        return {std::string(stream::kControlsCommands), std::string(kSettingsChanges)};
    }
    bool stateful() const override { return true; }
    void reset() override {
        settings_ = world_.decisions();
        account_.emplace(settings_, cash_);
        instant_ = {};
    }

    Status handle(std::span<const Message> messages, bool rebuilding, Effects& effects) override {
        for (std::size_t i = 0; i < messages.size();) {
            made_.clear();
            i += handle_one(messages.subspan(i));
            if (!rebuilding) store_execution(world_, made_, effects);
        }
        return {};
    }

private:
    // Bars of one instant go in together; returns how many messages it took.
    std::size_t handle_one(std::span<const Message> messages) {
        if (const auto* signal = std::get_if<TradeSignal>(&messages[0])) {
            instant_ = signal->time;
            account_->on_signal(*signal, made_);
        }
        if (const auto* command = std::get_if<ControlCommand>(&messages[0])) {
            account_->on_command(*command, time_of(command->requested), made_);
        }
        if (const auto* change = std::get_if<trading::SettingsChange>(&messages[0])) apply(*change);
        if (!std::holds_alternative<Bar>(messages[0])) return 1;
        bars_.clear();
        for (const auto& message : messages) {
            const auto* bar = std::get_if<Bar>(&message);
            if (bar == nullptr || (!bars_.empty() && bar->end != bars_.front().end)) break;
            bars_.push_back(*bar);
        }
        instant_ = bars_.front().end;
        account_->on_bars(bars_, made_);
        return bars_.size();
    }

    // A recording or an invented market has a time of its own: there a command is given at the instant that it has come
    // to.
    [[nodiscard]] Timestamp time_of(Timestamp requested) const {
        return is_live(world_) || instant_ == Timestamp{} ? requested : instant_;
    }

    void apply(const trading::SettingsChange& change) {
        const Status applied = apply_change(settings_, change);
        if (applied) account_->on_settings(settings_);
        made_.audit.push_back(trading::answer_to(change, time_of(change.requested), applied));
    }

    World& world_;
    Decimal cash_;
    trading::DecisionSettings settings_;  ///< Those that hold now.
    std::optional<trading::SimulatedAccount> account_;
    trading::ExecutionEffects made_;
    std::vector<Bar> bars_;
    Timestamp instant_;  ///< Of the bars or the signal that came last.
};

}  // namespace

void store_execution(World& world, const trading::ExecutionEffects& made, Effects& effects) {
    for (const auto& verdict : made.verdicts) {
        if (verdict.approved) continue;
        world.meters()
            .counter(telemetry::metric::kRejections, {{"service", "trade-executor"}, {"check", verdict.reason}})
            .add();
    }
    for (const auto& fill : made.fills) {
        world.meters()
            .counter(telemetry::metric::kTradesExecuted,
                     {{"service", "trade-executor"}, {"side", std::string(to_string(fill.side))}})
            .add();
        effects.outgoing.push_back(outgoing_message(fill, world.machine_clock().now()));
    }
    const bool nothing = made.verdicts.empty() && made.orders.empty() && made.fills.empty() && made.ledger.empty() &&
                         made.positions.empty() && made.snapshots.empty() && made.kill_states.empty() &&
                         made.audit.empty();
    if (!nothing) effects.writes.emplace_back([made](storage::Transaction& tx) { return write_all(tx, made); });
}

std::unique_ptr<Handler> make_simulated_executor_handler(World& world, Decimal cash) {
    return std::make_unique<SimulatedExecutorHandler>(world, cash);
}

}  // namespace tradewind::services
