#include "storage/door.hpp"

#include "storage/rows.hpp"

namespace tradewind::storage {
namespace {

Invite invite_of(const Row& row) {
    Columns columns(row);
    Invite invite;
    invite.token_hash = columns.text();
    invite.kind = columns.text();
    invite.name = columns.text();
    invite.role = columns.text();
    invite.created_by = columns.text();
    invite.created = columns.time();
    invite.expires = columns.time();
    invite.used = columns.optional_time();
    return invite;
}

constexpr std::string_view kSelectKey =
    "SELECT id, key_hash, user_id, name, scope, created_at, last_used_at, revoked_at FROM api_keys";

ApiKey key_of(const Row& row) {
    Columns columns(row);
    ApiKey key;
    key.id = columns.text();
    key.key_hash = columns.text();
    key.user = columns.text();
    key.name = columns.text();
    key.scope = columns.text();
    key.created = columns.time();
    key.last_used = columns.optional_time();
    key.revoked = columns.optional_time();
    return key;
}

Result<bool> changed_one(const Result<std::int64_t>& rows) {
    if (!rows) return std::unexpected(rows.error());
    return *rows == 1;
}

}  // namespace

Status insert_invite(Transaction& tx, const Invite& invite) {
    return run(tx,
               "INSERT INTO user_invites (token_hash, kind, name, role, created_by, created_at, expires_at, used_at) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
               pack(invite.token_hash, invite.kind, invite.name, invite.role, invite.created_by, invite.created,
                    invite.expires, invite.used));
}

Result<std::optional<Invite>> find_invite(Transaction& tx, std::string_view token_hash) {
    return read_one(tx,
                    "SELECT token_hash, kind, name, role, created_by, created_at, expires_at, used_at "
                    "FROM user_invites WHERE token_hash = $1",
                    pack(token_hash), invite_of);
}

Result<bool> use_invite(Transaction& tx, std::string_view token_hash, Timestamp at) {
    return changed_one(tx.execute("UPDATE user_invites SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL",
                                  pack(token_hash, at)));
}

Status withdraw_invites(Transaction& tx, std::string_view name, Timestamp at) {
    return run(tx, "UPDATE user_invites SET used_at = $2 WHERE name = $1 AND used_at IS NULL", pack(name, at));
}

Status replace_recovery_codes(Transaction& tx, std::string_view user, const std::vector<std::string>& hashes,
                              Timestamp at) {
    if (Status done = run(tx, "DELETE FROM recovery_codes WHERE user_id = $1", pack(user)); !done) return done;
    for (const auto& hash : hashes) {
        const Status done = run(tx, "INSERT INTO recovery_codes (code_hash, user_id, created_at) VALUES ($1, $2, $3)",
                                pack(hash, user, at));
        if (!done) return done;
    }
    return {};
}

Result<std::optional<std::string>> use_recovery_code(Transaction& tx, std::string_view hash, Timestamp at) {
    const auto user = read_one(tx, "SELECT user_id FROM recovery_codes WHERE code_hash = $1 AND used_at IS NULL",
                               pack(hash), [](const Row& row) { return row.text(0); });
    if (!user || !*user) return user;
    const auto used = changed_one(
        tx.execute("UPDATE recovery_codes SET used_at = $2 WHERE code_hash = $1 AND used_at IS NULL", pack(hash, at)));
    if (!used) return std::unexpected(used.error());
    return *used ? *user : std::nullopt;
}

Result<std::int64_t> count_recovery_codes(Transaction& tx, std::string_view user) {
    const auto count = read_one(tx, "SELECT COUNT(*) FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL",
                                pack(user), [](const Row& row) { return row.integer(0); });
    if (!count) return std::unexpected(count.error());
    return **count;
}

Status insert_api_key(Transaction& tx, const ApiKey& key) {
    return run(tx,
               "INSERT INTO api_keys (id, key_hash, user_id, name, scope, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
               pack(key.id, key.key_hash, key.user, key.name, key.scope, key.created));
}

Result<std::optional<ApiKey>> find_api_key(Transaction& tx, std::string_view key_hash) {
    static const std::string sql = std::string(kSelectKey) + " WHERE key_hash = $1";
    return read_one(tx, sql, pack(key_hash), key_of);
}

Result<std::vector<ApiKey>> api_keys_of_user(Transaction& tx, std::string_view user) {
    static const std::string sql =
        std::string(kSelectKey) + " WHERE user_id = $1 AND revoked_at IS NULL ORDER BY created_at, id";
    return read_all(tx, sql, pack(user), key_of);
}

Status touch_api_key(Transaction& tx, std::string_view id, Timestamp at) {
    return run(tx, "UPDATE api_keys SET last_used_at = $2 WHERE id = $1", pack(id, at));
}

Result<bool> revoke_api_key(Transaction& tx, std::string_view user, std::string_view id, Timestamp at) {
    return changed_one(
        tx.execute("UPDATE api_keys SET revoked_at = $3 WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL",
                   pack(id, user, at)));
}

Status revoke_api_keys_of_user(Transaction& tx, std::string_view user, Timestamp at) {
    return run(tx, "UPDATE api_keys SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL", pack(user, at));
}

Status lock_door(Transaction& tx) {
    if (tx.dialect() != Dialect::kPostgres) return {};  // SQLite has one writer anyway
    const auto locked = tx.query("SELECT pg_advisory_xact_lock(7239014)::TEXT");
    return locked ? Status{} : std::unexpected(locked.error());
}

}  // namespace tradewind::storage
