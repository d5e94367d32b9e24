#include "storage/audit.hpp"

#include "storage/rows.hpp"

namespace tradewind::storage {
namespace {

constexpr std::string_view kSelect = "SELECT time, actor, action, subject, detail, reference FROM audit_log";
constexpr std::int64_t kMostRows = 1000;

AuditEntry entry_of(const Row& row) {
    return {.time = row.time(0),
            .actor = row.text(1),
            .action = row.text(2),
            .subject = row.text(3),
            .detail = row.text(4),
            .reference = row.text(5)};
}

std::string id_of(const AuditEntry& entry) {
    const auto digest = hash_fields(
        {"audit", id_field(entry.time), entry.actor, entry.action, entry.subject, entry.detail, entry.reference});
    return base32_lower({reinterpret_cast<const char*>(digest.data()), 16});
}

}  // namespace

Status insert_audit(Transaction& tx, const AuditEntry& entry) {
    return run(tx,
               "INSERT INTO audit_log (id, time, actor, action, subject, detail, reference) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
               pack(id_of(entry), entry.time, entry.actor, entry.action, entry.subject, entry.detail, entry.reference));
}

Result<std::vector<AuditEntry>> list_audit(Transaction& tx, std::size_t limit) {
    static const std::string sql = std::string(kSelect) + " ORDER BY seq DESC LIMIT $1";
    return read_all(tx, sql, pack(std::min(static_cast<std::int64_t>(limit), kMostRows)), entry_of);
}

Result<std::vector<AuditEntry>> audit_by_reference(Transaction& tx, std::string_view reference) {
    static const std::string sql = std::string(kSelect) + " WHERE reference = $1 AND reference <> '' ORDER BY seq";
    return read_all(tx, sql, pack(reference), entry_of);
}

Status set_kill_state(Transaction& tx, const KillState& state) {
    return set_scope_state(tx, kAccountScope, state);
}

Status set_scope_state(Transaction& tx, std::string_view scope, const KillState& state) {
    return run(tx,
               "INSERT INTO kill_state (scope, state, since, actor, reason) VALUES ($1, $2, $3, $4, $5) "
               "ON CONFLICT (scope) DO UPDATE SET state = excluded.state, since = excluded.since, "
               "actor = excluded.actor, reason = excluded.reason",
               pack(scope, to_string(state.state), state.since, state.by, state.reason));
}

Result<KillState> kill_state(Transaction& tx, std::string_view scope) {
    const auto found = read_one(tx, "SELECT state, since, actor, reason FROM kill_state WHERE scope = $1", pack(scope),
                                [](const Row& row) {
                                    Columns columns(row);
                                    KillState state;
                                    state.state = columns.name(TradingState::kKilled);
                                    state.since = columns.time();
                                    state.by = columns.text();
                                    state.reason = columns.text();
                                    return state;
                                });
    if (!found) return std::unexpected(found.error());
    if (*found) return **found;
    if (scope != kAccountScope) return KillState{};
    return KillState{TradingState::kHalted, {}, "system", "the store has no kill state"};
}

}  // namespace tradewind::storage
