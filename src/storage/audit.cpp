#include "storage/audit.hpp"

#include "storage/door.hpp"
#include "storage/rows.hpp"

namespace tradewind::storage {
namespace {

constexpr std::string_view kSelectEntry = "SELECT time, actor, action, subject, detail, reference FROM audit_log";
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

std::string chain_of(std::string_view before, std::string_view id, const AuditEntry& entry) {
    const auto digest = hash_fields(
        {before, id, id_field(entry.time), entry.actor, entry.action, entry.subject, entry.detail, entry.reference});
    return base32_lower({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

struct ChainedRow {
    std::int64_t number = 0;
    std::string id;
    std::string chain;
    AuditEntry entry;
};

ChainedRow chained_of(const Row& row) {
    return {.number = row.integer(6), .id = row.text(7), .chain = row.text(8), .entry = entry_of(row)};
}

}  // namespace

Status insert_audit(Transaction& tx, const AuditEntry& entry) {
    if (Status locked = lock_door(tx); !locked) return locked;
    const auto last = read_one(tx, "SELECT chain FROM audit_log ORDER BY seq DESC LIMIT 1", {},
                               [](const Row& row) { return row.text(0); });
    if (!last) return std::unexpected(last.error());
    const std::string id = id_of(entry);
    return run(tx,
               "INSERT INTO audit_log (id, time, actor, action, subject, detail, reference, chain) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
               pack(id, entry.time, entry.actor, entry.action, entry.subject, entry.detail, entry.reference,
                    chain_of(last->value_or(""), id, entry)));
}

Result<std::vector<NumberedAudit>> page_audit(Transaction& tx, std::int64_t before, std::size_t limit) {
    return read_all(tx,
                    "SELECT time, actor, action, subject, detail, reference, seq FROM audit_log "
                    "WHERE $1 = 0 OR seq < $1 ORDER BY seq DESC LIMIT $2",
                    pack(before, std::min(static_cast<std::int64_t>(limit), kMostRows)),
                    [](const Row& row) { return NumberedAudit{row.integer(6), entry_of(row)}; });
}

Result<std::vector<NumberedAudit>> audit_by_action(Transaction& tx, std::string_view action) {
    return read_all(tx,
                    "SELECT time, actor, action, subject, detail, reference, seq FROM audit_log "
                    "WHERE action = $1 ORDER BY seq",
                    pack(action), [](const Row& row) { return NumberedAudit{row.integer(6), entry_of(row)}; });
}

Result<AuditChain> check_audit_chain(Transaction& tx) {
    AuditChain found;
    std::string before;
    for (std::int64_t after = -1;;) {
        const auto rows = read_all(tx,
                                   "SELECT time, actor, action, subject, detail, reference, seq, id, chain "
                                   "FROM audit_log WHERE seq > $1 ORDER BY seq LIMIT $2",
                                   pack(after, kMostRows), chained_of);
        if (!rows) return std::unexpected(rows.error());
        for (const auto& row : *rows) {
            after = row.number;
            const bool older_than_chain = row.chain.empty() && found.rows == 0;
            if (older_than_chain) continue;
            ++found.rows;
            const bool good = row.id == id_of(row.entry) && row.chain == chain_of(before, row.id, row.entry);
            if (!good && found.broken == 0) found.broken = row.number;
            before = row.chain;
        }
        if (rows->size() < static_cast<std::size_t>(kMostRows)) return found;
    }
}

Result<std::vector<AuditEntry>> list_audit(Transaction& tx, std::size_t limit) {
    static const std::string sql = std::string(kSelectEntry) + " ORDER BY seq DESC LIMIT $1";
    return read_all(tx, sql, pack(std::min(static_cast<std::int64_t>(limit), kMostRows)), entry_of);
}

Result<std::vector<AuditEntry>> audit_by_reference(Transaction& tx, std::string_view reference) {
    static const std::string sql = std::string(kSelectEntry) + " WHERE reference = $1 AND reference <> '' ORDER BY seq";
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
