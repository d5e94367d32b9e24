#include "streams/embedded_store.hpp"

#include <charconv>
#include <fmt/core.h>

namespace tradewind::streams::embedded {
namespace {

using storage::to_value;
using storage::Transaction;
using storage::Value;

constexpr int kStreamShift = 40;

constexpr std::array<std::string_view, 5> kTables{
    "CREATE TABLE IF NOT EXISTS bus_streams (stream INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    " last_position BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS bus_entries (position INTEGER PRIMARY KEY, message_id TEXT NOT NULL,"
    " key TEXT NOT NULL, body TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS bus_groups (number INTEGER PRIMARY KEY, stream BIGINT NOT NULL"
    " REFERENCES bus_streams, name TEXT NOT NULL, last_position BIGINT NOT NULL, UNIQUE (stream, name))",
    "CREATE TABLE IF NOT EXISTS bus_pending (number BIGINT NOT NULL REFERENCES bus_groups, position BIGINT NOT NULL,"
    " consumer TEXT NOT NULL, since BIGINT NOT NULL, deliveries BIGINT NOT NULL, PRIMARY KEY (number, position))"
    " WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS bus_dead (entry INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT NOT NULL,"
    " message_id TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, error TEXT NOT NULL, service TEXT NOT NULL,"
    " deliveries BIGINT NOT NULL, at BIGINT NOT NULL)"};

constexpr std::int64_t first_position(std::int64_t stream) {
    return stream << kStreamShift;
}

Status run(Transaction& tx, std::string_view sql, std::initializer_list<Value> parameters) {
    const auto done = tx.execute(sql, std::span(parameters.begin(), parameters.size()));
    if (!done) return std::unexpected(done.error());
    return {};
}

Result<std::vector<storage::Row>> rows_of(Transaction& tx, std::string_view sql,
                                          std::initializer_list<Value> parameters = {}) {
    return tx.query(sql, std::span(parameters.begin(), parameters.size()));
}

Value count(std::size_t number) {
    return static_cast<std::int64_t>(number);
}

std::vector<Taken> to_taken(const std::vector<storage::Row>& rows) {
    std::vector<Taken> taken;
    taken.reserve(rows.size());
    for (const auto& row : rows) {
        taken.push_back({.position = row.integer(0),
                         .message_id = row.text(1),
                         .body = row.text(2),
                         .deliveries = static_cast<int>(row.integer(3))});
    }
    return taken;
}

/// Marks what `rows` holds as given out once more, to `consumer`.
Result<std::vector<Taken>> deliver_again(Transaction& tx, const Group& group, std::string_view consumer, Timestamp now,
                                         const std::vector<storage::Row>& rows) {
    auto taken = to_taken(rows);
    for (auto& entry : taken) {
        ++entry.deliveries;
        auto done =
            run(tx,
                "UPDATE bus_pending SET consumer = $1, since = $2, deliveries = $3"
                " WHERE number = $4 AND position = $5",
                {to_value(consumer), to_value(now), std::int64_t{entry.deliveries}, group.number, entry.position});
        if (!done) return std::unexpected(std::move(done.error()));
    }
    return taken;
}

Result<std::int64_t> parse_entry(std::string_view entry_id) {
    std::int64_t entry = 0;
    const auto [end, error] = std::from_chars(entry_id.data(), entry_id.data() + entry_id.size(), entry);
    if (error != std::errc{} || end != entry_id.data() + entry_id.size()) {
        return fail(ErrorCode::kNotFound, fmt::format("no dead letter '{}'", entry_id.substr(0, 40)),
                    "tradewind dead-letters list shows those there are");
    }
    return entry;
}

}  // namespace

Status create_tables(Transaction& tx) {
    for (const auto sql : kTables) {
        if (auto done = run(tx, sql, {}); !done) return done;
    }
    return {};
}

Result<std::int64_t> stream_number(Transaction& tx, std::string_view stream) {
    auto found = rows_of(tx, "SELECT stream FROM bus_streams WHERE name = $1", {to_value(stream)});
    if (!found) return std::unexpected(std::move(found.error()));
    if (!found->empty()) return found->front().integer(0);
    auto next = rows_of(tx, "SELECT coalesce(max(stream), 0) + 1 FROM bus_streams");
    if (!next) return std::unexpected(std::move(next.error()));
    const auto number = next->front().integer(0);
    auto made = run(tx, "INSERT INTO bus_streams (stream, name, last_position) VALUES ($1, $2, $3)",
                    {number, to_value(stream), first_position(number)});
    if (!made) return std::unexpected(std::move(made.error()));
    return number;
}

Result<Group> open_group(Transaction& tx, std::string_view stream, std::string_view group) {
    const auto number = stream_number(tx, stream);
    if (!number) return std::unexpected(number.error());
    auto made = run(tx,
                    "INSERT INTO bus_groups (stream, name, last_position) VALUES ($1, $2, $3)"
                    " ON CONFLICT (stream, name) DO NOTHING",
                    {*number, to_value(group), first_position(*number)});
    if (!made) return std::unexpected(std::move(made.error()));
    auto found =
        rows_of(tx, "SELECT number FROM bus_groups WHERE stream = $1 AND name = $2", {*number, to_value(group)});
    if (!found) return std::unexpected(std::move(found.error()));
    return Group{.number = found->front().integer(0), .stream = *number};
}

Status append(Transaction& tx, std::int64_t stream, std::span<const OutgoingMessage> messages) {
    auto last = rows_of(tx,
                        "UPDATE bus_streams SET last_position = last_position + $1 WHERE stream = $2"
                        " RETURNING last_position",
                        {count(messages.size()), stream});
    if (!last) return std::unexpected(std::move(last.error()));
    auto position = last->front().integer(0) - static_cast<std::int64_t>(messages.size());
    std::vector<std::vector<Value>> rows;
    rows.reserve(messages.size());
    for (const auto& message : messages) {
        auto& row = rows.emplace_back();
        row.reserve(4);
        row.emplace_back(++position);
        row.emplace_back(message.id);
        row.emplace_back(message.key);
        row.emplace_back(message.body);
    }
    return tx.execute_many("INSERT INTO bus_entries (position, message_id, key, body) VALUES ($1, $2, $3, $4)", rows);
}

Result<std::vector<Taken>> take_new(Transaction& tx, const Group& group, std::string_view consumer, Timestamp now,
                                    std::size_t max) {
    auto rows = rows_of(tx,
                        "SELECT position, message_id, body, 1 FROM bus_entries WHERE position >"
                        " (SELECT last_position FROM bus_groups WHERE number = $1) AND position < $2"
                        " ORDER BY position LIMIT $3",
                        {group.number, first_position(group.stream + 1), count(max)});
    if (!rows) return std::unexpected(std::move(rows.error()));
    if (rows->empty()) return std::vector<Taken>{};
    auto marked =
        run(tx,
            "INSERT INTO bus_pending (number, position, consumer, since, deliveries)"
            " SELECT $1, position, $2, $3, 1 FROM bus_entries WHERE position BETWEEN $4 AND $5",
            {group.number, to_value(consumer), to_value(now), rows->front().integer(0), rows->back().integer(0)});
    if (!marked) return std::unexpected(std::move(marked.error()));
    auto moved =
        run(tx, "UPDATE bus_groups SET last_position = $1 WHERE number = $2", {rows->back().integer(0), group.number});
    if (!moved) return std::unexpected(std::move(moved.error()));
    return to_taken(*rows);
}

Result<std::vector<Taken>> take_own(Transaction& tx, const Group& group, std::string_view consumer, std::int64_t after,
                                    Timestamp now, std::size_t max) {
    auto rows = rows_of(tx,
                        "SELECT p.position, e.message_id, e.body, p.deliveries FROM bus_pending p"
                        " JOIN bus_entries e ON e.position = p.position"
                        " WHERE p.number = $1 AND p.position > $2 AND p.consumer = $3 ORDER BY p.position LIMIT $4",
                        {group.number, after, to_value(consumer), count(max)});
    if (!rows) return std::unexpected(std::move(rows.error()));
    return deliver_again(tx, group, consumer, now, *rows);
}

Result<std::vector<Taken>> take_idle(Transaction& tx, const Group& group, std::string_view consumer,
                                     Timestamp idle_since, Timestamp now, std::size_t max) {
    auto rows = rows_of(tx,
                        "SELECT p.position, e.message_id, e.body, p.deliveries FROM bus_pending p"
                        " JOIN bus_entries e ON e.position = p.position"
                        " WHERE p.number = $1 AND p.consumer <> $2 AND p.since <= $3 ORDER BY p.position LIMIT $4",
                        {group.number, to_value(consumer), to_value(idle_since), count(max)});
    if (!rows) return std::unexpected(std::move(rows.error()));
    return deliver_again(tx, group, consumer, now, *rows);
}

Result<std::optional<Taken>> take_again(Transaction& tx, const Group& group, std::string_view consumer,
                                        std::int64_t position, Timestamp now) {
    auto rows = rows_of(tx,
                        "SELECT p.position, e.message_id, e.body, p.deliveries FROM bus_pending p"
                        " JOIN bus_entries e ON e.position = p.position"
                        " WHERE p.number = $1 AND p.position = $2 AND p.consumer = $3",
                        {group.number, position, to_value(consumer)});
    if (!rows) return std::unexpected(std::move(rows.error()));
    auto taken = deliver_again(tx, group, consumer, now, *rows);
    if (!taken) return std::unexpected(std::move(taken.error()));
    if (taken->empty()) return std::nullopt;
    return std::move(taken->front());
}

Status acknowledge(Transaction& tx, std::span<const Place> places) {
    // Neighbours go in one statement: a whole batch acknowledged in order costs as much as one message.
    for (std::size_t first = 0; first < places.size();) {
        std::size_t last = first;
        while (last + 1 < places.size() && places[last + 1].group == places[first].group &&
               places[last + 1].position == places[last].position + 1) {
            ++last;
        }
        auto done = run(tx, "DELETE FROM bus_pending WHERE number = $1 AND position BETWEEN $2 AND $3",
                        {places[first].group, places[first].position, places[last].position});
        if (!done) return done;
        first = last + 1;
    }
    return {};
}

Status bury(Transaction& tx, const Delivery& delivery, const Place& place, std::string_view error,
            std::string_view service, Timestamp at) {
    auto done = run(tx,
                    "INSERT INTO bus_dead (stream, message_id, key, body, error, service, deliveries, at)"
                    " SELECT $1, message_id, key, body, $2, $3, $4, $5 FROM bus_entries WHERE position = $6",
                    {to_value(std::string_view(delivery.stream)), to_value(error), to_value(service),
                     std::int64_t{delivery.deliveries}, to_value(at), place.position});
    if (!done) return done;
    return acknowledge(tx, std::span(&place, 1));
}

Result<std::vector<DeadLetter>> dead_letters(Transaction& tx, std::string_view stream, std::size_t max) {
    auto rows = rows_of(tx,
                        "SELECT entry, stream, message_id, body, error, service, deliveries, at FROM bus_dead"
                        " WHERE stream = $1 ORDER BY entry LIMIT $2",
                        {to_value(stream), count(max)});
    if (!rows) return std::unexpected(std::move(rows.error()));
    std::vector<DeadLetter> letters;
    for (const auto& row : *rows) {
        letters.push_back({.entry_id = std::to_string(row.integer(0)),
                           .stream = row.text(1),
                           .message_id = row.text(2),
                           .body = row.text(3),
                           .error = row.text(4),
                           .service = row.text(5),
                           .deliveries = static_cast<int>(row.integer(6)),
                           .at = row.time(7)});
    }
    return letters;
}

Status revive(Transaction& tx, std::string_view stream, std::string_view entry_id) {
    const auto entry = parse_entry(entry_id);
    if (!entry) return std::unexpected(entry.error());
    auto rows = rows_of(tx, "SELECT message_id, body, key FROM bus_dead WHERE stream = $1 AND entry = $2",
                        {to_value(stream), *entry});
    if (!rows) return std::unexpected(std::move(rows.error()));
    if (auto gone = forget_dead(tx, stream, entry_id); !gone) return gone;
    const auto number = stream_number(tx, stream);
    if (!number) return std::unexpected(number.error());
    const auto& row = rows->front();
    const OutgoingMessage message{.id = row.text(0), .body = row.text(1), .key = row.text(2)};
    return append(tx, *number, std::span(&message, 1));
}

Status forget_dead(Transaction& tx, std::string_view stream, std::string_view entry_id) {
    const auto entry = parse_entry(entry_id);
    if (!entry) return std::unexpected(entry.error());
    const std::array<Value, 2> which{to_value(stream), *entry};
    const auto gone = tx.execute("DELETE FROM bus_dead WHERE stream = $1 AND entry = $2", which);
    if (!gone) return std::unexpected(gone.error());
    if (*gone == 0) {
        return fail(ErrorCode::kNotFound, fmt::format("no dead letter '{}' on {}", entry_id, stream),
                    "tradewind dead-letters list shows those there are");
    }
    return {};
}

Result<std::vector<GroupInfo>> groups(Transaction& tx) {
    auto rows = rows_of(tx,
                        "SELECT s.name, g.name,"
                        " (SELECT count(*) FROM bus_pending p WHERE p.number = g.number),"
                        " (SELECT count(*) FROM bus_entries e WHERE e.position > g.last_position"
                        "   AND e.position < (s.stream + 1) * 1099511627776),"
                        " (SELECT count(*) FROM bus_entries e WHERE e.position >= s.stream * 1099511627776"
                        "   AND e.position < (s.stream + 1) * 1099511627776)"
                        " FROM bus_groups g JOIN bus_streams s ON s.stream = g.stream ORDER BY s.name, g.name");
    if (!rows) return std::unexpected(std::move(rows.error()));
    static_assert(first_position(1) == 1099511627776);
    std::vector<GroupInfo> infos;
    for (const auto& row : *rows) {
        infos.push_back({.stream = row.text(0),
                         .group = row.text(1),
                         .pending = row.integer(2),
                         .unread = row.integer(3),
                         .length = row.integer(4)});
    }
    return infos;
}

Result<std::int64_t> trim(Transaction& tx, std::int64_t keep, std::int64_t chunk) {
    // A stream without a group has nobody who acknowledged anything, so nothing of it goes.
    auto bounds = rows_of(tx,
                          "SELECT g.stream, min(coalesce((SELECT min(p.position) FROM bus_pending p"
                          " WHERE p.number = g.number), g.last_position + 1)) FROM bus_groups g GROUP BY g.stream"
                          " ORDER BY g.stream");
    if (!bounds) return std::unexpected(std::move(bounds.error()));
    std::int64_t removed = 0;
    for (const auto& row : *bounds) {
        const auto stream = row.integer(0);
        const std::array<Value, 5> which{first_position(stream), row.integer(1), first_position(stream + 1), keep,
                                         chunk - removed};
        const auto gone = tx.execute(
            "DELETE FROM bus_entries WHERE position IN (SELECT position FROM bus_entries WHERE position >= $1"
            " AND position < $2 AND position <= (SELECT position FROM bus_entries WHERE position >= $1"
            " AND position < $3 ORDER BY position DESC LIMIT 1 OFFSET $4) ORDER BY position LIMIT $5)",
            which);
        if (!gone) return std::unexpected(gone.error());
        removed += *gone;
        if (removed >= chunk) break;
    }
    return removed;
}

}  // namespace tradewind::streams::embedded
