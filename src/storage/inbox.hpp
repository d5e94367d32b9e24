#pragma once

#include "storage/database.hpp"

/// Messages a consumer group has dealt with. The row commits together with the effect, so a redelivered message is
/// recognised; in the order of `seq` the rows are the group's journal.
namespace tradewind::storage::inbox {

struct Entry {
    std::int64_t seq = 0;
    std::string message_id;
    std::string stream;
    std::string body;
    Timestamp at;
};

/// True where the message is new to the group; false: it has been dealt with, acknowledge and go on. `body` may be
/// empty for groups that don't rebuild from their journal.
Result<bool> insert(Transaction& tx, std::string_view group, std::string_view message_id, std::string_view stream,
                    std::string_view body, Timestamp at);

/// What insert() takes, for a batch.
struct Message {
    std::string message_id;
    std::string stream;
    std::string body;
};
/// A batch in few round trips, in order; how many were new. Fewer than given means that somebody else handles this
/// group's messages: give the batch up and look again.
Result<std::int64_t> insert_all(Transaction& tx, std::string_view group, std::span<const Message> messages,
                                Timestamp at);

/// The group's journal after `after_seq`, in order, read in chunks of one snapshot. Stops at the first error of `each`.
Status replay(Transaction& tx, std::string_view group, std::int64_t after_seq,
              const std::function<Status(const Entry&)>& each);

/// 0 where the group has none.
Result<std::int64_t> last_seq(Transaction& tx, std::string_view group);

/// Forgets the group's rows older than `before`; rows removed. Keep at least the streams' retention plus the longest
/// outage, and all that a rebuild needs.
Result<std::int64_t> prune(Transaction& tx, std::string_view group, Timestamp before);

}  // namespace tradewind::storage::inbox
