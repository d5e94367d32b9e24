#include <algorithm>

#include "market/settlement.hpp"
#include "trading/execution_state.hpp"
#include "trading/order_ids.hpp"

namespace tradewind::trading {
namespace {

using Kind = VenueReport::Kind;

// Fills of one order that may wait for their predecessors.
constexpr std::size_t kEarlyFillsKept = 64;

// The event that a report is, for reports that are no fill.
OrderEvent event_of(Kind kind) {
    switch (kind) {
        case Kind::kAccepted:
            return OrderEvent::kAccept;
        case Kind::kRejected:
            return OrderEvent::kReject;
        case Kind::kCanceled:
            return OrderEvent::kCancel;
        case Kind::kExpired:
            return OrderEvent::kExpire;
        case Kind::kUnknown:
        case Kind::kFill:
            break;
    }
    return OrderEvent::kLoseTrack;
}

bool is_sound(const VenueReport& fill) {
    return fill.quantity.sign() > 0 && fill.price.sign() > 0 && fill.cumulative_quantity >= fill.quantity &&
           fill.commission.sign() >= 0 && fill.fees.sign() >= 0;
}

// A report of several executions in one may name the last one's price only: where the venue's average says that they
// cost something else, by more than rounding explains, the average is right.
Decimal price_of(const VenueReport& report, Decimal quantity, Decimal known_value) {
    constexpr Decimal kHalfCent = Decimal::from_raw(Decimal::kScale / 200);
    if (!report.average_price) return report.price;
    const Decimal value =
        multiply(*report.average_price, report.cumulative_quantity, Rounding::kHalfEven) - known_value;
    const Decimal told = multiply(report.price, quantity, Rounding::kHalfEven);
    if (value.sign() <= 0 || (value - told).abs() < kHalfCent) return report.price;
    return divide(value, quantity, Rounding::kHalfEven);
}

LedgerEntry ledger_entry(const TradeExecution& fill, std::string_view kind, Decimal quantity, Decimal cash) {
    LedgerEntry entry;
    entry.cause = fill.id.to_string();
    entry.id = ledger_id(kind, entry.cause);
    entry.time = fill.time;
    entry.kind = kind;
    entry.ticker = fill.ticker;
    entry.quantity = quantity;
    entry.cash = cash;
    return entry;
}

}  // namespace

void ExecutionEngine::State::apply(const VenueReport& report, Step step) {
    const auto found = orders.find(report.order);
    if (found == orders.end()) {
        note(step, "unknown-order", report.order.to_string(),
             "the venue reports an order that is not ours or long closed");
        return;
    }
    TrackedOrder& tracked = found->second;
    if (!report.broker_order_id.empty()) tracked.order.broker_order_id = report.broker_order_id;
    const bool was_terminal = is_terminal(tracked.order.status);
    if (report.kind == Kind::kFill) {
        apply_fill_report(tracked, report, step);
    } else {
        transition(tracked, event_of(report.kind), report, step);
    }
    if (!was_terminal && is_terminal(tracked.order.status)) finish(tracked);
    follow_up(tracked, report, step);
}

void ExecutionEngine::State::transition(TrackedOrder& tracked, OrderEvent event, const VenueReport& report, Step step) {
    const OrderStatus before = tracked.order.status;
    const auto next = next_status(before, event);
    if (!next) return;
    tracked.order.status = *next;
    if (is_terminal(*next)) tracked.order.closed_at = report.time;
    // Why we asked for a cancel says more than that the venue did as asked.
    const bool asked = event == OrderEvent::kCancel && tracked.cancel_requested && !tracked.order.reason.empty();
    if (!asked && !report.reason.empty()) tracked.order.reason = report.reason;
    if (*next == OrderStatus::kFilled) tracked.order.reason.clear();
    step.out.orders.push_back(tracked.order);
    // What was cancelled while nobody knew whether it exists, exists.
    if (event == OrderEvent::kAccept && tracked.cancel_requested) {
        tracked.cancel_requested = false;
        cancel(tracked, tracked.order.reason, step);
    }
}

void ExecutionEngine::State::apply_fill_report(TrackedOrder& tracked, const VenueReport& report, Step step) {
    if (!is_sound(report)) {
        note(step, "unsound-fill", report.order.to_string(), "a fill needs a quantity and a price above zero");
        return;
    }
    const Decimal known = tracked.order.filled_quantity;
    if (report.cumulative_quantity <= known) return;
    const Decimal quantity = report.cumulative_quantity - known;
    if (report.quantity >= quantity) {
        apply_fill(tracked, report, quantity, price_of(report, quantity, tracked.value), step);
        drain_early_fills(tracked, step);
        return;
    }
    // Fills before this one are missing. The venue's average tells what all of them cost; else they are waited for.
    if (report.average_price) {
        const Decimal value = multiply(*report.average_price, report.cumulative_quantity, Rounding::kHalfEven);
        const Decimal missing = value - tracked.value;
        if (missing.sign() > 0) {
            apply_fill(tracked, report, quantity, divide(missing, quantity, Rounding::kHalfEven), step);
            drain_early_fills(tracked, step);
            return;
        }
    }
    if (tracked.early_fills.size() < kEarlyFillsKept) {
        tracked.early_fills.push_back(report);
    } else {
        note(step, "early-fill-dropped", report.order.to_string(), "too many fills wait for earlier ones");
    }
}

void ExecutionEngine::State::drain_early_fills(TrackedOrder& tracked, Step step) {
    while (true) {
        const Decimal known = tracked.order.filled_quantity;
        std::erase_if(tracked.early_fills, [&](const VenueReport& r) { return r.cumulative_quantity <= known; });
        const auto next = std::ranges::find_if(
            tracked.early_fills, [&](const VenueReport& r) { return r.cumulative_quantity - r.quantity <= known; });
        if (next == tracked.early_fills.end()) return;
        const VenueReport report = *next;
        apply_fill(tracked, report, report.cumulative_quantity - known, report.price, step);
    }
}

void ExecutionEngine::State::apply_fill(TrackedOrder& tracked, const VenueReport& report, Decimal quantity,
                                        Decimal price, Step step) {
    Order& order = tracked.order;
    TickerState& ticker = tickers[tracked.ticker];
    const int sign_before = holding(tracked.ticker).quantity.sign();
    const FillResult result =
        portfolio.apply_fill(tracked.ticker, order.side, quantity, price, report.commission + report.fees, report.time);
    order.filled_quantity = report.cumulative_quantity;
    tracked.value += result.cash.abs();
    order.average_price = divide(tracked.value, order.filled_quantity, Rounding::kHalfEven);
    const auto open_position = [&] {
        ticker.opening_signal = order.signal;
        ticker.opened = report.time;
        ticker.contributions = tracked.contributions;
        ticker.protection_no = 0;
        ticker.protection_released = ticker.watched = false;
    };
    if (sign_before == 0) open_position();
    TradeExecution fill;
    fill.id = fill_id(order.id, order.filled_quantity);
    fill.order = order.id;
    fill.signal = order.signal;
    fill.ticker = order.ticker;
    fill.leg = order.leg;
    fill.side = order.side;
    fill.quantity = quantity;
    fill.price = price;
    fill.reference_price = report.reference_price.sign() > 0 ? report.reference_price : price;
    fill.commission = report.commission;
    fill.fees = report.fees;
    fill.slippage = multiply((price - fill.reference_price).abs(), quantity, Rounding::kHalfEven);
    fill.realized_pnl = result.realized_pnl;
    fill.position = result.position;
    fill.time = report.time;
    fill.bar_time = report.bar_time;
    fill.known_at = report.known_at;
    fill.contributions = ticker.contributions;
    book_fill(tracked, fill, result.cash, step);
    step.out.fills.push_back(std::move(fill));
    if (result.position.is_zero()) ticker.last_exit = report.time;
    if (sign_before * result.position.sign() < 0) open_position();
    finish_fill(tracked, report, step);
}

void ExecutionEngine::State::finish_fill(TrackedOrder& tracked, const VenueReport& report, Step step) {
    Order& order = tracked.order;
    const bool complete = order.filled_quantity >= order.quantity;
    if (order.filled_quantity > order.quantity) {
        order.quantity = order.filled_quantity;
        change_state(TradingState::kHalted, "executor",
                     "the venue filled more of " + order.id.to_string() + " than ordered", step);
    }
    const OrderEvent event = complete ? OrderEvent::kFinalFill : OrderEvent::kPartialFill;
    if (next_status(order.status, event)) {
        transition(tracked, event, report, step);
    } else {
        step.out.orders.push_back(order);
    }
}

void ExecutionEngine::State::book_fill(const TrackedOrder& tracked, const TradeExecution& fill, Decimal cash,
                                       Step step) {
    const Decimal change = fill.side == Side::kBuy ? fill.quantity : -fill.quantity;
    step.out.ledger.push_back(ledger_entry(fill, "trade", change, cash));
    if (!fill.commission.is_zero()) {
        step.out.ledger.push_back(ledger_entry(fill, "commission", Decimal(), -fill.commission));
    }
    if (!fill.fees.is_zero()) step.out.ledger.push_back(ledger_entry(fill, "fee", Decimal(), -fill.fees));
    step.out.positions.push_back(portfolio.position(tracked.ticker));
    if (!settings.risk.cash_account || fill.side != Side::kSell) return;
    std::erase_if(unsettled, [&](const auto& entry) { return entry.first <= step.now; });
    const auto& calendar = tickers[tracked.ticker].sessions.calendar();
    unsettled.emplace_back(market::settled_at(calendar, fill.time), cash - fill.commission - fill.fees);
}

// What the rest of the ticker's orders must do about a report.
void ExecutionEngine::State::follow_up(TrackedOrder& tracked, const VenueReport& report, Step step) {
    const auto number = tracked.ticker;
    TickerState& ticker = tickers[number];
    const bool holds = !holding(number).quantity.is_zero();
    if (report.kind == Kind::kRejected && tracked.is_protective() && holds && !ticker.watched) {
        ticker.watched = true;
        note(step, "protection-refused", tracked.order.id.to_string(),
             "the venue took no protective order; bars are watched instead: " + report.reason);
        cancel_protection(number, step);
    }
    const bool ended = is_terminal(tracked.order.status);
    // A limit exit that ended unfilled has left a stop without its target.
    if (holds && ended && tracked.is_leaving() && report.kind != Kind::kFill) cancel_protection(number, step);
    // An exit that fills ends what would still add to the position.
    if (report.kind == Kind::kFill && !tracked.is_entry()) {
        const auto live = ticker.live;
        for (TrackedOrder* other : live) {
            if (other->is_entry() && !other->held) cancel(*other, "the position is being closed", step);
        }
    }
    release_held(number, step);
    protect(number, false, step);
}

}  // namespace tradewind::trading
