#pragma once

#include "storage/users.hpp"

/// What gets people and scripts in beside passkeys: one-time links, recovery codes, API keys. Secrets are stored as
/// SHA-256 only.
namespace tradewind::storage {

struct Invite {
    std::string token_hash{};
    std::string kind = "invite";  ///< invite: makes a user. recover: a passkey for one that exists.
    std::string name{};           ///< The user's.
    std::string role = "viewer";
    std::string created_by{};
    Timestamp created{};
    Timestamp expires{};
    std::optional<Timestamp> used{};
};
Status insert_invite(Transaction& tx, const Invite& invite);
Result<std::optional<Invite>> find_invite(Transaction& tx, std::string_view token_hash);
/// False where it was used before.
Result<bool> use_invite(Transaction& tx, std::string_view token_hash, Timestamp at);
/// Open invites of that name can't be used any more.
Status withdraw_invites(Transaction& tx, std::string_view name, Timestamp at);

/// The set before it dies.
Status replace_recovery_codes(Transaction& tx, std::string_view user, const std::vector<std::string>& hashes,
                              Timestamp at);
/// The user whose unused code it was; the code is used up. Nothing where there is none.
Result<std::optional<std::string>> use_recovery_code(Transaction& tx, std::string_view hash, Timestamp at);
Result<std::int64_t> count_recovery_codes(Transaction& tx, std::string_view user);

struct ApiKey {
    std::string id{};
    std::string key_hash{};
    std::string user{};
    std::string name{};
    std::string scope = "read";  ///< read | trade
    Timestamp created{};
    std::optional<Timestamp> last_used{};
    std::optional<Timestamp> revoked{};
};
Status insert_api_key(Transaction& tx, const ApiKey& key);
Result<std::optional<ApiKey>> find_api_key(Transaction& tx, std::string_view key_hash);
/// Those not revoked, oldest first.
Result<std::vector<ApiKey>> api_keys_of_user(Transaction& tx, std::string_view user);
Status touch_api_key(Transaction& tx, std::string_view id, Timestamp at);
Result<bool> revoke_api_key(Transaction& tx, std::string_view user, std::string_view id, Timestamp at);
Status revoke_api_keys_of_user(Transaction& tx, std::string_view user, Timestamp at);

/// One writer at a time until the transaction ends, for what must not happen twice.
Status lock_door(Transaction& tx);

}  // namespace tradewind::storage
