#pragma once

#include <atomic>
#include <deque>
#include <mutex>

#include "streams/redis_client.hpp"
#include "streams/retry_schedule.hpp"

namespace tradewind::streams::redis {

/// Reads on a connection of its own, so that a blocked read holds up nobody.
class RedisConsumer final : public Consumer {
public:
    RedisConsumer(Client& client, std::string group, std::string name, std::span<const std::string> streams);

    Result<std::vector<Delivery>> read(std::size_t max, Duration wait) override;
    Status ack(std::span<const Delivery> done) override;
    Status dead_letter(const Delivery& delivery, std::string_view error) override;
    void interrupt() override;

private:
    struct Subscription {
        std::string stream;
        std::string key;
        std::string own_after = "-";  ///< Own pending entries up to here have been looked at.
        bool own_done = false;
    };
    struct Candidate {
        std::string entry_id;
        int deliveries = 0;
    };
    /// Found and not handed out yet.
    using Batch = std::vector<Delivery>;

    Status fetch(std::size_t max, Duration left, Batch& batch);
    Status fetch_own(std::size_t max, Batch& batch);
    Status fetch_due(std::size_t max, Batch& batch);
    Status fetch_idle(std::size_t max, Batch& batch);
    Status fetch_new(std::size_t max, Duration block, Batch& batch);
    /// Makes pending entries ours and counts one more delivery.
    Status claim(const Subscription& from, const std::vector<Candidate>& candidates, Duration min_idle, Batch& batch);
    Status report_lost(const Subscription& from, const std::vector<Candidate>& missing);
    Status take_new(Reply& reply, Batch& batch);
    Status after_failure(const Error& error, Duration deadline);
    Result<std::vector<Delivery>> hand_out(std::size_t max);
    Status bury_used_up(Batch& batch);
    [[nodiscard]] Duration time_to_block(Duration left) const;
    [[nodiscard]] bool known(const Subscription& from, const std::string& entry_id) const;

    Result<std::vector<Reply>> call(const Pipeline& pipeline);
    Result<std::vector<Reply>> call_blocked(const Pipeline& pipeline, Duration block);
    Result<std::string> client_id();

    Client& client_;
    std::string group_;
    std::string name_;
    std::vector<Subscription> subscriptions_;
    RetrySchedule schedule_;
    SystemMachineClock waiting_clock_;  ///< For how long to wait; the injected clock need not move by itself.
    Duration next_claim_{};
    Link link_;
    std::deque<Delivery> buffer_;  ///< Read from the server beyond what the caller had room for.

    std::string client_id_;
    std::uint64_t client_generation_ = 0;
    std::mutex blocked_mutex_;
    bool interrupted_ = false;
    std::shared_ptr<Call> blocked_;
    std::string blocked_client_;
};

}  // namespace tradewind::streams::redis
