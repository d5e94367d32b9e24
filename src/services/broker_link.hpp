#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <span>
#include <vector>

#include "broker/broker.hpp"
#include "matching/venue.hpp"

namespace tradewind::services {

/// Carries the engine's requests to the broker (reliability.md §5.4). An order is sent once; where its answer is lost
/// it is looked up by its client id until the broker has said what became of it, and sent again, under the same id,
/// only after the broker has denied three times over ten seconds, and in its list, that it is there.
class BrokerLink {
public:
    /// Takes a report in for good, or says why not: then it is made again.
    using Publish = std::function<Status(const matching::VenueReport&)>;

    /// Asked right before an order goes out, since much may have changed since it was decided; no sends it later.
    using MaySend = std::function<bool(const Order&)>;

    BrokerLink(broker::Broker& broker, const MarketClock& clock, Publish publish, MaySend may_send)
        : broker_(broker), clock_(clock), publish_(std::move(publish)), may_send_(std::move(may_send)) {}

    /// Queues requests whose intent is committed. `maybe_sent`: they stem from before a restart. What is queued already
    /// stays as it is. From any thread.
    void enqueue(std::span<const matching::VenueRequest> requests, bool maybe_sent);
    /// Orders go out only while open; cancels and look-ups always. From any thread.
    void set_open(bool open) { open_ = open; }
    /// Does what is due. One thread.
    void work();
    /// Orders whose fate isn't known, and cancels not yet asked for. From any thread.
    [[nodiscard]] std::size_t unresolved() const;

private:
    struct Submission {
        matching::VenueRequest request;
        bool maybe_sent = false;
        bool told_unknown = false;
        int attempts = 0;
        int denials = 0;
        Timestamp first_denial;
        Timestamp next_try;
    };
    struct Cancel {
        matching::VenueRequest request;
        Timestamp next_try;
    };
    using Submissions = std::map<OrderId, Submission>;

    /// Each returns true where the entry is done with.
    bool work_on(Submission& submission, Timestamp now);
    bool send(Submission& submission, Timestamp now);
    bool look_up(Submission& submission, Timestamp now);
    bool denied(Submission& submission, Timestamp now);
    bool work_on(Cancel& cancel, Timestamp now);
    bool report_end(const Order& order, matching::VenueReport::Kind kind, std::string reason);
    /// The end of an order that the broker never had: nothing is left to be cancelled either.
    bool end_unsent(const Order& order, matching::VenueReport::Kind kind, std::string reason);
    bool report_all(const broker::BrokerOrder& found, const Order& order);
    void take_queue();

    broker::Broker& broker_;
    const MarketClock& clock_;
    Publish publish_;
    MaySend may_send_;
    std::atomic<bool> open_ = false;
    std::atomic<std::size_t> working_ = 0;
    mutable std::mutex mutex_;
    std::vector<std::pair<matching::VenueRequest, bool>> queue_;
    Submissions submissions_;
    std::map<OrderId, Cancel> cancels_;
    std::set<OrderId> unsent_;  ///< Orders that ended before they were sent.
};

}  // namespace tradewind::services
