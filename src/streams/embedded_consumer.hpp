#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "streams/embedded_store.hpp"
#include "streams/policy.hpp"
#include "streams/retry_schedule.hpp"

namespace tradewind::streams::embedded {

class EmbeddedConsumer;

/// Wakes the readers of this process when something was published, or one of them when it is interrupted.
class Wake {
public:
    void publish() {
        {
            const std::scoped_lock guard(mutex_);
            ++published_;
        }
        changed_.notify_all();
    }
    [[nodiscard]] std::uint64_t published() {
        const std::scoped_lock guard(mutex_);
        return published_;
    }
    /// Sets a reader's flag, under the lock that `wait` looks at it with.
    void interrupt(bool& flag) {
        {
            const std::scoped_lock guard(mutex_);
            flag = true;
        }
        changed_.notify_all();
    }
    /// Waits until something was published after `seen`, the flag is set or the time is over. Whether the flag was set;
    /// clears it.
    bool wait(std::uint64_t seen, bool& flag, Duration at_most) {
        std::unique_lock guard(mutex_);
        changed_.wait_for(guard, at_most, [&] { return flag || published_ != seen; });
        return std::exchange(flag, false);
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t published_ = 1;
};

/// What a consumer needs of its bus.
class Home {
public:
    virtual ~Home() = default;
    virtual storage::Database& database() = 0;
    virtual const BusOptions& options() = 0;
    virtual Wake& wake() = 0;
    virtual void join(EmbeddedConsumer& consumer) = 0;
    virtual void leave(EmbeddedConsumer& consumer) = 0;
};

struct Subscription {
    std::string stream;
    Group group;
    std::int64_t own_after = 0;  ///< Own pending entries up to here have been handed out since the start.
    bool own_done = false;
};

class EmbeddedConsumer final : public Consumer {
public:
    EmbeddedConsumer(Home& home, std::string group, std::string name, std::vector<Subscription> subscriptions);
    ~EmbeddedConsumer() override;

    Result<std::vector<Delivery>> read(std::size_t max, Duration wait) override;
    Status ack(std::span<const Delivery> done) override;
    Status dead_letter(const Delivery& delivery, std::string_view error) override;
    void interrupt() override;

    /// Writes the queued acknowledgements; from any thread.
    Status flush();

private:
    struct Batch {
        std::vector<Delivery> deliveries;
        std::vector<Delivery> used_up;         ///< Delivered too often: to be buried.
        std::vector<RetrySchedule::Key> gone;  ///< To be tried again, but acknowledged or claimed meanwhile.
        bool own_left = false;
        bool full = false;
    };

    Result<Batch> fetch(std::size_t max);
    Status fetch_into(storage::Transaction& tx, std::size_t max, std::vector<Subscription>& subscriptions,
                      Batch& batch);
    Status fetch_own(storage::Transaction& tx, std::size_t max, std::vector<Subscription>& subscriptions, Batch& batch);
    Status fetch_due(storage::Transaction& tx, std::size_t max, Batch& batch);
    Status fetch_new(storage::Transaction& tx, std::size_t max, Batch& batch);
    Status fetch_idle(storage::Transaction& tx, std::size_t max, Batch& batch);
    void add(const Subscription& from, std::vector<Taken> taken, Batch& batch) const;
    Status bury_used_up(const std::vector<Delivery>& used_up);
    [[nodiscard]] bool something_to_do(Duration now, std::uint64_t published);
    [[nodiscard]] Duration time_to_wake(Duration now, Duration left) const;
    [[nodiscard]] const Subscription* subscription(std::string_view stream) const;
    [[nodiscard]] Place place_of(const Delivery& delivery) const;

    Home& home_;
    std::string group_;
    std::string name_;
    std::vector<Subscription> subscriptions_;
    RetrySchedule schedule_;
    SystemMachineClock waiting_clock_;  ///< For how long to wait; the injected clock need not move by itself.
    Duration next_claim_{};
    std::uint64_t seen_ = 0;  ///< Publications known when the last fetch found nothing more.
    std::size_t turn_ = 0;    ///< The stream whose turn it is to be first.
    bool interrupted_ = false;

    std::mutex queue_mutex_;
    std::vector<Place> acknowledged_;
};

}  // namespace tradewind::streams::embedded
