#pragma once

#include "storage/database.hpp"

/// Accounts, passkeys and sessions. Binary values are base64url text; tokens are stored as SHA-256 only.
namespace tradewind::storage {

struct User {
    std::string id{};
    std::string name{};  ///< Unique.
    std::string display_name{};
    std::string handle{};        ///< Opaque to authenticators; unique.
    std::string role = "admin";  ///< viewer | trader | admin
    bool disabled = false;
    std::int64_t epoch = 0;  ///< Raised to end all of the user's sessions.
    Timestamp created{};
};

struct Credential {
    std::string id{};
    std::string user{};
    std::string public_key{};  ///< COSE, as received.
    std::int64_t algorithm = 0;
    std::int64_t sign_count = 0;
    bool uv_initialized = false;
    bool backup_eligible = false;
    bool backed_up = false;
    std::vector<std::string> transports{};
    std::string aaguid{};
    std::string rp_id{};
    std::string format{};
    std::string label{};
    Timestamp created{};
    std::optional<Timestamp> last_used{};
};

struct Session {
    std::string token_hash{};  ///< SHA-256 of the token, hex.
    std::string family{};      ///< Sessions that grew out of one sign-in.
    std::string user{};        ///< Empty for the one-time link's session before passkeys are set up.
    Timestamp created{};
    Timestamp last_seen{};
    Timestamp idle_expires{};
    Timestamp absolute_expires{};
    std::optional<Timestamp> verified{};  ///< Last user verification, for step-up.
    std::optional<Timestamp> used{};      ///< A rotating token that has been exchanged.
    std::string replaced_by{};
    std::optional<Timestamp> revoked{};
    std::string address{};
    std::string user_agent{};
    std::string kind = "full";  ///< full | link | recovery
    std::string credential{};   ///< The passkey it was opened with.
};

/// kConflict where name or handle is taken.
Status insert_user(Transaction& tx, const User& user);
/// Changes display name, role, disabled and epoch.
Status update_user(Transaction& tx, const User& user);
Result<std::optional<User>> find_user(Transaction& tx, std::string_view id);
Result<std::optional<User>> find_user_by_name(Transaction& tx, std::string_view name);
Result<std::vector<User>> list_users(Transaction& tx);

/// kConflict where the credential is stored for any user: never replaced.
Status insert_credential(Transaction& tx, const Credential& credential);
Result<std::optional<Credential>> find_credential(Transaction& tx, std::string_view id);
Result<std::vector<Credential>> credentials_of_user(Transaction& tx, std::string_view user);
/// After a sign-in. False, and nothing changed, where the counter doesn't rise (0 after 0 is none) unless
/// `keep_greater` (synced passkeys), which stores the greater of both.
Result<bool> update_credential_use(Transaction& tx, std::string_view id, std::int64_t sign_count, bool backed_up,
                                   bool keep_greater, Timestamp at);
Result<bool> delete_credential(Transaction& tx, std::string_view id);

Status insert_session(Transaction& tx, const Session& session);
/// Also expired, used and revoked ones: what they mean is the caller's to decide.
Result<std::optional<Session>> find_session(Transaction& tx, std::string_view token_hash);
/// Those that can still be used, newest first.
Result<std::vector<Session>> open_sessions_of_user(Transaction& tx, std::string_view user, Timestamp now);
Status touch_session(Transaction& tx, std::string_view token_hash, Timestamp now, Timestamp idle_expires);
Status verify_session(Transaction& tx, std::string_view token_hash, Timestamp at);
/// Marks a rotating token as exchanged; false where another did so first.
Result<bool> use_session(Transaction& tx, std::string_view token_hash, std::string_view replaced_by, Timestamp at);
/// When the newest token of the family ends at the latest; the epoch where it is revoked or there is none.
Result<Timestamp> family_lives_until(Transaction& tx, std::string_view family);
/// Rows revoked.
Result<std::int64_t> revoke_family(Transaction& tx, std::string_view family, Timestamp at);
Result<std::int64_t> revoke_sessions_of_user(Transaction& tx, std::string_view user, Timestamp at);
Result<std::int64_t> revoke_sessions_of_credential(Transaction& tx, std::string_view credential, Timestamp at);
/// Those of the one-time link.
Result<std::int64_t> revoke_link_sessions(Transaction& tx, Timestamp at);
/// Removes sessions that expired before `before`.
Result<std::int64_t> prune_sessions(Transaction& tx, Timestamp before);

}  // namespace tradewind::storage
