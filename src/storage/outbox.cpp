#include "storage/outbox.hpp"

namespace tradewind::storage::outbox {

Result<bool> add(Transaction& tx, std::string_view stream, std::string_view message_id, std::string_view key,
                 std::string_view body, Timestamp at) {
    const std::array values{to_value(message_id), to_value(stream), to_value(key), to_value(body), to_value(at)};
    const auto added = tx.execute(
        "INSERT INTO outbox (message_id, stream, key, body, created_at) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (message_id, stream) DO NOTHING",
        values);
    if (!added) return std::unexpected(added.error());
    return *added == 1;
}

Result<std::int64_t> add_all(Transaction& tx, std::span<const Message> messages, Timestamp at) {
    std::vector<std::vector<Value>> rows;
    rows.reserve(messages.size());
    for (const auto& one : messages) {
        rows.push_back({one.message_id, one.stream, one.key, one.body, to_value(at)});
    }
    return tx.execute_each(
        "INSERT INTO outbox (message_id, stream, key, body, created_at) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT DO NOTHING",
        rows);
}

Result<std::vector<Entry>> unpublished(Transaction& tx, std::size_t max) {
    const std::array values{to_value(static_cast<std::int64_t>(max))};
    const auto rows = tx.query(
        "SELECT seq, message_id, stream, key, body, created_at FROM outbox WHERE published_at IS NULL "
        "ORDER BY seq LIMIT $1",
        values);
    if (!rows) return std::unexpected(rows.error());
    std::vector<Entry> entries;
    entries.reserve(rows->size());
    for (const auto& row : *rows) {
        entries.push_back({row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4), row.time(5)});
    }
    return entries;
}

Status mark_published(Transaction& tx, std::span<const std::int64_t> seqs, Timestamp at) {
    std::vector<std::vector<Value>> rows;
    rows.reserve(seqs.size());
    for (const auto seq : seqs) rows.push_back({to_value(seq), to_value(at)});
    // Rows of VALUES rather than one statement a row: a server takes them in one round trip.
    return tx.execute_many(
        "UPDATE outbox SET published_at = CAST(marks.column2 AS BIGINT) FROM (VALUES ($1, $2)) AS marks "
        "WHERE seq = CAST(marks.column1 AS BIGINT)",
        rows);
}

Status mark_published(Transaction& tx, std::span<const Mark> marks, Timestamp at) {
    std::vector<std::vector<Value>> rows;
    rows.reserve(marks.size());
    for (const auto& mark : marks) rows.push_back({mark.stream, mark.message_id, to_value(at)});
    return tx.execute_many(
        "UPDATE outbox SET published_at = CAST(marks.column3 AS BIGINT) FROM (VALUES ($1, $2, $3)) AS marks "
        "WHERE stream = marks.column1 AND message_id = marks.column2",
        rows);
}

Result<std::optional<Timestamp>> oldest_unpublished(Transaction& tx) {
    const auto rows = tx.query("SELECT MIN(created_at) FROM outbox WHERE published_at IS NULL");
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty() || rows->front().is_null(0)) return std::nullopt;
    return rows->front().time(0);
}

Result<std::int64_t> republish(Transaction& tx, Timestamp since) {
    const std::array values{to_value(since)};
    return tx.execute("UPDATE outbox SET published_at = NULL WHERE published_at >= $1", values);
}

Result<std::int64_t> prune(Transaction& tx, Timestamp before) {
    const std::array values{to_value(before)};
    return tx.execute("DELETE FROM outbox WHERE published_at < $1", values);
}

}  // namespace tradewind::storage::outbox
