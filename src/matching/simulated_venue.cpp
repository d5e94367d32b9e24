#include "matching/simulated_venue.hpp"

#include <algorithm>
#include <utility>

namespace tradewind::matching {
namespace {

constexpr const char* kSiblingFilled = "another order of its group was filled";
// A day order of a symbol that no longer trades ends after this.
constexpr Duration kLongestWait = std::chrono::days(7);
constexpr const char* kOnRequest = "canceled on request";

std::string broker_id(const Order& order) {
    return "sim-" + order.id.to_string();
}

VenueReport report_on(const Order& order, VenueReport::Kind kind, Timestamp time, Timestamp known_at) {
    VenueReport report;
    report.kind = kind;
    report.order = order.id;
    report.time = time;
    report.known_at = known_at;
    return report;
}

// What a venue refuses outright; empty where nothing is wrong.
std::string fault_of(const Order& order) {
    if (order.quantity.sign() <= 0) return "quantity must be above zero";
    if (order.type == OrderType::kLimit && (!order.limit_price || order.limit_price->sign() <= 0)) {
        return "a limit order needs a limit price above zero";
    }
    if (order.type == OrderType::kStop && (!order.stop_price || order.stop_price->sign() <= 0)) {
        return "a stop order needs a stop price above zero";
    }
    return {};
}

}  // namespace

SimulatedVenue::Book& SimulatedVenue::book_of(const Ticker& ticker) {
    const auto number = tickers_.intern(ticker);
    if (number == books_.size()) {
        books_.emplace_back();
        books_.back().sessions = market::SessionCursor(market::SessionCalendar::of(ticker));
    }
    return books_[number];
}

void SimulatedVenue::handle(const VenueRequest& request, std::vector<VenueReport>& reports) {
    if (request.kind == VenueRequest::Kind::kSubmit) {
        submit(request, reports);
    } else {
        cancel(request, reports);
    }
}

void SimulatedVenue::submit(const VenueRequest& request, std::vector<VenueReport>& reports) {
    const Order& order = request.order;
    Book& book = book_of(order.ticker);
    const auto same = [&](const Resting& resting) { return resting.order.id == order.id; };
    if (std::ranges::any_of(book.resting, same)) return;
    if (auto fault = fault_of(order); !fault.empty()) {
        reports.push_back(report_on(order, VenueReport::Kind::kRejected, request.time, request.time));
        reports.back().reason = std::move(fault);
        return;
    }
    Resting resting;
    resting.order = order;
    resting.group = request.group;
    resting.remaining = order.quantity;
    const bool ends = order.time_in_force == TimeInForce::kDay;
    resting.expires = ends ? request.time + kLongestWait : Timestamp::max();
    next_expiry_ = std::min(next_expiry_, resting.expires);
    book.resting.push_back(std::move(resting));
    ++resting_count_;
    reports.push_back(report_on(order, VenueReport::Kind::kAccepted, request.time, request.time));
    reports.back().broker_order_id = broker_id(order);
    if (book.last_end != request.time || !book.last_times) return;
    meet(book, book.resting.back(), reports);
    sweep(book);
}

void SimulatedVenue::cancel(const VenueRequest& request, std::vector<VenueReport>& reports) {
    Book& book = book_of(request.order.ticker);
    const auto found = std::ranges::find(book.resting, request.order.id, [](const Resting& r) { return r.order.id; });
    if (found == book.resting.end() || found->cancel_at) return;
    const Timestamp now = request.time;
    const auto session = book.sessions.calendar().session_at(now);
    // Nothing of the order can lie in a bar that we don't know yet.
    const bool settled = book.last_end >= now || found->order.time >= now || !session || session->open >= now;
    if (!settled) {
        found->cancel_at = now;
        ++pending_cancels_;
        return;
    }
    close(*found, VenueReport::Kind::kCanceled, now, now, kOnRequest, reports);
    sweep(book);
}

void SimulatedVenue::on_bar_start(const Bar& bar, std::vector<VenueReport>& reports) {
    if (resting_count_ == 0) return;
    Book& book = book_of(bar.ticker);
    if (bar.start < book.last_end || bar.start == book.last_start || book.resting.empty()) return;
    book.last_start = bar.start;
    expire(book, bar.start, bar.end, reports);
    if (pending_cancels_ > 0) {
        const auto times = fill_times(bar, book.sessions);
        resolve_cancels(book, times ? times->at_open : bar.end, bar.end, reports);
    }
    if (!market::has_split(bar)) return;
    const SplitRatio ratio = market::split_of(bar);
    for (Resting& resting : book.resting) {
        split_order(resting.order, ratio);
        resting.remaining = split_quantity(resting.remaining, ratio);
        resting.cumulative = split_quantity(resting.cumulative, ratio);
    }
}

void SimulatedVenue::on_bar(const Bar& bar, std::vector<VenueReport>& reports) {
    if (resting_count_ == 0) return;
    Book& book = book_of(bar.ticker);
    if (bar.start < book.last_end) return;
    book.last_end = bar.end;
    book.last_times.reset();
    if (book.resting.empty()) return;
    book.last_bar = bar;
    book.last_times = fill_times(bar, book.sessions);
    book.capacity_left = bar_capacity(bar, fills_);
    if (book.last_times) {
        for (const Pass pass : {Pass::kMarket, Pass::kStop, Pass::kLimit}) match(book, pass, reports);
    }
    if (pending_cancels_ > 0) resolve_cancels(book, bar.end, bar.end, reports);
    sweep(book);
}

void SimulatedVenue::advance(Timestamp now, std::vector<VenueReport>& reports) {
    if (next_expiry_ > now && pending_cancels_ == 0) return;
    for (Book& book : books_) {
        if (book.resting.empty()) continue;
        expire(book, now, now, reports);
        // Once the session is over, no bar can tell of a fill before the cancel.
        if (pending_cancels_ > 0 && !book.sessions.is_open(now)) resolve_cancels(book, now, now, reports);
    }
}

void SimulatedVenue::match(Book& book, Pass pass, std::vector<VenueReport>& reports) {
    for (Resting& resting : book.resting) {
        const bool market = resting.order.type == OrderType::kMarket || resting.triggered;
        const bool stop = resting.order.type == OrderType::kStop;
        const Pass own = market ? Pass::kMarket : (stop ? Pass::kStop : Pass::kLimit);
        if (own == pass) meet(book, resting, reports);
    }
}

// One order against the book's last bar, which lies in a session.
void SimulatedVenue::meet(Book& book, Resting& resting, std::vector<VenueReport>& reports) {
    if (resting.closed || resting.order.time > book.last_bar.start) return;
    if (!resting.met_a_bar && resting.order.time_in_force == TimeInForce::kDay) {
        resting.met_a_bar = true;
        resting.expires = book.sessions.current_or_next(book.last_bar.start).close;
        next_expiry_ = std::min(next_expiry_, resting.expires);
    }
    if (const auto met = touch(resting.order, resting.triggered, book.last_bar)) fill(book, resting, *met, reports);
}

void SimulatedVenue::fill(Book& book, Resting& resting, const Touch& touch, std::vector<VenueReport>& reports) {
    const Order& order = resting.order;
    const Timestamp time = touch.at_open ? book.last_times->at_open : book.last_times->within;
    const Timestamp known_at = book.last_bar.end;
    if (order.type == OrderType::kStop && !resting.triggered) {
        resting.triggered = true;
        reduce_siblings(book, resting, Decimal::max(), time, known_at, reports);
    }
    const Decimal quantity = capped_quantity(resting.remaining, book.capacity_left);
    if (quantity.is_zero()) return;
    book.capacity_left -= quantity;
    resting.remaining -= quantity;
    resting.cumulative += quantity;

    VenueReport report = report_on(order, VenueReport::Kind::kFill, time, known_at);
    report.broker_order_id = broker_id(order);
    report.quantity = quantity;
    report.cumulative_quantity = resting.cumulative;
    report.reference_price = touch.price;
    report.price = slipped_price(order, touch.price, costs_);
    const FillCosts costs = fill_costs(order, quantity, report.price, time, costs_);
    report.commission = costs.commission;
    report.fees = costs.fees;
    report.bar_time = book.last_bar.start;
    reports.push_back(std::move(report));

    if (order.type == OrderType::kLimit) reduce_siblings(book, resting, quantity, time, known_at, reports);
    if (!resting.remaining.is_zero()) return;
    if (resting.cumulative < order.quantity) {
        close(resting, VenueReport::Kind::kCanceled, time, known_at, kSiblingFilled, reports);
        return;
    }
    resting.closed = true;
    if (resting.cancel_at) --pending_cancels_;
}

void SimulatedVenue::reduce_siblings(Book& book, const Resting& filled, Decimal quantity, Timestamp time,
                                     Timestamp known_at, std::vector<VenueReport>& reports) {
    if (filled.group.empty()) return;
    for (Resting& sibling : book.resting) {
        if (&sibling == &filled || sibling.closed || sibling.group != filled.group) continue;
        sibling.remaining -= std::min(sibling.remaining, quantity);
        if (sibling.remaining.is_zero()) {
            close(sibling, VenueReport::Kind::kCanceled, time, known_at, kSiblingFilled, reports);
        }
    }
}

void SimulatedVenue::close(Resting& resting, VenueReport::Kind kind, Timestamp time, Timestamp known_at,
                           std::string reason, std::vector<VenueReport>& reports) {
    resting.closed = true;
    if (resting.cancel_at) --pending_cancels_;
    reports.push_back(report_on(resting.order, kind, time, known_at));
    reports.back().reason = std::move(reason);
}

void SimulatedVenue::resolve_cancels(Book& book, Timestamp until, Timestamp known_at,
                                     std::vector<VenueReport>& reports) {
    for (Resting& resting : book.resting) {
        if (resting.closed || !resting.cancel_at || *resting.cancel_at > until) continue;
        close(resting, VenueReport::Kind::kCanceled, *resting.cancel_at, known_at, kOnRequest, reports);
    }
    sweep(book);
}

void SimulatedVenue::expire(Book& book, Timestamp until, Timestamp known_at, std::vector<VenueReport>& reports) {
    if (next_expiry_ > until) return;
    for (Resting& resting : book.resting) {
        if (resting.closed || resting.expires > until) continue;
        close(resting, VenueReport::Kind::kExpired, resting.expires, known_at, "the session closed", reports);
    }
    sweep(book);
}

void SimulatedVenue::sweep(Book& book) {
    const auto removed = std::erase_if(book.resting, [](const Resting& resting) { return resting.closed; });
    if (removed == 0) return;
    resting_count_ -= removed;
    next_expiry_ = Timestamp::max();
    for (const Book& each : books_) {
        for (const Resting& resting : each.resting) next_expiry_ = std::min(next_expiry_, resting.expires);
    }
}

}  // namespace tradewind::matching
