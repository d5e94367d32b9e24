#include "services/broker_link.hpp"

#include <fmt/core.h>
#include <algorithm>

#include "services/route.hpp"
#include "services/venue_reports.hpp"
#include "telemetry/log.hpp"

namespace tradewind::services {
namespace {

using namespace std::chrono_literals;
using matching::VenueReport;
using matching::VenueRequest;
using Kind = VenueReport::Kind;

constexpr auto kRetry = 2s;
constexpr int kDenials = 3;
constexpr std::size_t kUnsentKept = 10'000;
constexpr auto kDenialTime = 10s;
/// An entry decided longer ago is no longer what its signal meant.
constexpr auto kEntryValid = 3min;

// Pauses are the machine's, also where market time is faster.
Duration paused(const MarketClock& clock, Duration pause) {
    return Duration(static_cast<std::int64_t>(static_cast<double>(pause.count()) * std::max(clock.speed(), 1.0)));
}

bool is_stale(const VenueRequest& request, Timestamp now) {
    return request.order.leg == OrderLeg::kEntry && now - request.time > kEntryValid;
}

}  // namespace

void BrokerLink::enqueue(std::span<const VenueRequest> requests, bool maybe_sent) {
    std::scoped_lock lock(mutex_);
    for (const auto& request : requests) queue_.emplace_back(request, maybe_sent);
}

std::size_t BrokerLink::unresolved() const {
    std::scoped_lock lock(mutex_);
    return queue_.size() + working_;
}

void BrokerLink::take_queue() {
    std::scoped_lock lock(mutex_);
    for (auto& [request, maybe_sent] : queue_) {
        const OrderId id = request.order.id;
        if (request.kind == VenueRequest::Kind::kSubmit) {
            Submission submission;
            submission.maybe_sent = maybe_sent;
            submission.request = std::move(request);
            submissions_.try_emplace(id, std::move(submission));
        } else if (!unsent_.contains(id)) {
            cancels_.try_emplace(id, Cancel{std::move(request), {}});
        }
    }
    queue_.clear();
    working_ = submissions_.size() + cancels_.size();
}

void BrokerLink::work() {
    take_queue();
    const Timestamp now = clock_.now();
    std::erase_if(submissions_,
                  [&](auto& entry) { return entry.second.next_try <= now && work_on(entry.second, now); });
    std::erase_if(cancels_, [&](auto& entry) { return entry.second.next_try <= now && work_on(entry.second, now); });
    working_ = submissions_.size() + cancels_.size();
}

bool BrokerLink::report_end(const Order& order, Kind kind, std::string reason) {
    VenueReport report;
    report.kind = kind;
    report.order = order.id;
    report.time = report.known_at = report.bar_time = clock_.now();
    report.reason = std::move(reason);
    return publish_(report).has_value();
}

bool BrokerLink::end_unsent(const Order& order, Kind kind, std::string reason) {
    if (!report_end(order, kind, std::move(reason))) return false;
    cancels_.erase(order.id);
    if (unsent_.size() >= kUnsentKept) unsent_.clear();
    unsent_.insert(order.id);
    return true;
}

bool BrokerLink::report_all(const broker::BrokerOrder& found, const Order& order) {
    const auto reports = reports_of(found, order.id, clock_.now());
    return std::ranges::all_of(reports, [&](const VenueReport& report) { return publish_(report).has_value(); });
}

bool BrokerLink::work_on(Submission& submission, Timestamp now) {
    const Order& order = submission.request.order;
    if (submission.maybe_sent) return look_up(submission, now);
    // Two exits of one position would reserve its shares twice: the engine watches the prices itself instead.
    if (!submission.request.group.empty()) {
        return end_unsent(order, Kind::kRejected,
                          "stop and target are watched here, the broker holds shares for one only");
    }
    if (cancels_.contains(order.id)) {
        return end_unsent(order, Kind::kCanceled, "cancelled before it was sent");
    }
    if (is_stale(submission.request, now)) {
        return end_unsent(order, Kind::kRejected, "its signal is too old to be traded");
    }
    return open_ && send(submission, now);
}

bool BrokerLink::send(Submission& submission, Timestamp now) {
    const Order& order = submission.request.order;
    submission.next_try = now + paused(clock_, kRetry);
    if (!may_send_(order)) return false;
    const bool first = submission.attempts++ == 0;
    auto taken = broker_.submit(order);
    if (taken) {
        submission.maybe_sent = true;  // Until its acceptance is published.
        return report_all(*taken, order);
    }
    const Error& error = taken.error();
    telemetry::log_warning(kTradeExecutor, "an order was not taken", {{"order", order.id}, {"error", error.message}});
    if (error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kLimit) return false;
    if (error.code == ErrorCode::kRefused) {
        if (first) return end_unsent(order, Kind::kRejected, error.message);
        // The first try may have taken what this one was refused for.
        auto there = broker_.find_order(order.client_order_id);
        if (there && !*there) return end_unsent(order, Kind::kRejected, error.message);
    }
    submission.maybe_sent = true;
    submission.denials = 0;
    if (!submission.told_unknown) submission.told_unknown = report_end(order, Kind::kUnknown, error.message);
    return false;
}

bool BrokerLink::look_up(Submission& submission, Timestamp now) {
    submission.next_try = now + paused(clock_, kRetry);
    auto found = broker_.find_order(submission.request.order.client_order_id);
    if (!found) return false;  // No answer proves nothing.
    if (*found) return report_all(**found, submission.request.order);
    return denied(submission, now);
}

bool BrokerLink::denied(Submission& submission, Timestamp now) {
    const Order& order = submission.request.order;
    if (submission.denials++ == 0) submission.first_denial = now;
    if (submission.denials < kDenials || now - submission.first_denial < paused(clock_, kDenialTime)) return false;
    const auto listed = broker_.orders_since(submission.request.time - 5min);
    if (!listed) return false;
    const auto there = std::ranges::find(*listed, order.client_order_id, &broker::BrokerOrder::client_order_id);
    if (there != listed->end()) return report_all(*there, order);
    submission.maybe_sent = false;
    submission.denials = 0;
    submission.attempts = std::max(submission.attempts, 1);
    submission.next_try = now;
    return false;
}

bool BrokerLink::work_on(Cancel& cancel, Timestamp now) {
    const Order& order = cancel.request.order;
    if (submissions_.contains(order.id)) return false;  // Its fate comes first.
    cancel.next_try = now + paused(clock_, kRetry);
    auto found = broker_.find_order(order.client_order_id);
    if (!found || !*found) return false;
    if ((*found)->status != broker::BrokerStatus::kWorking) return report_all(**found, order);
    // Done only when the broker says that it has ended: asked again until then.
    if (Status asked = broker_.cancel((*found)->id); !asked) {
        telemetry::log_warning(kTradeExecutor, "a cancel was not taken",
                               {{"order", order.id}, {"error", asked.error().message}});
    }
    return false;
}

}  // namespace tradewind::services
