// The sessions' part of users.hpp.
#include "storage/rows.hpp"
#include "storage/users.hpp"

namespace tradewind::storage {
namespace {

Session session_of(const Row& row) {
    Columns columns(row);
    Session session;
    session.token_hash = columns.text();
    session.family = columns.text();
    session.user = columns.text_or_empty();
    session.created = columns.time();
    session.last_seen = columns.time();
    session.idle_expires = columns.time();
    session.absolute_expires = columns.time();
    session.verified = columns.optional_time();
    session.used = columns.optional_time();
    session.replaced_by = columns.text_or_empty();
    session.revoked = columns.optional_time();
    session.address = columns.text();
    session.user_agent = columns.text();
    session.kind = columns.text();
    session.credential = columns.text();
    return session;
}

constexpr std::string_view kSelectSession =
    "SELECT token_hash, family, user_id, created_at, last_seen_at, idle_expires_at, absolute_expires_at, verified_at, "
    "used_at, replaced_by, revoked_at, address, user_agent, kind, credential_id FROM sessions";

}  // namespace

Status insert_session(Transaction& tx, const Session& session) {
    return run(tx,
               "INSERT INTO sessions (token_hash, family, user_id, created_at, last_seen_at, idle_expires_at, "
               "absolute_expires_at, verified_at, used_at, replaced_by, revoked_at, address, user_agent, kind, "
               "credential_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
               pack(session.token_hash, session.family, nullable(session.user), session.created, session.last_seen,
                    session.idle_expires, session.absolute_expires, session.verified, session.used,
                    nullable(session.replaced_by), session.revoked, session.address, session.user_agent, session.kind,
                    session.credential));
}

Result<std::optional<Session>> find_session(Transaction& tx, std::string_view token_hash) {
    static const std::string sql = std::string(kSelectSession) + " WHERE token_hash = $1";
    return read_one(tx, sql, pack(token_hash), session_of);
}

Result<std::vector<Session>> open_sessions_of_user(Transaction& tx, std::string_view user, Timestamp now) {
    static const std::string sql = std::string(kSelectSession) +
                                   " WHERE user_id = $1 AND used_at IS NULL AND revoked_at IS NULL AND "
                                   "idle_expires_at > $2 AND absolute_expires_at > $2 ORDER BY created_at DESC";
    return read_all(tx, sql, pack(user, now), session_of);
}

Status touch_session(Transaction& tx, std::string_view token_hash, Timestamp now, Timestamp idle_expires) {
    return run(tx, "UPDATE sessions SET last_seen_at = $2, idle_expires_at = $3 WHERE token_hash = $1",
               pack(token_hash, now, idle_expires));
}

Status verify_session(Transaction& tx, std::string_view token_hash, Timestamp at) {
    return run(tx, "UPDATE sessions SET verified_at = $2 WHERE token_hash = $1", pack(token_hash, at));
}

Result<bool> use_session(Transaction& tx, std::string_view token_hash, std::string_view replaced_by, Timestamp at) {
    const auto changed = tx.execute(
        "UPDATE sessions SET used_at = $3, replaced_by = $2 "
        "WHERE token_hash = $1 AND used_at IS NULL AND revoked_at IS NULL",
        pack(token_hash, replaced_by, at));
    if (!changed) return std::unexpected(changed.error());
    return *changed == 1;
}

Result<Timestamp> family_lives_until(Transaction& tx, std::string_view family) {
    const auto until = read_one(tx,
                                "SELECT idle_expires_at, absolute_expires_at FROM sessions "
                                "WHERE family = $1 AND used_at IS NULL AND revoked_at IS NULL "
                                "ORDER BY created_at DESC LIMIT 1",
                                pack(family), [](const Row& row) { return std::min(row.time(0), row.time(1)); });
    if (!until) return std::unexpected(until.error());
    return until->value_or(Timestamp{});
}

Result<std::int64_t> revoke_family(Transaction& tx, std::string_view family, Timestamp at) {
    return tx.execute("UPDATE sessions SET revoked_at = $2 WHERE family = $1 AND revoked_at IS NULL", pack(family, at));
}

Result<std::int64_t> revoke_sessions_of_user(Transaction& tx, std::string_view user, Timestamp at) {
    return tx.execute("UPDATE sessions SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL", pack(user, at));
}

Result<std::int64_t> revoke_sessions_of_credential(Transaction& tx, std::string_view credential, Timestamp at) {
    return tx.execute("UPDATE sessions SET revoked_at = $2 WHERE credential_id = $1 AND revoked_at IS NULL",
                      pack(credential, at));
}

Result<std::int64_t> revoke_link_sessions(Transaction& tx, Timestamp at) {
    return tx.execute("UPDATE sessions SET revoked_at = $1 WHERE kind = 'link' AND revoked_at IS NULL", pack(at));
}

Result<std::int64_t> prune_sessions(Transaction& tx, Timestamp before) {
    return tx.execute("DELETE FROM sessions WHERE absolute_expires_at < $1", pack(before));
}

}  // namespace tradewind::storage
