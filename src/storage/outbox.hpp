#pragma once

#include "storage/database.hpp"

/// What a transaction wants published: stored with the effect, sent afterwards by the store's one relay.
namespace tradewind::storage::outbox {

struct Entry {
    std::int64_t seq = 0;
    std::string message_id;
    std::string stream;
    std::string key;
    std::string body;
    Timestamp created;
};

/// False where this message already stands in the outbox of that stream.
Result<bool> add(Transaction& tx, std::string_view stream, std::string_view message_id, std::string_view key,
                 std::string_view body, Timestamp at);

/// What add() takes, for a batch.
struct Message {
    std::string stream;
    std::string message_id;
    std::string key;
    std::string body;
};
/// A batch in few round trips, in order; how many were new.
Result<std::int64_t> add_all(Transaction& tx, std::span<const Message> messages, Timestamp at);

/// Up to `max` that have not been published, in order of `seq`. Chosen by their mark and never by a cursor: sequence
/// numbers may commit out of order, and a cursor would pass one by for ever.
Result<std::vector<Entry>> unpublished(Transaction& tx, std::size_t max);

/// After the bus has confirmed them durable.
Status mark_published(Transaction& tx, std::span<const std::int64_t> seqs, Timestamp at);

/// A message by its name, for a relay that publishes what it has just committed itself.
struct Mark {
    std::string stream;
    std::string message_id;
};
Status mark_published(Transaction& tx, std::span<const Mark> marks, Timestamp at);

/// When the oldest unpublished one was added; empty where all are out.
Result<std::optional<Timestamp>> oldest_unpublished(Transaction& tx);

/// Marks as unpublished again what was published at `since` or later: for a bus that has lost its memory. Rows marked.
Result<std::int64_t> republish(Transaction& tx, Timestamp since);

/// Forgets what was published before `before`; rows removed.
Result<std::int64_t> prune(Transaction& tx, Timestamp before);

}  // namespace tradewind::storage::outbox
