#include "broker/simulated_broker.hpp"

#include <algorithm>

namespace tradewind::broker {
namespace {

using matching::VenueReport;
using matching::VenueRequest;
using Kind = VenueReport::Kind;

std::string_view event_of(const VenueReport& report, const BrokerOrder& order) {
    switch (report.kind) {
        case Kind::kAccepted:
            return "new";
        case Kind::kRejected:
            return "rejected";
        case Kind::kFill:
            return order.status == BrokerStatus::kFilled ? "fill" : "partial_fill";
        case Kind::kCanceled:
            return "canceled";
        case Kind::kExpired:
        case Kind::kUnknown:
            break;
    }
    return "expired";
}

BrokerStatus status_after(const VenueReport& report, BrokerStatus before) {
    switch (report.kind) {
        case Kind::kRejected:
            return BrokerStatus::kRejected;
        case Kind::kCanceled:
            return BrokerStatus::kCanceled;
        case Kind::kExpired:
            return BrokerStatus::kExpired;
        default:
            return before;
    }
}

}  // namespace

SimulatedBroker::SimulatedBroker(const matching::FillSettings& fills, const matching::CostSettings& costs, Decimal cash)
    : venue_(fills, costs), cash_(cash) {}

void SimulatedBroker::listen(Listener listener) {
    const std::scoped_lock lock(mutex_);
    listener_ = std::move(listener);
}

void SimulatedBroker::tell(const std::vector<TradeUpdate>& updates) {
    if (!listener_) return;
    for (const TradeUpdate& update : updates) listener_(update);
}

void SimulatedBroker::on_bar(const Bar& bar) {
    std::vector<TradeUpdate> updates;
    {
        const std::scoped_lock lock(mutex_);
        venue_.on_bar_start(bar, reports_);
        venue_.on_bar(bar, reports_);
        venue_.advance(bar.end, reports_);
        now_ = std::max(now_, bar.end);
        apply_reports(updates);
        holdings_[bar.ticker.to_string()].last_price = bar.close;
    }
    tell(updates);
}

Result<BrokerOrder> SimulatedBroker::submit(const Order& order) {
    std::vector<TradeUpdate> updates;
    Result<BrokerOrder> answer = fail(ErrorCode::kInternal, "");
    {
        const std::scoped_lock lock(mutex_);
        const auto same = std::ranges::find(entries_, order.client_order_id,
                                            [](const Entry& entry) { return entry.shown.client_order_id; });
        if (same != entries_.end()) return same->shown;
        answer = take(order);
        apply_reports(updates);
        if (answer) answer = entries_.back().shown;
    }
    tell(updates);
    if (answer && answer->status == BrokerStatus::kRejected) {
        return fail(ErrorCode::kRefused, "the simulated broker: " + answer->raw_status);
    }
    return answer;
}

Result<BrokerOrder> SimulatedBroker::take(Order order) {
    if (order.client_order_id.empty()) return fail(ErrorCode::kRefused, "an order needs a client id");
    order.time = std::max(order.time, now_);
    if (order.id.empty()) order.id = OrderId::from_fields({"simulated", order.client_order_id});
    Entry& entry = entries_.emplace_back();
    entry.order = order;
    entry.shown.id = "sim-" + order.id.to_string();
    entry.shown.client_order_id = order.client_order_id;
    entry.shown.symbol = order.ticker.to_string();
    entry.shown.raw_status = "new";
    entry.shown.quantity = order.quantity;
    entry.shown.submitted = entry.shown.updated = order.time;
    venue_.handle({VenueRequest::Kind::kSubmit, order, {}, order.time}, reports_);
    return entry.shown;
}

SimulatedBroker::Entry* SimulatedBroker::find_entry(const std::string& broker_order_id) {
    const auto found = std::ranges::find(entries_, broker_order_id, [](const Entry& entry) { return entry.shown.id; });
    return found == entries_.end() ? nullptr : &*found;
}

Status SimulatedBroker::ask_cancel(Entry& entry) {
    if (entry.shown.status != BrokerStatus::kWorking) {
        return fail(ErrorCode::kRefused, "order " + entry.shown.id + " has ended: " + entry.shown.raw_status);
    }
    venue_.handle({VenueRequest::Kind::kCancel, entry.order, {}, now_}, reports_);
    return {};
}

Status SimulatedBroker::cancel(const std::string& broker_order_id) {
    std::vector<TradeUpdate> updates;
    Status done;
    {
        const std::scoped_lock lock(mutex_);
        Entry* entry = find_entry(broker_order_id);
        if (entry == nullptr) return fail(ErrorCode::kNotFound, "no order " + broker_order_id);
        done = ask_cancel(*entry);
        apply_reports(updates);
    }
    tell(updates);
    return done;
}

Result<BrokerOrder> SimulatedBroker::replace(const std::string& broker_order_id, const ReplaceTerms& terms) {
    std::vector<TradeUpdate> updates;
    Result<BrokerOrder> answer = fail(ErrorCode::kInternal, "");
    {
        const std::scoped_lock lock(mutex_);
        Entry* entry = find_entry(broker_order_id);
        if (entry == nullptr) return fail(ErrorCode::kNotFound, "no order " + broker_order_id);
        if (Status asked = ask_cancel(*entry); !asked) return std::unexpected(asked.error());
        Order next = entry->order;
        next.id = {};
        next.client_order_id = terms.client_order_id;
        next.quantity = terms.quantity.value_or(next.quantity) - entry->shown.filled;
        if (terms.limit_price) next.limit_price = terms.limit_price;
        if (terms.stop_price) next.stop_price = terms.stop_price;
        answer = take(std::move(next));
        apply_reports(updates);
        if (answer) answer = entries_.back().shown;
    }
    tell(updates);
    return answer;
}

void SimulatedBroker::apply_fill(Entry& entry, const VenueReport& report) {
    const Decimal value = multiply(report.quantity, report.price, Rounding::kHalfEven);
    const bool buy = entry.order.side == Side::kBuy;
    cash_ += (buy ? -value : value) - report.commission - report.fees;
    entry.value += value;
    entry.shown.filled = report.cumulative_quantity;
    entry.shown.average_price = divide(entry.value, entry.shown.filled, Rounding::kHalfEven);
    if (entry.shown.filled >= entry.shown.quantity) entry.shown.status = BrokerStatus::kFilled;
    Holding& holding = holdings_[entry.shown.symbol];
    const Decimal change = buy ? report.quantity : -report.quantity;
    const Decimal after = holding.quantity + change;
    const bool grows = holding.quantity.is_zero() || holding.quantity.sign() == change.sign();
    if (grows) {
        holding.cost += buy ? value : -value;
    } else if (after.is_zero() || after.sign() == change.sign()) {
        // Closed, or turned round: what is left was opened at this price.
        holding.cost = multiply(after, report.price, Rounding::kHalfEven);
    } else {
        holding.cost = multiply_divide(holding.cost, after, holding.quantity, Rounding::kHalfEven);
    }
    holding.quantity = after;
    holding.last_price = report.price;
}

void SimulatedBroker::apply_reports(std::vector<TradeUpdate>& updates) {
    for (const VenueReport& report : reports_) {
        const auto entry = std::ranges::find(entries_, report.order, [](const Entry& each) { return each.order.id; });
        if (entry == entries_.end()) continue;
        entry->shown.updated = report.time;
        if (report.kind == Kind::kFill) apply_fill(*entry, report);
        entry->shown.status = status_after(report, entry->shown.status);
        TradeUpdate update;
        update.event = event_of(report, entry->shown);
        entry->shown.raw_status = report.reason.empty() ? update.event : report.reason;
        update.order = entry->shown;
        update.time = report.time;
        update.price = report.price;
        update.quantity = report.quantity;
        updates.push_back(std::move(update));
    }
    reports_.clear();
}

Result<std::optional<BrokerOrder>> SimulatedBroker::find_order(const std::string& client_order_id) {
    const std::scoped_lock lock(mutex_);
    for (const Entry& entry : entries_) {
        if (entry.shown.client_order_id == client_order_id) return std::optional(entry.shown);
    }
    return std::optional<BrokerOrder>();
}

Result<std::vector<BrokerOrder>> SimulatedBroker::orders_since(Timestamp since) {
    const std::scoped_lock lock(mutex_);
    std::vector<BrokerOrder> orders;
    for (const Entry& entry : entries_) {
        if (entry.shown.submitted > since) orders.push_back(entry.shown);
    }
    return orders;
}

Result<std::vector<BrokerPosition>> SimulatedBroker::positions() {
    const std::scoped_lock lock(mutex_);
    std::vector<BrokerPosition> positions;
    for (const auto& [symbol, holding] : holdings_) {
        if (holding.quantity.is_zero()) continue;
        positions.push_back({symbol, holding.quantity, divide(holding.cost, holding.quantity, Rounding::kHalfEven)});
    }
    return positions;
}

Result<BrokerAccount> SimulatedBroker::account() {
    const std::scoped_lock lock(mutex_);
    BrokerAccount account;
    account.cash = account.equity = cash_;
    Decimal gross;
    for (const auto& [symbol, holding] : holdings_) {
        const Decimal value = multiply(holding.quantity, holding.last_price, Rounding::kHalfEven);
        account.equity += value;
        gross += value.abs();
    }
    account.buying_power = std::max(account.equity - gross, Decimal());
    account.may_trade = true;
    account.status = "ACTIVE";
    return account;
}

}  // namespace tradewind::broker
