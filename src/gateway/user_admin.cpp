#include "gateway/user_admin.hpp"

#include "core/id.hpp"
#include "gateway/door.hpp"
#include "gateway/json_writer.hpp"
#include "gateway/tokens.hpp"
#include "storage/door.hpp"

namespace tradewind::gateway {

namespace {

using storage::Transaction;

constexpr auto kLinkLife = std::chrono::hours(24);

Result<storage::User> named(Transaction& tx, std::string_view name) {
    auto user = storage::find_user_by_name(tx, name);
    if (!user) return std::unexpected(user.error());
    if (*user) return std::move(**user);
    return fail(ErrorCode::kNotFound, "there is no user of that name", "tradewind users list prints them");
}

Result<std::string> make_link(Transaction& tx, Timestamp now, std::string_view by, std::string_view kind,
                              std::string_view name, std::string_view role) {
    std::string token = random_token(32);
    storage::Invite invite;
    invite.token_hash = sha256_hex(token);
    invite.kind = kind;
    invite.name = name;
    invite.role = role;
    invite.created_by = by;
    invite.created = now;
    invite.expires = now + kLinkLife;
    if (Status done = storage::withdraw_invites(tx, name, now); !done) return std::unexpected(done.error());
    if (Status done = storage::insert_invite(tx, invite); !done) return std::unexpected(done.error());
    const Status noted = audit(tx, now, by, kind == "invite" ? "user-invited" : "user-recovery", name, role);
    if (!noted) return std::unexpected(noted.error());
    return token;
}

/// An admin who can still come in must remain.
Status keep_an_admin(Transaction& tx, const storage::User& but) {
    const auto users = storage::list_users(tx);
    if (!users) return std::unexpected(users.error());
    for (const auto& user : *users)
        if (user.id != but.id && user.role == "admin" && !user.disabled) return {};
    return fail(ErrorCode::kRefused, "no admin would be left", "make another user an admin first");
}

Status end_everything(Transaction& tx, const storage::User& user, Timestamp now) {
    const auto ended = storage::revoke_sessions_of_user(tx, user.id, now);
    if (!ended) return std::unexpected(ended.error());
    if (Status done = storage::revoke_api_keys_of_user(tx, user.id, now); !done) return done;
    return storage::withdraw_invites(tx, user.name, now);
}

void write_user(JsonWriter& out, const storage::User& user, const std::vector<storage::Credential>& passkeys) {
    std::optional<Timestamp> last;
    for (const auto& passkey : passkeys)
        if (passkey.last_used && (!last || *passkey.last_used > *last)) last = passkey.last_used;
    out.begin_object();
    out.field("id", user.id);
    out.field("name", user.name);
    out.field("role", user.role);
    out.field("disabled", user.disabled);
    out.field("created", user.created);
    out.field("passkeys", passkeys.size());
    out.field("last_used", last);
    out.end_object();
}

}  // namespace

Result<std::string> list_users_json(storage::Database& database) {
    JsonWriter out;
    const Status done = database.read([&](Transaction& tx) -> Status {
        const auto users = storage::list_users(tx);
        if (!users) return std::unexpected(users.error());
        out.begin_array();
        for (const auto& user : *users) {
            const auto passkeys = storage::credentials_of_user(tx, user.id);
            if (!passkeys) return std::unexpected(passkeys.error());
            write_user(out, user, *passkeys);
        }
        out.end_array();
        return {};
    });
    if (!done) return std::unexpected(done.error());
    return out.take();
}

Result<std::string> invite_user(storage::Database& database, Timestamp now, std::string_view by, std::string_view name,
                                std::string_view role) {
    if (Status fine = check_name("name", name); !fine) return std::unexpected(fine.error());
    if (!parse_role(role)) return fail(ErrorCode::kInvalidArgument, "role: expected viewer, trader or admin");
    std::string token;
    const Status done = database.write([&](Transaction& tx) -> Status {
        const auto user = storage::find_user_by_name(tx, name);
        if (!user) return std::unexpected(user.error());
        if (*user)
            return fail(ErrorCode::kConflict, "there is a user of that name", "recover gives a lost one a new link");
        auto made = make_link(tx, now, by, "invite", name, role);
        if (!made) return std::unexpected(made.error());
        token = std::move(*made);
        return {};
    });
    if (!done) return std::unexpected(done.error());
    return token;
}

Result<std::string> recover_user(storage::Database& database, Timestamp now, std::string_view by,
                                 std::string_view name) {
    std::string token;
    const Status done = database.write([&](Transaction& tx) -> Status {
        auto user = named(tx, name);
        if (!user) return std::unexpected(user.error());
        if (user->disabled)
            return fail(ErrorCode::kRefused, "this user is revoked", "an admin can let the user in again");
        auto made = make_link(tx, now, by, "recover", name, user->role);
        if (!made) return std::unexpected(made.error());
        token = std::move(*made);
        return {};
    });
    if (!done) return std::unexpected(done.error());
    return token;
}

Status revoke_user(storage::Database& database, Timestamp now, std::string_view by, std::string_view name) {
    return change_user(database, now, by, name, "", true);
}

Status change_user(storage::Database& database, Timestamp now, std::string_view by, std::string_view name,
                   std::string_view role, bool disabled) {
    if (!role.empty() && !parse_role(role))
        return fail(ErrorCode::kInvalidArgument, "role: expected viewer, trader or admin");
    return database.write([&](Transaction& tx) -> Status {
        if (Status locked = storage::lock_door(tx); !locked) return locked;
        auto user = named(tx, name);
        if (!user) return std::unexpected(user.error());
        if (!role.empty()) user->role = role;
        user->disabled = disabled;
        if (user->role != "admin" || user->disabled) {
            if (Status kept = keep_an_admin(tx, *user); !kept) return kept;
        }
        if (disabled) {
            if (Status ended = end_everything(tx, *user, now); !ended) return ended;
        }
        if (Status done = storage::update_user(tx, *user); !done) return done;
        return audit(tx, now, by, disabled ? "user-revoked" : "user-changed", name, user->role);
    });
}

}  // namespace tradewind::gateway
