#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/database.hpp"
#include "streams/bus.hpp"

/// The tables of the embedded bus and every statement on them. Each function works inside the caller's transaction.
///
/// An entry's place is `stream number << 40 | running number`: one B-tree holds all streams, each in order, and a
/// stream is a range of it.
namespace tradewind::streams::embedded {

struct Place {
    std::int64_t group = 0;
    std::int64_t position = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
};

/// A group on one stream, as read from its row.
struct Group {
    std::int64_t number = 0;
    std::int64_t stream = 0;
};

struct Taken {
    std::int64_t position = 0;
    std::string message_id;
    std::string body;
    int deliveries = 1;
};

Status create_tables(storage::Transaction& tx);
/// Creates the stream where it isn't there.
Result<std::int64_t> stream_number(storage::Transaction& tx, std::string_view stream);
/// Creates the group at the stream's beginning where it isn't there.
Result<Group> open_group(storage::Transaction& tx, std::string_view stream, std::string_view group);

Status append(storage::Transaction& tx, std::int64_t stream, std::span<const OutgoingMessage> messages);

/// Entries that no consumer of the group was given yet; marks them as given to `consumer` at `now`.
Result<std::vector<Taken>> take_new(storage::Transaction& tx, const Group& group, std::string_view consumer,
                                    Timestamp now, std::size_t max);
/// Pending entries of `consumer` beyond `after`, counted as delivered once more.
Result<std::vector<Taken>> take_own(storage::Transaction& tx, const Group& group, std::string_view consumer,
                                    std::int64_t after, Timestamp now, std::size_t max);
/// Pending entries of other consumers that were given out before `idle_since`, now `consumer`'s.
Result<std::vector<Taken>> take_idle(storage::Transaction& tx, const Group& group, std::string_view consumer,
                                     Timestamp idle_since, Timestamp now, std::size_t max);
/// One pending entry of `consumer` again; none where it is acknowledged or someone else's by now.
Result<std::optional<Taken>> take_again(storage::Transaction& tx, const Group& group, std::string_view consumer,
                                        std::int64_t position, Timestamp now);

/// `places` in order. Unknown ones are ignored.
Status acknowledge(storage::Transaction& tx, std::span<const Place> places);

/// Copies an entry to the dead ones and acknowledges it.
Status bury(storage::Transaction& tx, const Delivery& delivery, const Place& place, std::string_view error,
            std::string_view service, Timestamp at);
Result<std::vector<DeadLetter>> dead_letters(storage::Transaction& tx, std::string_view stream, std::size_t max);
/// Publishes it again and forgets it. kNotFound where it is gone.
Status revive(storage::Transaction& tx, std::string_view stream, std::string_view entry_id);
Status forget_dead(storage::Transaction& tx, std::string_view stream, std::string_view entry_id);

Result<std::vector<GroupInfo>> groups(storage::Transaction& tx);
/// Removes at most `chunk` entries that every group of their stream has acknowledged and that are not among its newest
/// `keep`. Entries removed; call again until zero.
Result<std::int64_t> trim(storage::Transaction& tx, std::int64_t keep, std::int64_t chunk);

}  // namespace tradewind::streams::embedded
