#include "storage/users.hpp"

#include "storage/json_columns.hpp"
#include "storage/rows.hpp"

namespace tradewind::storage {
namespace {

constexpr std::string_view kSelectUser =
    "SELECT id, name, display_name, handle, role, disabled, epoch, created_at FROM users";
constexpr std::string_view kSelectCredential =
    "SELECT credential_id, user_id, public_key, alg, sign_count, uv_initialized, backup_eligible, backed_up, "
    "transports, aaguid, rp_id, format, label, created_at, last_used_at FROM user_credentials";

User user_of(const Row& row) {
    Columns columns(row);
    User user;
    user.id = columns.text();
    user.name = columns.text();
    user.display_name = columns.text();
    user.handle = columns.text();
    user.role = columns.text();
    user.disabled = columns.flag();
    user.epoch = columns.integer();
    user.created = columns.time();
    return user;
}

Credential credential_of(const Row& row) {
    Columns columns(row);
    Credential credential;
    credential.id = columns.text();
    credential.user = columns.text();
    credential.public_key = columns.text();
    credential.algorithm = columns.integer();
    credential.sign_count = columns.integer();
    credential.uv_initialized = columns.flag();
    credential.backup_eligible = columns.flag();
    credential.backed_up = columns.flag();
    credential.transports = decode_texts(columns.text());
    credential.aaguid = columns.text();
    credential.rp_id = columns.text();
    credential.format = columns.text();
    credential.label = columns.text();
    credential.created = columns.time();
    credential.last_used = columns.optional_time();
    return credential;
}

}  // namespace

Status insert_user(Transaction& tx, const User& user) {
    return run(
        tx,
        "INSERT INTO users (id, name, display_name, handle, role, disabled, epoch, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        pack(user.id, user.name, user.display_name, user.handle, user.role, user.disabled, user.epoch, user.created));
}

Status update_user(Transaction& tx, const User& user) {
    return run(tx, "UPDATE users SET display_name = $2, role = $3, disabled = $4, epoch = $5 WHERE id = $1",
               pack(user.id, user.display_name, user.role, user.disabled, user.epoch));
}

Result<std::optional<User>> find_user(Transaction& tx, std::string_view id) {
    static const std::string sql = std::string(kSelectUser) + " WHERE id = $1";
    return read_one(tx, sql, pack(id), user_of);
}

Result<std::optional<User>> find_user_by_name(Transaction& tx, std::string_view name) {
    static const std::string sql = std::string(kSelectUser) + " WHERE name = $1";
    return read_one(tx, sql, pack(name), user_of);
}

Result<std::vector<User>> list_users(Transaction& tx) {
    static const std::string sql = std::string(kSelectUser) + " ORDER BY name";
    return read_all(tx, sql, {}, user_of);
}

Status insert_credential(Transaction& tx, const Credential& one) {
    return run(tx,
               "INSERT INTO user_credentials (credential_id, user_id, public_key, alg, sign_count, uv_initialized, "
               "backup_eligible, backed_up, transports, aaguid, rp_id, format, label, created_at, last_used_at) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
               pack(one.id, one.user, one.public_key, one.algorithm, one.sign_count, one.uv_initialized,
                    one.backup_eligible, one.backed_up, encode_texts(one.transports), one.aaguid, one.rp_id, one.format,
                    one.label, one.created, one.last_used));
}

Result<std::optional<Credential>> find_credential(Transaction& tx, std::string_view id) {
    static const std::string sql = std::string(kSelectCredential) + " WHERE credential_id = $1";
    return read_one(tx, sql, pack(id), credential_of);
}

Result<std::vector<Credential>> credentials_of_user(Transaction& tx, std::string_view user) {
    static const std::string sql =
        std::string(kSelectCredential) + " WHERE user_id = $1 ORDER BY created_at, credential_id";
    return read_all(tx, sql, pack(user), credential_of);
}

Result<bool> update_credential_use(Transaction& tx, std::string_view id, std::int64_t sign_count, bool backed_up,
                                   bool keep_greater, Timestamp at) {
    const auto changed = tx.execute(
        "UPDATE user_credentials SET sign_count = CASE WHEN sign_count > $2 THEN sign_count ELSE $2 END, "
        "backed_up = $3, last_used_at = $4 "
        "WHERE credential_id = $1 AND ($5 = 1 OR sign_count < $2 OR (sign_count = 0 AND $2 = 0))",
        pack(id, sign_count, backed_up, at, keep_greater));
    if (!changed) return std::unexpected(changed.error());
    return *changed == 1;
}

Result<bool> delete_credential(Transaction& tx, std::string_view id) {
    const auto removed = tx.execute("DELETE FROM user_credentials WHERE credential_id = $1", pack(id));
    if (!removed) return std::unexpected(removed.error());
    return *removed == 1;
}

}  // namespace tradewind::storage
