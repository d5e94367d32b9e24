#include <fmt/core.h>

#include "core/id.hpp"
#include "gateway/door.hpp"
#include "gateway/door_body.hpp"
#include "gateway/json_writer.hpp"
#include "gateway/reading.hpp"
#include "gateway/tokens.hpp"
#include "storage/door.hpp"

/// What people see and change of their own account.
namespace tradewind::gateway {

namespace {

using net::Request;
using net::Response;
using storage::Transaction;

Response done_or(const Status& done, const Request& request) {
    return done ? Response{204, {}, {}} : net::problem(done.error(), request.path);
}

/// Nothing where the request may go on: it needs a person, lately verified.
std::optional<Response> needs_step_up(const Door& door, const Request& request) {
    const auto& who = *who_of(request);
    if (who.by != Who::By::kPasskey)
        return net::problem(403, "forbidden", "sign in with a passkey for this", "", request.path);
    if (!freshly_verified(who, door.context.clock.now())) return step_up_required(request);
    return std::nullopt;
}

std::string passkeys_json(const std::vector<storage::Credential>& passkeys, std::int64_t codes) {
    JsonWriter out;
    out.begin_object();
    out.key("items");
    out.begin_array();
    for (const auto& passkey : passkeys) {
        out.begin_object();
        out.field("id", passkey.id);
        out.field("label", passkey.label);
        out.field("created", passkey.created);
        out.field("last_used", passkey.last_used);
        out.field("synced", passkey.backed_up);
        out.field("aaguid", passkey.aaguid);
        out.end_object();
    }
    out.end_array();
    out.field("recovery_codes", codes);
    out.key("next");
    out.null();
    out.end_object();
    return out.take();
}

Result<std::string> passkeys(Door& door, const Request& request) {
    return read<std::string>(door.context.database, [&](Transaction& tx) -> Result<std::string> {
        const auto& user = who_of(request)->user;
        const auto found = storage::credentials_of_user(tx, user);
        const auto codes = storage::count_recovery_codes(tx, user);
        if (!found) return std::unexpected(found.error());
        if (!codes) return std::unexpected(codes.error());
        return passkeys_json(*found, *codes);
    });
}

Response revoke_passkey(Door& door, const Request& request) {
    if (auto refused = needs_step_up(door, request)) return *refused;
    const auto& who = *who_of(request);
    const std::string id(request.param("id"));
    const Status done = door.context.database.write([&](Transaction& tx) -> Status {
        const Timestamp now = door.context.clock.now();
        const auto all = storage::credentials_of_user(tx, who.user);
        const auto codes = storage::count_recovery_codes(tx, who.user);
        if (!all) return std::unexpected(all.error());
        if (!codes) return std::unexpected(codes.error());
        const bool own = std::any_of(all->begin(), all->end(), [&](const auto& one) { return one.id == id; });
        if (!own) return fail(ErrorCode::kNotFound, "there is no such passkey");
        if (all->size() == 1 && *codes == 0)
            return fail(ErrorCode::kConflict, "this is the last way in",
                        "make another passkey, or recovery codes, first");
        const auto removed = storage::delete_credential(tx, id);
        if (!removed) return std::unexpected(removed.error());
        const auto ended = storage::revoke_sessions_of_credential(tx, id, now);
        if (!ended) return std::unexpected(ended.error());
        return audit(tx, now, who.name, "passkey-revoked", id.substr(0, 12), "");
    });
    door.sessions.forget();
    if (done && door.sessions.on_end) door.sessions.on_end("");
    return done_or(done, request);
}

Result<std::string> sessions(Door& door, const Request& request) {
    return read<std::string>(door.context.database, [&](Transaction& tx) -> Result<std::string> {
        const auto& who = *who_of(request);
        const auto found = storage::open_sessions_of_user(tx, who.user, door.context.clock.now());
        if (!found) return std::unexpected(found.error());
        return list_json(
            *found, found->size() + 1,
            [&](JsonWriter& out, const storage::Session& session) {
                out.begin_object();
                out.field("id", session.family);
                out.field("current", session.family == who.family);
                out.field("last_seen", session.last_seen);
                out.field("expires", session.absolute_expires);
                out.field("address", session.address);
                out.field("user_agent", session.user_agent);
                out.end_object();
            },
            [](const storage::Session&) { return storage::Cursor{}; });
    });
}

Response end_session(Door& door, const Request& request) {
    const auto& who = *who_of(request);
    const std::string family(request.param("id"));
    bool own = false;
    const Status looked = door.context.database.read([&](Transaction& tx) -> Status {
        const auto found = storage::open_sessions_of_user(tx, who.user, door.context.clock.now());
        if (!found) return std::unexpected(found.error());
        own = std::any_of(found->begin(), found->end(), [&](const auto& one) { return one.family == family; });
        return own ? Status{} : fail(ErrorCode::kNotFound, "there is no such session");
    });
    if (!looked) return net::problem(looked.error(), request.path);
    return done_or(door.sessions.end(family), request);
}

Result<std::string> keys(Door& door, const Request& request) {
    return read<std::string>(door.context.database, [&](Transaction& tx) -> Result<std::string> {
        const auto found = storage::api_keys_of_user(tx, who_of(request)->user);
        if (!found) return std::unexpected(found.error());
        return list_json(
            *found, found->size() + 1,
            [](JsonWriter& out, const storage::ApiKey& key) {
                out.begin_object();
                out.field("id", key.id);
                out.field("name", key.name);
                out.field("scope", key.scope);
                out.field("created", key.created);
                out.field("last_used", key.last_used);
                out.end_object();
            },
            [](const storage::ApiKey&) { return storage::Cursor{}; });
    });
}

Response make_key(Door& door, const Request& request) {
    if (auto refused = needs_step_up(door, request)) return *refused;
    const auto body = read_door_body(request.body);
    if (!body) return net::problem(body.error(), request.path);
    if (const Status fine = check_name("name", body->name); !fine) return net::problem(fine.error(), request.path);
    const auto& who = *who_of(request);
    if (body->scope != "read" && body->scope != "trade")
        return net::problem(400, "invalid-argument", "scope: expected read or trade", "", request.path);
    if (body->scope == "trade" && who.role < Role::kTrader)
        return net::problem(403, "forbidden", "a viewer's keys can only read", "", request.path);
    const std::string secret = "twk_" + random_token(32);
    storage::ApiKey key;
    key.id = random_token(9);
    key.key_hash = sha256_hex(secret);
    key.user = who.user;
    key.name = body->name;
    key.scope = body->scope;
    key.created = door.context.clock.now();
    const Status done = door.context.database.write([&](Transaction& tx) -> Status {
        if (Status made = storage::insert_api_key(tx, key); !made) return made;
        return audit(tx, key.created, who.name, "key-made", key.id, fmt::format("{}, {}", key.name, key.scope));
    });
    if (!done) return net::problem(done.error(), request.path);
    JsonWriter out;
    out.begin_object();
    out.field("id", key.id);
    out.field("key", secret);
    out.end_object();
    auto response = net::json_response(out.take(), 201);
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

Response revoke_key(Door& door, const Request& request) {
    const auto& who = *who_of(request);
    const Status done = door.context.database.write([&](Transaction& tx) -> Status {
        const Timestamp now = door.context.clock.now();
        const auto revoked = storage::revoke_api_key(tx, who.user, request.param("id"), now);
        if (!revoked) return std::unexpected(revoked.error());
        if (!*revoked) return fail(ErrorCode::kNotFound, "there is no such key");
        return audit(tx, now, who.name, "key-revoked", request.param("id"), "");
    });
    door.sessions.forget();
    if (done && door.sessions.on_end) door.sessions.on_end("");
    return done_or(done, request);
}

Response new_codes(Door& door, const Request& request) {
    if (auto refused = needs_step_up(door, request)) return *refused;
    const auto& who = *who_of(request);
    std::vector<std::string> codes;
    const Status done = door.context.database.write([&](Transaction& tx) -> Status {
        auto made = make_recovery_codes(tx, who.user, door.context.clock.now());
        if (!made) return std::unexpected(made.error());
        codes = std::move(*made);
        return audit(tx, door.context.clock.now(), who.name, "recovery-codes-made", "", "the set before is void");
    });
    if (!done) return net::problem(done.error(), request.path);
    JsonWriter out;
    out.begin_object();
    out.key("recovery_codes");
    out.begin_array();
    for (const auto& code : codes) out.value(code);
    out.end_array();
    out.end_object();
    auto response = net::json_response(out.take(), 201);
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

}  // namespace

void add_account_routes(net::Router& router, Door& door) {
    constexpr net::RouteOptions kSmall{.max_body = 4096};
    router.get("/api/auth/passkeys", [&](const Request& r) { return answer(r, passkeys(door, r)); });
    router.add("DELETE", "/api/auth/passkeys/{id}", [&](const Request& r) { return revoke_passkey(door, r); });
    router.get("/api/auth/sessions", [&](const Request& r) { return answer(r, sessions(door, r)); });
    router.add("DELETE", "/api/auth/sessions/{id}", [&](const Request& r) { return end_session(door, r); });
    router.get("/api/auth/keys", [&](const Request& r) { return answer(r, keys(door, r)); });
    router.post("/api/auth/keys", [&](const Request& r) { return make_key(door, r); }, kSmall);
    router.add("DELETE", "/api/auth/keys/{id}", [&](const Request& r) { return revoke_key(door, r); });
    router.post("/api/auth/recovery-codes", [&](const Request& r) { return new_codes(door, r); }, kSmall);
}

}  // namespace tradewind::gateway
