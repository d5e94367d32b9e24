#include "storage/inbox.hpp"

namespace tradewind::storage::inbox {

Result<bool> insert(Transaction& tx, std::string_view group, std::string_view message_id, std::string_view stream,
                    std::string_view body, Timestamp at) {
    const std::array values{to_value(group), to_value(message_id), to_value(stream), to_value(body), to_value(at)};
    const auto added = tx.execute(
        "INSERT INTO inbox (grp, message_id, stream, body, at) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (grp, message_id) DO NOTHING",
        values);
    if (!added) return std::unexpected(added.error());
    return *added == 1;
}

Result<std::int64_t> insert_all(Transaction& tx, std::string_view group, std::span<const Message> messages,
                                Timestamp at) {
    std::vector<std::vector<Value>> rows;
    rows.reserve(messages.size());
    for (const auto& one : messages) {
        rows.push_back({to_value(group), one.message_id, one.stream, one.body, to_value(at)});
    }
    return tx.execute_each(
        "INSERT INTO inbox (grp, message_id, stream, body, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        rows);
}

Status replay(Transaction& tx, std::string_view group, std::int64_t after_seq,
              const std::function<Status(const Entry&)>& each) {
    constexpr std::int64_t kChunk = 1000;
    for (;;) {
        const std::array values{to_value(group), to_value(after_seq), to_value(kChunk)};
        const auto rows = tx.query(
            "SELECT seq, message_id, stream, body, at FROM inbox WHERE grp = $1 AND seq > $2 ORDER BY seq LIMIT $3",
            values);
        if (!rows) return std::unexpected(rows.error());
        for (const auto& row : *rows) {
            after_seq = row.integer(0);
            if (auto done = each({after_seq, row.text(1), row.text(2), row.text(3), row.time(4)}); !done) return done;
        }
        if (rows->size() < static_cast<std::size_t>(kChunk)) return {};
    }
}

Result<std::int64_t> last_seq(Transaction& tx, std::string_view group) {
    const std::array values{to_value(group)};
    const auto rows = tx.query("SELECT seq FROM inbox WHERE grp = $1 ORDER BY seq DESC LIMIT 1", values);
    if (!rows) return std::unexpected(rows.error());
    return rows->empty() ? 0 : rows->front().integer(0);
}

Result<std::int64_t> prune(Transaction& tx, std::string_view group, Timestamp before) {
    const std::array values{to_value(group), to_value(before)};
    return tx.execute("DELETE FROM inbox WHERE grp = $1 AND at < $2", values);
}

}  // namespace tradewind::storage::inbox
