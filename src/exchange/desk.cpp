#include "exchange/desk.hpp"

#include <algorithm>
#include <fmt/core.h>

#include "exchange/companies.hpp"
#include "market/new_york_time.hpp"

namespace tradewind::exchange {
namespace {

using std::chrono::hours;

constexpr Duration kRouting = std::chrono::milliseconds(1);  // from the desk to the book
constexpr Duration kGoodTill = std::chrono::days(90);

std::unexpected<ApiError> not_found(std::string_view id) {
    return std::unexpected(ApiError{404, 40410000, fmt::format("order not found for {}", id)});
}

}  // namespace

const ClientOrder* Desk::find(std::string_view id) const {
    const auto found = by_id_.find(std::string(id));
    return found == by_id_.end() ? nullptr : &orders_[found->second];
}

const ClientOrder* Desk::find_by_client_id(std::string_view client_order_id) const {
    const auto found = by_client_id_.find(std::string(client_order_id));
    return found == by_client_id_.end() ? nullptr : &orders_[found->second];
}

void Desk::later(Timestamp time, Pending::What what, std::uint32_t order) {
    pending_.push({time, pending_number_++, what, order});
}

Timestamp Desk::expiry(const ClientOrder& order, Timestamp now) const {
    const auto& calendar = market::SessionCalendar::nyse();
    auto session = calendar.current_or_next_session(now);
    if (order.extended_hours) {
        const auto today = calendar.session_on(market::new_york_date(now));
        const Timestamp end = market::new_york_instant(market::new_york_date(now), hours(20));
        if (today && now < end) return end;
        return market::new_york_instant(session.date, hours(20));
    }
    return order.force == Force::kGtc ? Timestamp(session.close + kGoodTill) : session.close;
}

std::uint32_t Desk::add(ClientOrder order, Timestamp now) {
    const auto index = static_cast<std::uint32_t>(orders_.size());
    order.id = make_uuid(seed_, 0x02de2, index);
    if (order.client_order_id.empty()) order.client_order_id = make_uuid(seed_, 0xc11e7, index);
    order.created = order.updated = order.submitted = now;
    order.expires_at = expiry(order, now);
    by_id_[order.id] = index;
    by_client_id_[order.client_order_id] = index;
    open_.push_back(index);
    orders_.push_back(std::move(order));
    return index;
}

ApiResult<const ClientOrder*> Desk::submit(const OrderRequest& request, Timestamp now) {
    auto order = understand(request, now);
    if (!order) return std::unexpected(std::move(order.error()));
    const std::uint32_t index = add(std::move(*order), now);
    add_children(index, request, now);
    begin(index, now);
    if (orders_[index].order_class == OrderClass::kOco) {
        for (const auto child : orders_[index].children) begin(child, now);
    }
    return &orders_[index];
}

void Desk::add_children(std::uint32_t parent, const OrderRequest& request, Timestamp now) {
    const OrderClass order_class = orders_[parent].order_class;
    if (order_class == OrderClass::kSimple) return;
    const auto add_child = [&](OrderKind kind, std::optional<Decimal> limit, std::optional<Decimal> stop) {
        ClientOrder child;
        const ClientOrder& entry = orders_[parent];
        child.symbol = entry.symbol;
        child.side = order_class == OrderClass::kOco ? entry.side : opposite(entry.side);
        child.kind = kind;
        child.force = entry.force;
        child.order_class = order_class;
        child.state = OrderState::kHeld;
        child.quantity = entry.quantity;
        child.limit_price = limit;
        child.stop_price = stop;
        child.parent = parent;
        child.position_intent = child.side == Side::kBuy ? "buy_to_close" : "sell_to_close";
        const auto index = add(std::move(child), now);
        orders_[parent].children.push_back(index);
    };
    if (request.has_take_profit && order_class != OrderClass::kOco)
        add_child(OrderKind::kLimit, request.take_profit_limit, {});
    if (request.has_stop_loss) {
        add_child(request.stop_loss_limit ? OrderKind::kStopLimit : OrderKind::kStop, request.stop_loss_limit,
                  request.stop_loss_stop);
    }
}

// Sends an order on its way: to the book at once, or in the next phase that takes it.
void Desk::begin(std::uint32_t index, Timestamp now) {
    ClientOrder& order = orders_[index];
    const Phase phase = market_->phase();
    const bool now_or_soon = phase == Phase::kOpen || (order.extended_hours && phase != Phase::kClosed);
    const bool auction = order.force == Force::kOpg || (order.force == Force::kCls && phase != Phase::kOpen);
    order.state = now_or_soon && !auction ? OrderState::kPendingNew : OrderState::kAccepted;
    tell(order, to_string(order.state), now);
    if (order.state == OrderState::kPendingNew) later(now + kRouting, Pending::What::kActivate, index);
}

ApiResult<const ClientOrder*> Desk::replace(std::string_view id, const ReplaceRequest& request, Timestamp now) {
    const auto found = by_id_.find(std::string(id));
    if (found == by_id_.end()) return not_found(id);
    const std::uint32_t old_index = found->second;
    const ClientOrder& old = orders_[old_index];
    const auto refuse = [](int status, int code, std::string message) {
        return std::unexpected(ApiError{status, code, std::move(message)});
    };
    if (is_terminal(old.state)) return refuse(422, 42210000, "order is not open");
    if (old.state == OrderState::kPendingNew || old.state == OrderState::kAccepted) {
        return refuse(422, 42210000, "unable to replace order, order isn't sent to exchange yet");
    }
    if (old.state == OrderState::kPendingCancel || old.state == OrderState::kPendingReplace)
        return refuse(422, 42210000, "order is not open");
    if (old.notional) return refuse(422, 42210000, "notional orders cannot be replaced");
    ClientOrder changed = old;
    if (request.quantity) {
        if (request.quantity->sign() <= 0) return refuse(422, 40010001, "qty must be > 0");
        if (request.quantity->raw() % Decimal::kScale != 0) return refuse(422, 40010001, "qty must be integer");
        if (old.quantity->raw() % Decimal::kScale != 0 && *request.quantity != *old.quantity)
            return refuse(422, 42210000, "qty of fractional orders cannot be changed");
        if (*request.quantity <= old.filled) return refuse(422, 42210000, "qty must be > filled_qty");
        if (*request.quantity > Decimal::from_int(10'000'000)) return refuse(422, 40010001, "qty must be <= 10000000");
    }
    changed.quantity = request.quantity.value_or(*old.quantity) - old.filled;
    if (request.limit_price) changed.limit_price = request.limit_price;
    if (request.stop_price) changed.stop_price = request.stop_price;
    if (request.trail) (old.trail_price ? changed.trail_price : changed.trail_percent) = request.trail;
    if (!request.force.empty()) {
        const auto force = parse_force(request.force);
        if (!force) return refuse(422, 40010001, "invalid time_in_force");
        changed.force = *force;
    }
    const bool same = *changed.quantity == old.open_quantity() && changed.limit_price == old.limit_price &&
                      changed.stop_price == old.stop_price && changed.trail_price == old.trail_price &&
                      changed.trail_percent == old.trail_percent && changed.force == old.force;
    if (same) return refuse(403, 40310000, "order parameters are not changed");
    if (!request.client_order_id.empty() && by_client_id_.contains(request.client_order_id))
        return refuse(422, 40010001, "client_order_id must be unique");
    if (request.client_order_id.size() > 128)
        return refuse(422, 40010001, "client_order_id must be no more than 128 characters");
    if (auto status = check_replacement(old, changed); !status) return std::unexpected(status.error());

    changed.client_order_id = request.client_order_id;
    changed.replaces = old.id;
    changed.replaced_by.clear();
    changed.filled = changed.filled_amount = Decimal();
    changed.filled_at.reset();
    changed.handle = OrderBook::kNone;
    changed.active = changed.triggered = false;
    const bool held = old.state == OrderState::kHeld;
    const std::uint32_t index = add(std::move(changed), now);
    ClientOrder& before = orders_[old_index];
    for (const auto child : before.children) orders_[child].parent = index;
    if (before.parent) std::ranges::replace(orders_[*before.parent].children, old_index, index);
    before.children.clear();
    before.replaced_by = orders_[index].id;
    before.replaced_at = now;
    unrest(before);
    end(old_index, OrderState::kReplaced, "replaced", now);
    if (held) {
        orders_[index].state = OrderState::kHeld;
        tell(orders_[index], "held", now);
    } else {
        begin(index, now);
    }
    return &orders_[index];
}

ApiStatus Desk::cancel(std::string_view id, Timestamp now) {
    const auto found = by_id_.find(std::string(id));
    if (found == by_id_.end()) return not_found(id);
    ClientOrder& order = orders_[found->second];
    if (is_terminal(order.state) || order.state == OrderState::kPendingCancel) {
        return std::unexpected(
            ApiError{422, 42210000, fmt::format("order is already in \"{}\" state", to_string(order.state))});
    }
    order.state = OrderState::kPendingCancel;
    order.updated = now;
    later(now + kRouting, Pending::What::kCancel, found->second);
    return {};
}

std::vector<std::pair<std::string, ApiStatus>> Desk::cancel_all(Timestamp now) {
    std::vector<std::pair<std::string, ApiStatus>> answers;
    const auto open = open_;
    for (const auto index : open) {
        if (orders_[index].state == OrderState::kPendingCancel) continue;
        answers.emplace_back(orders_[index].id, cancel(orders_[index].id, now));
    }
    return answers;
}

ApiResult<const ClientOrder*> Desk::close_position(std::uint32_t symbol, std::optional<Decimal> quantity,
                                                   std::optional<Decimal> percentage, Timestamp now) {
    const Decimal held = account_.held(symbol);
    if (held.is_zero()) return std::unexpected(ApiError{404, 40410000, "position does not exist"});
    if (quantity && percentage)
        return std::unexpected(ApiError{422, 40010001, "only one of qty or percentage is accepted"});
    if (percentage && (percentage->sign() <= 0 || *percentage > Decimal::from_int(100)))
        return std::unexpected(ApiError{422, 40010001, "percentage must be > 0 and <= 100"});
    OrderRequest request;
    request.symbol = market_->stocks()[symbol].asset.ticker.to_string();
    request.quantity = quantity.value_or(held.abs());
    if (percentage)
        request.quantity = multiply_divide(held.abs(), *percentage, Decimal::from_int(100), Rounding::kFloor);
    request.side = held.sign() > 0 ? "sell" : "buy";
    request.kind = "market";
    request.force = "day";
    return submit(request, now);
}

void Desk::run_pending(Timestamp now) {
    while (!pending_.empty() && pending_.top().time <= now) {
        const Pending due = pending_.top();
        pending_.pop();
        ClientOrder& order = orders_[due.order];
        if (due.what == Pending::What::kActivate && order.state == OrderState::kPendingNew) {
            activate(due.order, due.time);
        } else if (due.what == Pending::What::kCancel && !is_terminal(order.state)) {
            end_group(due.order, OrderState::kCanceled, "canceled", due.time);
        }
    }
}

std::vector<std::uint32_t> Desk::siblings(const ClientOrder& order) const {
    std::vector<std::uint32_t> found;
    if (!order.parent) return found;
    for (const auto child : orders_[*order.parent].children) {
        if (&orders_[child] != &order) found.push_back(child);
    }
    if (order.order_class == OrderClass::kOco) found.push_back(*order.parent);
    return found;
}

// An order and those that make no sense without it.
void Desk::end_group(std::uint32_t index, OrderState state, std::string_view event, Timestamp time) {
    std::vector<std::uint32_t> group = siblings(orders_[index]);
    const auto& children = orders_[index].children;
    group.insert(group.end(), children.begin(), children.end());
    end(index, state, event, time);
    for (const auto other : group) {
        if (!is_terminal(orders_[other].state)) end(other, state, event, time);
    }
}

void Desk::end(std::uint32_t index, OrderState state, std::string_view event, Timestamp time) {
    ClientOrder& order = orders_[index];
    unrest(order);
    order.active = false;
    order.state = state;
    order.updated = time;
    if (state == OrderState::kCanceled) order.canceled_at = time;
    if (state == OrderState::kExpired) order.expired_at = time;
    if (state == OrderState::kRejected) order.failed_at = time;
    std::erase(open_, index);
    if (!event.empty()) tell(order, event, time);
}

void Desk::unrest(ClientOrder& order) {
    if (order.handle == OrderBook::kNone) return;
    market_->book(order.symbol).cancel(order.handle);
    order.handle = OrderBook::kNone;
}

void Desk::tell(const ClientOrder& order, std::string_view event, Timestamp time, std::optional<Decimal> price,
                std::optional<Decimal> quantity) {
    OrderEvent told;
    told.event = event;
    told.event_id = fmt::format("{:026d}", ++event_number_);
    told.execution_id = make_uuid(seed_, 0xe4ec, ++execution_number_);
    told.time = time;
    told.order = order;
    told.price = price;
    told.quantity = quantity;
    if (price) told.position = account_.held(order.symbol);
    if (on_event_) on_event_(told);
}

Decimal Desk::available(std::uint32_t symbol) const {
    const Decimal held = account_.held(symbol);
    Decimal claimed;
    for (const auto index : open_) {
        const auto& order = orders_[index];
        const bool reduces = order.side == Side::kBuy ? held.sign() < 0 : held.sign() > 0;
        if (order.symbol != symbol || !reduces || order.state == OrderState::kHeld) continue;
        // Of a pair that cancel each other, one claim.
        const auto others = siblings(order);
        if (std::ranges::any_of(
                others, [&](std::uint32_t other) { return other < index && !is_terminal(orders_[other].state); }))
            continue;
        claimed += order.quantity ? order.open_quantity()
                                  : divide(*order.notional, market_->stocks()[symbol].last, Rounding::kFloor);
    }
    const Decimal free = std::max(held.abs() - claimed, Decimal());
    return held.sign() < 0 ? -free : free;
}

Desk::Money Desk::money() const {
    Money money;
    for (const auto& [symbol, holding] : account_.holdings()) {
        const Decimal value = multiply(holding.quantity, market_->stocks()[symbol].last, Rounding::kHalfEven);
        (value.sign() >= 0 ? money.long_value : money.short_value) += value;
    }
    for (const auto index : open_) {
        const auto& order = orders_[index];
        const Decimal held = account_.held(order.symbol);
        const bool opens = order.side == Side::kBuy ? held.sign() >= 0 : held.sign() <= 0;
        if (opens && !order.parent && order.order_class != OrderClass::kOco) money.held += cost_of(order);
    }
    money.equity = account_.cash() + money.long_value + money.short_value;
    const Decimal gross = money.long_value - money.short_value;
    const Decimal zero;
    const auto times = [](Decimal value, std::int64_t factor) {
        return multiply(value, Decimal::from_int(factor), Rounding::kHalfEven);
    };
    const std::int64_t margin =
        account_.settings.max_margin_multiplier == "4" ? 4 : (account_.settings.max_margin_multiplier == "2" ? 2 : 1);
    const std::int64_t usable = money.equity < Decimal::from_int(2000) ? 1 : margin;
    money.buying_power = std::max(times(money.equity, usable) - gross - money.held, zero);
    money.regt_buying_power =
        std::max(times(money.equity, std::min<std::int64_t>(usable, 2)) - gross - money.held, zero);
    money.initial_margin = divide(gross, Decimal::from_int(2), Rounding::kHalfEven);
    money.maintenance_margin = multiply(gross, Decimal::from_raw(300'000'000), Rounding::kHalfEven);
    return money;
}

}  // namespace tradewind::exchange
