#include "auth/base64url.hpp"
#include "core/id.hpp"
#include "gateway/ceremony_options.hpp"
#include "gateway/door_body.hpp"
#include "gateway/json_writer.hpp"
#include "gateway/tokens.hpp"
#include "storage/door.hpp"

/// How passkeys are made: by a one-time link, after a recovery code, or beside one that is there.
namespace tradewind::gateway {

namespace {

using net::Request;
using net::Response;
using storage::Transaction;

/// The user that a link is for: a new one, or one that comes back. kRefused where the link is no good.
Result<Ceremony> ceremony_of_link(Door& door, const DoorBody& body) {
    Ceremony ceremony;
    ceremony.kind = Ceremony::Kind::kSignUp;
    ceremony.invite = sha256_hex(body.token);
    const bool setup = is_setup_token(door, body.token);
    bool comes_back = false;
    const Status done = door.context.database.read([&](Transaction& tx) -> Status {
        std::optional<storage::User> user;
        ceremony.name = body.name;
        ceremony.role = "admin";
        if (setup) {
            const auto users = storage::list_users(tx);
            if (!users) return std::unexpected(users.error());
            if (!users->empty()) return fail(ErrorCode::kConflict, "the first user has been made");
        } else {
            const auto invite = storage::find_invite(tx, ceremony.invite);
            if (!invite) return std::unexpected(invite.error());
            if (!*invite || (*invite)->used || (*invite)->expires <= door.context.clock.now())
                return fail(ErrorCode::kRefused, "this link is wrong, used or expired");
            ceremony.name = (*invite)->name;
            ceremony.role = (*invite)->role;
            comes_back = (*invite)->kind == "recover";
        }
        if (Status fine = check_name("name", ceremony.name); !fine) return fine;
        auto found = storage::find_user_by_name(tx, ceremony.name);
        if (!found) return std::unexpected(found.error());
        user = std::move(*found);
        if (user.has_value() != comes_back || (user && user->disabled))
            return fail(ErrorCode::kRefused, "this link is wrong, used or expired");
        ceremony.user = user ? user->id : random_token(12);
        ceremony.handle = user ? user->handle : random_token(32);
        return {};
    });
    if (!done) return std::unexpected(done.error());
    return ceremony;
}

/// A further passkey of who is signed in, or the first user, made from the one-time link's session. kRefused where the
/// user must be verified anew.
Result<Ceremony> ceremony_of_session(Door& door, const Who& who, const std::string& name) {
    Ceremony ceremony;
    if (who.by == Who::By::kLink) {
        if (Status fine = check_name("name", name); !fine) return std::unexpected(fine.error());
        ceremony.kind = Ceremony::Kind::kSignUp;
        ceremony.invite = sha256_hex(door.setup_token);
        ceremony.user = random_token(12);
        ceremony.name = name;
        ceremony.role = "admin";
        ceremony.handle = random_token(32);
        return ceremony;
    }
    if (who.by == Who::By::kApiKey) return fail(ErrorCode::kInvalidArgument, "an API key makes no passkeys");
    if (who.by == Who::By::kPasskey && !freshly_verified(who, door.context.clock.now()))
        return fail(ErrorCode::kRefused, "confirm first");
    ceremony.kind = Ceremony::Kind::kAddPasskey;
    ceremony.user = who.user;
    ceremony.name = who.name;
    ceremony.family = who.family;
    const Status done = door.context.database.read([&](Transaction& tx) -> Status {
        const auto user = storage::find_user(tx, who.user);
        if (!user) return std::unexpected(user.error());
        if (!*user) return fail(ErrorCode::kNotFound, "the user is gone");
        ceremony.handle = (*user)->handle;
        return {};
    });
    if (!done) return std::unexpected(done.error());
    return ceremony;
}

Response register_options(Door& door, const Request& request) {
    if (auto wait = too_often(door, kOptionsLimit, request)) return *wait;
    const auto body = read_door_body(request.body);
    if (!body) return net::problem(body.error(), request.path);
    Ceremony ceremony;
    if (!body->token.empty()) {
        const auto made = ceremony_of_link(door, *body);
        if (!made && made.error().code == ErrorCode::kRefused) {
            if (auto wait = too_often(door, kTokenLimit, request)) return *wait;
            return net::problem(401, "unauthenticated", made.error().message, "ask for a new one, or restart tradewind",
                                request.path);
        }
        if (!made && made.error().code == ErrorCode::kConflict)
            return net::problem(410, "gone", made.error().message, "sign in", request.path);
        if (!made) return net::problem(made.error(), request.path);
        ceremony = *made;
    } else {
        const auto* who = who_of(request);
        if (who == nullptr) return net::problem(401, "unauthenticated", "there is no session", "sign in", request.path);
        auto made = ceremony_of_session(door, *who, body->name);
        if (!made && made.error().code == ErrorCode::kRefused) return step_up_required(request);
        if (!made) return net::problem(made.error(), request.path);
        ceremony = std::move(*made);
    }
    const auto present = passkeys_of(door, ceremony.user);
    if (!present) return net::problem(present.error(), request.path);
    if (present->size() >= kMostPasskeys)
        return net::problem(409, "conflict", "there are twenty passkeys already", "revoke one first", request.path);
    return begin_ceremony(door, request, std::move(ceremony), *present);
}

storage::Credential credential_of(const Door& door, const auth::Registered& made, const Ceremony& ceremony,
                                  const Request& request, std::string label) {
    return {.id = auth::to_base64url(made.id),
            .user = ceremony.user,
            .public_key = auth::to_base64url(made.public_key),
            .algorithm = made.algorithm,
            .sign_count = made.sign_count,
            .uv_initialized = made.user_verified,
            .backup_eligible = made.backup_eligible,
            .backed_up = made.backed_up,
            .transports = read_transports(request.body),
            .aaguid = made.aaguid,
            .rp_id = door.access.policy().rp_id,
            .format = made.format,
            .label = label.empty() ? "Passkey" : std::move(label),
            .created = door.context.clock.now(),
            .last_used = std::nullopt};
}

/// What comes of a registration that was believed.
struct NewPasskey {
    Sessions::SignedIn signed_in;
    std::vector<std::string> codes;
    bool new_session = false;
};

/// Burns the link and makes the user, or finds that somebody was faster.
Status claim(Door& door, Transaction& tx, const Ceremony& ceremony, Timestamp now) {
    const bool setup = !door.setup_token.empty() && same_hash(ceremony.invite, sha256_hex(door.setup_token));
    if (setup) {
        const auto users = storage::list_users(tx);
        if (!users) return std::unexpected(users.error());
        if (!users->empty()) return fail(ErrorCode::kNotFound, "the first user has been made");
    } else {
        const auto used = storage::use_invite(tx, ceremony.invite, now);
        if (!used) return std::unexpected(used.error());
        if (!*used) return fail(ErrorCode::kNotFound, "this link has been used");
    }
    const auto user = storage::find_user(tx, ceremony.user);
    if (!user) return std::unexpected(user.error());
    if (*user) {  // comes back: what could be in wrong hands ends
        const auto revoked = storage::revoke_sessions_of_user(tx, ceremony.user, now);
        return revoked ? Status{} : std::unexpected(revoked.error());
    }
    const auto ended = storage::revoke_link_sessions(tx, now);
    if (!ended) return std::unexpected(ended.error());
    return storage::insert_user(tx, {.id = ceremony.user,
                                     .name = ceremony.name,
                                     .display_name = ceremony.name,
                                     .handle = ceremony.handle,
                                     .role = ceremony.role,
                                     .disabled = false,
                                     .epoch = 0,
                                     .created = now});
}

Status store(Door& door, Transaction& tx, const Ceremony& ceremony, const storage::Credential& credential,
             const Who* who, const Request& request, NewPasskey& made) {
    const Timestamp now = door.context.clock.now();
    const bool signs_up = ceremony.kind == Ceremony::Kind::kSignUp;
    const bool recovers = !signs_up && who->by == Who::By::kRecovery;
    if (Status locked = storage::lock_door(tx); !locked) return locked;
    if (signs_up) {
        if (Status claimed = claim(door, tx, ceremony, now); !claimed) return claimed;
    }
    const auto present = storage::credentials_of_user(tx, ceremony.user);
    if (!present) return std::unexpected(present.error());
    if (present->size() >= kMostPasskeys) return fail(ErrorCode::kConflict, "there are twenty passkeys already");
    if (Status done = storage::insert_credential(tx, credential); !done) return done;
    if (recovers) {
        const auto revoked = storage::revoke_sessions_of_user(tx, ceremony.user, now);
        if (!revoked) return std::unexpected(revoked.error());
    }
    if (signs_up) {
        auto codes = make_recovery_codes(tx, ceremony.user, now);
        if (!codes) return std::unexpected(codes.error());
        made.codes = std::move(*codes);
    }
    made.new_session = signs_up || recovers;
    if (made.new_session) {
        auto signed_in = door.sessions.open(tx, {.user = ceremony.user,
                                                 .kind = "full",
                                                 .credential = credential.id,
                                                 .address = request.remote_address,
                                                 .user_agent = std::string(request.header("User-Agent"))});
        if (!signed_in) return std::unexpected(signed_in.error());
        made.signed_in = std::move(*signed_in);
    }
    return audit(tx, now, ceremony.name, "passkey-added", credential.id.substr(0, 12),
                 fmt::format("{}{}", credential.label,
                             signs_up   ? ", by a one-time link"
                             : recovers ? ", after a recovery code"
                                        : ""));
}

std::string registered_json(const NewPasskey& made, const storage::Credential& credential, const Ceremony& ceremony) {
    JsonWriter out;
    out.begin_object();
    out.field("user", ceremony.name);
    out.field("passkey", credential.id);
    out.field("label", credential.label);
    out.key("recovery_codes");
    out.begin_array();
    for (const auto& code : made.codes) out.value(code);
    out.end_array();
    out.end_object();
    return out.take();
}

Response finish_registration(Door& door, const Request& request, const Ceremony& ceremony,
                             const auth::Registered& registered, std::string label) {
    const auto credential = credential_of(door, registered, ceremony, request, std::move(label));
    NewPasskey made;
    const Status done = door.context.database.write([&](Transaction& tx) {
        made = {};
        return store(door, tx, ceremony, credential, who_of(request), request, made);
    });
    if (!done && done.error().code == ErrorCode::kNotFound)
        return net::problem(410, "gone", done.error().message, "sign in", request.path);
    if (!done && done.error().code == ErrorCode::kConflict)
        return net::problem(409, "conflict", "this passkey or name is registered already", "use another", request.path);
    if (!done) return net::problem(done.error(), request.path);
    door.sessions.forget();
    if (made.new_session && door.sessions.on_end) door.sessions.on_end("");
    auto json = registered_json(made, credential, ceremony);
    if (made.new_session) return welcome(door, request, made.signed_in, std::move(json), 201);
    return net::json_response(std::move(json), 201);
}

Response register_verify(Door& door, const Request& request) {
    const auto bad = [&](std::string message) {
        return net::problem(400, "invalid-argument", message, "begin again", request.path);
    };
    if (auto wait = too_often(door, kVerifyLimit, request)) return *wait;
    const auto* who = who_of(request);
    const auto ceremony =
        door.ceremonies.take(door.access.ceremony_id(request), {Ceremony::Kind::kSignUp, Ceremony::Kind::kAddPasskey});
    const auto body = read_door_body(request.body);
    if (!body) return net::problem(body.error(), request.path);
    if (!ceremony) return bad("no registration has begun, or it took longer than five minutes");
    const bool adds = ceremony->kind == Ceremony::Kind::kAddPasskey;
    if (adds && who == nullptr)
        return net::problem(401, "unauthenticated", "there is no session", "sign in", request.path);
    if (adds && ceremony->family != who->family) return bad("another session began this registration");
    if (adds && who->by == Who::By::kPasskey && !freshly_verified(*who, door.context.clock.now()))
        return step_up_required(request);
    if (!body->label.empty()) {
        if (const Status fine = check_name("label", body->label); !fine)
            return net::problem(fine.error(), request.path);
    }
    const auto response = read_new_passkey(request.body);
    if (!response) return net::problem(response.error(), request.path);
    auto policy = door.access.policy();
    policy.formats = {"none", "packed"};  // without roots: none, or self attestation
    const auto registered = auth::verify_registration(policy, ceremony->challenge, *response);
    if (!registered) return bad(registered.error().message);
    return finish_registration(door, request, *ceremony, *registered, body->label);
}

}  // namespace

void add_registration_routes(net::Router& router, Door& door) {
    router.post(
        "/api/auth/register/options", [&](const Request& r) { return register_options(door, r); }, kCeremonyBody);
    router.post("/api/auth/register/verify", [&](const Request& r) { return register_verify(door, r); }, kCeremonyBody);
}

}  // namespace tradewind::gateway
