#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/time.hpp"

namespace tradewind::storage {
class Transaction;
}

/// Streams with consumer groups (design §5, reliability.md §5-7): at-least-once, acknowledged after the effect is
/// stored. Two implementations with one contract: embedded (SQLite, in the store's file) and Redis.
namespace tradewind::streams {

/// What a producer hands over. `id` is the content id: republishing after a crash yields a second entry with the same
/// id, which consumers' inboxes absorb.
struct OutgoingMessage {
    std::string id;
    std::string body;  ///< The whole envelope as JSON (codec.hpp makes it).
    std::string key;   ///< Partition key, a ticker; empty goes to partition 0.
};

/// What a consumer gets.
struct Delivery {
    std::string stream;    ///< Bare name, e.g. `news:raw`.
    std::string entry_id;  ///< The bus's own; for ack only, never part of an id.
    std::string message_id;
    std::string body;
    int deliveries = 1;      ///< Counted before this delivery was handed out, this one included.
    std::int64_t fence = 0;  ///< Token of the lease on the partition (partitioned_bus.hpp); 0 without partitions.
};

struct DeadLetter {
    std::string entry_id;
    std::string stream;
    std::string message_id;
    std::string body;
    std::string error;
    std::string service;
    int deliveries = 0;
    Timestamp at;
};

struct GroupInfo {
    std::string stream;
    std::string group;
    std::int64_t pending = 0;  ///< Delivered, not acknowledged.
    std::int64_t unread = 0;
    std::int64_t length = 0;
};

/// Reads several streams for one group under a stable consumer name. One thread at a time.
///
/// A call of `read` says that the deliveries of earlier calls are done with: those not acknowledged have failed and
/// come again after the policy's backoff, from this consumer or, where it has died, from another. After the policy's
/// number of deliveries they go to `:dead` by themselves.
class Consumer {
public:
    virtual ~Consumer() = default;
    /// Up to `max` deliveries: first this consumer's own pending ones (after a start), then new ones, then what could
    /// be claimed from consumers idle longer than the claim time. Waits up to `wait` where there is nothing. Reconnects
    /// by itself; kUnavailable only after its patience is over, with nothing lost.
    virtual Result<std::vector<Delivery>> read(std::size_t max, Duration wait) = 0;
    /// Acknowledges deliveries whose effect is stored.
    virtual Status ack(std::span<const Delivery> done) = 0;
    /// Copies the delivery to `<stream>:dead` with its reason and acknowledges it.
    virtual Status dead_letter(const Delivery& delivery, std::string_view error) = 0;
    /// Wakes a waiting read, from any thread.
    virtual void interrupt() = 0;
};

/// Streams that live in the store's own file: there messages go in with the effect that they follow from, in one
/// transaction, and need no outbox.
class StreamsInStore {
public:
    virtual ~StreamsInStore() = default;
    /// Publishes as part of a transaction of that store. Readers see the messages once it has committed.
    virtual Status append(storage::Transaction& tx, std::string_view stream,
                          std::span<const OutgoingMessage> messages) = 0;
    /// Wakes waiting readers, after the commit.
    virtual void announce() = 0;
};

class Bus {
public:
    virtual ~Bus() = default;
    /// Null where the streams live elsewhere.
    virtual StreamsInStore* in_store() { return nullptr; }
    /// Durable before it returns. One batch, in order.
    virtual Status publish(std::string_view stream, std::span<const OutgoingMessage> messages) = 0;
    /// Creates the group at the beginning of each stream where it isn't there.
    virtual Result<std::unique_ptr<Consumer>> consumer(std::string_view group, std::string_view consumer_name,
                                                       std::span<const std::string> streams) = 0;
    virtual Result<std::vector<GroupInfo>> groups() = 0;
    virtual Result<std::vector<DeadLetter>> dead_letters(std::string_view stream, std::size_t max) = 0;
    /// Republishes a dead letter to its stream under the same message id / forgets it. kNotFound where it is gone.
    virtual Status retry_dead_letter(std::string_view stream, std::string_view entry_id) = 0;
    virtual Status drop_dead_letter(std::string_view stream, std::string_view entry_id) = 0;
    /// Trims each stream below what every group has acknowledged; keeps at least `keep` entries. Entries removed.
    virtual Result<std::int64_t> trim(std::int64_t keep) = 0;
    /// Changes whenever entries that were published may be gone (server restarted, flushed, replaced): whoever keeps an
    /// outbox then republishes what is younger than its oldest unfinished work (reliability.md 6.9). Opaque.
    virtual Result<std::string> incarnation() = 0;
};

}  // namespace tradewind::streams
