#include "storage/dead_letters.hpp"

#include "storage/rows.hpp"

namespace tradewind::storage::dead_letters {
namespace {

constexpr std::string_view kSelectDeadLetter =
    "SELECT stream, message_id, service, body, error, deliveries, at, state, seq FROM dead_letters";
constexpr std::int64_t kMostRows = 1000;

Entry entry_of(const Row& row) {
    Columns columns(row);
    Entry entry;
    entry.stream = columns.text();
    entry.message_id = columns.text();
    entry.service = columns.text();
    entry.body = columns.text();
    entry.error = columns.text();
    entry.deliveries = columns.small();
    entry.at = columns.time();
    entry.state = columns.name(State::kDropped);
    entry.seq = columns.integer();
    return entry;
}

}  // namespace

std::string_view to_string(State state) noexcept {
    constexpr std::array<std::string_view, 3> kNames{"open", "retried", "dropped"};
    return kNames[static_cast<std::size_t>(state)];
}

Status add(Transaction& tx, const Entry& entry) {
    return run(
        tx,
        "INSERT INTO dead_letters (stream, message_id, service, body, error, deliveries, at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (stream, message_id, service) DO UPDATE SET "
        "body = excluded.body, error = excluded.error, deliveries = excluded.deliveries, at = excluded.at, "
        "state = 'open'",
        pack(entry.stream, entry.message_id, entry.service, entry.body, entry.error, entry.deliveries, entry.at));
}

Result<std::vector<Entry>> list(Transaction& tx, std::optional<State> state, std::string_view stream,
                                std::size_t limit) {
    static const std::string sql = std::string(kSelectDeadLetter) +
                                   " WHERE (state = $1 OR $1 = '') AND (stream = $2 OR $2 = '') "
                                   "ORDER BY at DESC, seq DESC LIMIT $3";
    return read_all(tx, sql,
                    pack(state ? to_string(*state) : std::string_view(), stream,
                         std::min(static_cast<std::int64_t>(limit), kMostRows)),
                    entry_of);
}

Result<std::vector<Entry>> find(Transaction& tx, std::string_view message_id) {
    static const std::string sql = std::string(kSelectDeadLetter) + " WHERE message_id = $1 ORDER BY seq";
    return read_all(tx, sql, pack(message_id), entry_of);
}

Result<bool> close(Transaction& tx, std::string_view stream, std::string_view message_id, State state) {
    TRADEWIND_ASSERT(state != State::kOpen);
    const auto changed =
        tx.execute("UPDATE dead_letters SET state = $3 WHERE stream = $1 AND message_id = $2 AND state = 'open'",
                   pack(stream, message_id, to_string(state)));
    if (!changed) return std::unexpected(changed.error());
    return *changed > 0;
}

Result<std::int64_t> count_open(Transaction& tx) {
    const auto count = read_one(tx, "SELECT COUNT(*) FROM dead_letters WHERE state = 'open'", {},
                                [](const Row& row) { return row.integer(0); });
    if (!count) return std::unexpected(count.error());
    return count->value_or(0);
}

}  // namespace tradewind::storage::dead_letters
