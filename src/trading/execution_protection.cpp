#include <algorithm>

#include "trading/execution_state.hpp"
#include "trading/prices.hpp"

namespace tradewind::trading {

void ExecutionEngine::State::cancel_protection(std::uint32_t number, Step step) {
    for (TrackedOrder* tracked : tickers[number].live) {
        if (tracked->is_protective() && !tracked->held) cancel(*tracked, "replaced by another exit", step);
    }
}

std::string ExecutionEngine::State::position_source(std::uint32_t number) const {
    const TickerState& ticker = tickers[number];
    if (!ticker.opening_signal.empty()) return ticker.opening_signal.to_string();
    return portfolio.tickers()[number].to_string() + '@' + id_field(ticker.opened);
}

void ExecutionEngine::State::protect(std::uint32_t number, bool at_bar, Step step) {
    TickerState& ticker = tickers[number];
    const Decimal position = holding(number).quantity;
    if (position.is_zero()) return cancel_protection(number, step);
    if (!settings.exits.enabled || !may_send() || ticker.protection_released || ticker.watched) return;
    if (std::ranges::any_of(ticker.live, &TrackedOrder::is_leaving)) return;
    if (!at_bar && std::ranges::any_of(ticker.live, &TrackedOrder::is_entry)) return;
    bool covered = false;
    bool fits = true;
    for (const TrackedOrder* tracked : ticker.live) {
        if (!tracked->is_protective()) continue;
        if (tracked->cancel_requested) return;
        covered = true;
        fits = fits && tracked->open_quantity() == position.abs();
    }
    if (covered && fits) return;
    if (covered) return cancel_protection(number, step);
    place_protection(number, OrderId(), true, step);
}

void ExecutionEngine::State::place_protection(std::uint32_t number, OrderId group, bool with_target, Step step) {
    TickerState& ticker = tickers[number];
    const Holding& held = holding(number);
    const auto levels = exit_levels(settings.exits, portfolio.tickers()[number], held);
    const int set = ticker.protection_no++;
    Order order;
    order.signal = ticker.opening_signal;
    order.ticker = portfolio.tickers()[number];
    order.side = held.quantity.sign() > 0 ? Side::kSell : Side::kBuy;
    order.time_in_force = TimeInForce::kGtc;
    order.quantity = held.quantity.abs();
    order.time = step.now;
    const std::string source = position_source(number);
    TrackedOrder* stop = nullptr;
    if (levels.stop) {
        order.type = OrderType::kStop;
        order.leg = OrderLeg::kStop;
        order.stop_price = levels.stop;
        stop = &make_order(order, number, source, set);
        stop->group = group;
    }
    if (!levels.target || !with_target) {
        if (stop != nullptr) send(*stop, step);
        return;
    }
    order.type = OrderType::kLimit;
    order.leg = OrderLeg::kTarget;
    order.stop_price.reset();
    order.limit_price = levels.target;
    TrackedOrder& target = make_order(order, number, source, set);
    if (stop != nullptr) {
        stop->group = target.group = stop->order.id;
        send(*stop, step);
    }
    send(target, step);
}

void ExecutionEngine::State::watch(std::uint32_t number, Step step) {
    TickerState& ticker = tickers[number];
    const Holding& held = holding(number);
    if (held.quantity.is_zero() || !settings.exits.enabled || !may_send()) return;
    if (std::ranges::any_of(ticker.live, &TrackedOrder::is_leaving)) return;
    std::optional<OrderLeg> leg;
    const Duration limit = settings.exits.time_stop;
    if (limit > Duration::zero() && step.now - ticker.opened >= limit) leg = OrderLeg::kTime;
    if (ticker.watched && !ticker.protection_released) {
        const auto levels = exit_levels(settings.exits, portfolio.tickers()[number], held);
        const bool is_long = held.quantity.sign() > 0;
        const auto reached = [&](const std::optional<Decimal>& level, bool from_above) {
            return level && (from_above ? held.last_price <= *level : held.last_price >= *level);
        };
        if (reached(levels.target, !is_long)) leg = OrderLeg::kTarget;
        if (reached(levels.stop, is_long)) leg = OrderLeg::kStop;
    }
    if (!leg) return;
    cancel_protection(number, step);
    TrackedOrder& exit = make_exit(number, *leg, position_source(number), ticker.protection_no++, step);
    step.out.orders.push_back(exit.order);
    release_held(number, step);
}

}  // namespace tradewind::trading
