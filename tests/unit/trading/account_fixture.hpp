#pragma once

#include <vector>

#include "trading/simulated_account.hpp"
#include "unit/trading/events.hpp"

namespace tradewind::trading::testing {

/// No costs, no slippage, no exits, no cooldown, ten thousand an entry: figures that can be checked in one's head.
inline DecisionSettings plain_settings() {
    DecisionSettings settings;
    settings.sizing.method = risk::SizingMethod::kFixedNotional;
    settings.sizing.notional = d("10000");
    settings.exits.enabled = false;
    settings.costs.slippage_bps = Decimal();
    settings.costs.regulatory_fees = false;
    settings.costs.borrow_rate_pct = Decimal();
    settings.risk.cooldown = Duration::zero();
    settings.fills.volume_cap = d("1");
    return settings;
}

/// An account on the simulated venue, driven bar by bar; keeps all that followed.
class AccountFixture {
public:
    explicit AccountFixture(const DecisionSettings& settings, std::string_view cash = "100000")
        : account(settings, d(cash)) {}

    void bar(const Bar& one) { account.on_bars({&one, 1}, effects); }
    /// A bar of one minute that starts at `time` ("14:30:00Z" of 2 June 2014, a Monday; New York opens at 13:30Z).
    void bar(std::string_view ticker, std::string_view time, Ohlc prices, double volume = 1e6) {
        bar(minute_bar(ticker, june(time), prices, volume));
    }
    TradeSignal signal(std::string_view ticker, std::string_view time, Direction direction) {
        const auto made = testing::signal(ticker, june(time), direction);
        account.on_signal(made, effects);
        return made;
    }
    AuditEntry command(ControlAction action, std::string_view time, std::string target = {}) {
        ControlCommand command;
        command.id = CommandId::from_fields({"test", time, to_string(action), target});
        command.action = action;
        command.target = std::move(target);
        command.by = "ann";
        command.requested = june(time);
        account.on_command(command, command.requested, effects);
        return effects.audit.empty() ? AuditEntry{} : effects.audit.back();
    }

    /// The latest state of the order with this leg (the last such order).
    [[nodiscard]] Order order(OrderLeg leg) const {
        Order latest;
        for (const Order& order : effects.orders) {
            if (order.leg == leg) latest = order;
        }
        return latest;
    }
    [[nodiscard]] Order order(OrderId id) const {
        Order latest;
        for (const Order& order : effects.orders) {
            if (order.id == id) latest = order;
        }
        return latest;
    }
    [[nodiscard]] Decimal position(std::string_view ticker) const {
        for (const Position& position : account.engine().positions()) {
            if (position.ticker == symbol(ticker)) return position.quantity;
        }
        return Decimal();
    }
    [[nodiscard]] const ExecutionEngine& engine() const { return account.engine(); }

    static Timestamp june(std::string_view time) { return at("2014-06-02T" + std::string(time)); }

    SimulatedAccount account;
    ExecutionEffects effects;
};

}  // namespace tradewind::trading::testing
