#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>

#include "broker/stream_sessions.hpp"
#include "services/broker_link.hpp"
#include "services/host.hpp"
#include "services/live_executor_handler.hpp"
#include "services/reconciliation.hpp"
#include "services/worker.hpp"
#include "storage/leases.hpp"

namespace tradewind::services {

/// trade-executor on a real broker: the worker with its engine, the link that carries its orders out, the socket of
/// order events, and the reconciliation of our books with the broker's. Orders go out only while the account's lease is
/// ours, the socket listens, and a reconciliation since it began to listen has gone through.
class LiveExecutor {
public:
    /// Takes the account's lease and rebuilds the engine from the journal. `cash`: the opening balance. kConflict where
    /// another process holds the account.
    static Result<std::unique_ptr<LiveExecutor>> open(World& world, broker::Broker& broker, broker::AlpacaKeys keys,
                                                      std::string stream_url, const MarketClock& market, Decimal cash);

    /// Three threads of `host`: the engine, the link with reconciliation, the socket.
    void run(Host& host);

    /// Compares our books with the broker's: what we missed of our orders becomes reports; what still differs the
    /// second time in a row is logged, stored in the audit log, and pauses trading (reduce only). The differences.
    Result<std::vector<std::string>> reconcile();
    /// One turn of the link: what is due of lease, reconciliation and orders.
    Status tend();
    /// Has the books compared anew, by whoever tends.
    void look_again();
    /// Whether they were, and were equal, and nothing of ours is under way.
    [[nodiscard]] bool agrees() const { return agrees_ && link_.unresolved() == 0; }
    /// Where they differed last, in words.
    [[nodiscard]] std::string disagreement() const;
    [[nodiscard]] BrokerLink& link() { return link_; }
    [[nodiscard]] Worker& worker() { return *worker_; }

private:
    LiveExecutor(World& world, broker::Broker& broker, broker::AlpacaKeys keys, std::string stream_url,
                 const MarketClock& market);
    Status publish(const matching::VenueReport& report);
    Status keep_lease();
    /// What the store says now: the account is still ours and no state of a scope forbids the order. Unreadable is no.
    bool may_send(const Order& order);
    Result<BooksView> read_books(const std::vector<broker::BrokerOrder>& orders);
    Status catch_up_orders(const BooksView& books, const BrokerView& broker);
    Status raise(const std::vector<std::string>& differences);
    Status listen(const std::stop_token& stop);

    World& world_;
    broker::Broker& broker_;
    broker::AlpacaKeys keys_;
    std::string stream_url_;
    const MarketClock& market_;
    BrokerLink link_;
    std::unique_ptr<Worker> worker_;
    LiveExecutorHandler* handler_ = nullptr;
    storage::leases::Lease lease_;
    Timestamp lease_renewed_;
    std::atomic<bool> listening_ = false;
    std::atomic<bool> reconcile_now_ = true;
    std::atomic<bool> agrees_ = false;
    std::atomic<bool> mute_ = false;  ///< The socket listens, and has not told what the broker did.
    mutable std::mutex told_mutex_;
    std::string told_;  ///< The last differences.
    Timestamp next_reconcile_;
    bool working_ = false;  ///< Orders of ours worked when it was last looked.
    std::vector<std::string> last_differences_;
};

}  // namespace tradewind::services
