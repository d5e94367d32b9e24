#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "streams/policy.hpp"

namespace tradewind::streams {

/// What one consumer has been given and not acknowledged: held by the handler, or failed and waiting to come again.
/// Pure; times are the machine clock's monotonic ones.
class RetrySchedule {
public:
    struct Key {
        std::string stream;
        std::string entry_id;
        friend auto operator<=>(const Key&, const Key&) = default;
    };

    explicit RetrySchedule(const DeliveryPolicy& policy) : policy_(policy) {}

    /// Handed to the handler, who holds it from now on.
    void hand_out(const Delivery& delivery);
    /// Acknowledged, dead or someone else's.
    void forget(const Delivery& delivery) { entries_.erase({delivery.stream, delivery.entry_id}); }
    void forget(const Key& key) { entries_.erase(key); }
    /// Everything held has failed: each comes again after the backoff for its number of deliveries.
    void give_up(Duration now);
    /// Those whose time has come, at most `max`; they stay until handed out again or forgotten.
    [[nodiscard]] std::vector<Key> due(Duration now, std::size_t max) const;
    /// When the next one is due.
    [[nodiscard]] std::optional<Duration> next_due() const;
    [[nodiscard]] bool knows(const Key& key) const { return entries_.contains(key); }
    [[nodiscard]] bool empty() const { return entries_.empty(); }

private:
    struct Entry {
        int deliveries = 1;
        std::optional<Duration> due;  ///< None while the handler holds it.
    };

    DeliveryPolicy policy_;
    std::map<Key, Entry> entries_;
};

}  // namespace tradewind::streams
