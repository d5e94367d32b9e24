#include <algorithm>

#include "trading/execution_state.hpp"
#include "trading/order_ids.hpp"

namespace tradewind::trading {
namespace {

// Reports that come later than this many orders after an order's end find it forgotten, and are noted as unknown.
constexpr std::size_t kClosedOrdersKept = 10'000;

VenueRequest request_for(const TrackedOrder& tracked, VenueRequest::Kind kind, Timestamp time) {
    VenueRequest request;
    request.kind = kind;
    request.order = tracked.order;
    request.group = tracked.group;
    request.time = time;
    return request;
}

}  // namespace

bool TrackedOrder::is_protective() const {
    return order.leg == OrderLeg::kStop || order.leg == OrderLeg::kTarget;
}

// A market order of a protective leg is one that a watched bar made.
bool TrackedOrder::is_leaving() const {
    return !is_entry() && (!is_protective() || order.type == OrderType::kMarket);
}

bool ExecutionEngine::State::may_send() const {
    return kill.state == TradingState::kActive || kill.state == TradingState::kReduceOnly;
}

std::uint32_t ExecutionEngine::State::intern(const Ticker& ticker) {
    // Events of one ticker tend to come in a row.
    if (last_interned < tickers.size() && portfolio.tickers()[last_interned] == ticker) return last_interned;
    const auto number = last_interned = portfolio.intern(ticker);
    if (number == tickers.size()) {
        TickerState& state = tickers.emplace_back();
        state.sessions = market::SessionCursor(market::SessionCalendar::of(ticker));
        state.in_universe = settings.universe.empty() || std::ranges::contains(settings.universe, ticker);
    }
    return number;
}

TrackedOrder& ExecutionEngine::State::make_order(Order order, std::uint32_t number, std::string source,
                                                 int replace_no) {
    // A position that a late fill opened again may have used the first numbers already.
    order.id = order_id(source, order.leg, replace_no);
    while (orders.contains(order.id)) order.id = order_id(source, order.leg, ++replace_no);
    order.client_order_id = client_order_id(order.id);
    TrackedOrder& tracked = orders[order.id];
    tracked.order = std::move(order);
    tracked.ticker = number;
    tracked.source = std::move(source);
    tracked.replace_no = replace_no;
    tickers[number].live.push_back(&tracked);
    if (tracked.is_entry()) live_entries.push_back(&tracked);
    return tracked;
}

// A market order for the whole position, held until nothing else of the ticker works.
TrackedOrder& ExecutionEngine::State::make_exit(std::uint32_t number, OrderLeg leg, std::string source, int replace_no,
                                                Step step) {
    const Holding& held = holding(number);
    Order order;
    order.signal = tickers[number].opening_signal;
    order.ticker = portfolio.tickers()[number];
    order.side = held.quantity.sign() > 0 ? Side::kSell : Side::kBuy;
    order.leg = leg;
    order.quantity = held.quantity.abs();
    order.time = step.now;
    order.status = OrderStatus::kQueued;
    if (order.ticker.is_crypto()) order.time_in_force = TimeInForce::kGtc;
    TrackedOrder& tracked = make_order(std::move(order), number, std::move(source), replace_no);
    tracked.held = true;
    return tracked;
}

void ExecutionEngine::State::send(TrackedOrder& tracked, Step step) {
    tracked.held = false;
    tracked.order.status = OrderStatus::kSubmitting;
    tracked.order.attempts = 1;
    step.out.orders.push_back(tracked.order);
    step.out.requests.push_back(request_for(tracked, VenueRequest::Kind::kSubmit, step.now));
}

void ExecutionEngine::State::cancel(TrackedOrder& tracked, std::string reason, Step step) {
    if (is_terminal(tracked.order.status)) return;
    if (tracked.held) {
        tracked.order.status = OrderStatus::kCanceled;
        tracked.order.reason = std::move(reason);
        tracked.order.closed_at = step.now;
        step.out.orders.push_back(tracked.order);
        finish(tracked);
        return;
    }
    if (tracked.cancel_requested) return;
    tracked.cancel_requested = true;
    tracked.order.reason = std::move(reason);
    step.out.requests.push_back(request_for(tracked, VenueRequest::Kind::kCancel, step.now));
}

void ExecutionEngine::State::finish(TrackedOrder& tracked) {
    std::erase(tickers[tracked.ticker].live, &tracked);
    if (tracked.is_entry()) std::erase(live_entries, &tracked);
    closed.push_back(tracked.order.id);
    if (closed.size() <= kClosedOrdersKept) return;
    orders.erase(closed.front());
    closed.pop_front();
}

void ExecutionEngine::State::release_held(std::uint32_t number, Step step) {
    while (true) {
        const auto& live = tickers[number].live;
        const auto first = std::ranges::find(live, true, &TrackedOrder::held);
        if (first == live.end() || !std::ranges::all_of(live, &TrackedOrder::held)) return;
        TrackedOrder& next = **first;
        const Decimal position = holding(number).quantity;
        if (next.is_entry()) {
            if (position.is_zero()) return send(next, step);
            cancel(next, "the position did not close", step);
            continue;
        }
        const bool still_reduces = position.sign() == (next.order.side == Side::kSell ? 1 : -1);
        if (!still_reduces) {
            cancel(next, "the position is closed already", step);
            continue;
        }
        if (next.order.quantity == position.abs()) return send_exit(next, step);
        // The position changed while the order was held: what was decided is cancelled, and its remainder is a new
        // order.
        Order order = next.order;
        order.quantity = position.abs();
        std::string source = next.source;
        const int replace_no = next.replace_no + 1;
        cancel(next, "the position changed before it was sent", step);
        return send_exit(make_order(std::move(order), number, std::move(source), replace_no), step);
    }
}

// A limit may never fill: the stop stays beside it, as one group.
void ExecutionEngine::State::send_exit(TrackedOrder& tracked, Step step) {
    const auto number = tracked.ticker;
    const TickerState& ticker = tickers[number];
    const bool guarded = settings.exits.enabled && !settings.exits.stop_loss_pct.is_zero() &&
                         !ticker.protection_released && !ticker.watched;
    if (tracked.order.type != OrderType::kLimit || !guarded) return send(tracked, step);
    tracked.group = tracked.order.id;
    send(tracked, step);
    place_protection(number, tracked.group, false, step);
}

}  // namespace tradewind::trading
