#include <fmt/core.h>

#include "auth/base64url.hpp"
#include "core/id.hpp"
#include "gateway/door.hpp"
#include "gateway/door_body.hpp"
#include "gateway/json_writer.hpp"
#include "gateway/tokens.hpp"
#include "storage/door.hpp"

namespace tradewind::gateway {

namespace {

using net::Request;
using net::Response;
using storage::Transaction;

constexpr std::size_t kMostPasskeys = 20;
constexpr net::RouteOptions kCeremonyBody{.max_body = 32 * 1024};

void write_ids(JsonWriter& out, std::string_view name, const std::vector<storage::Credential>& passkeys) {
    out.key(name);
    out.begin_array();
    for (const auto& passkey : passkeys) {
        out.begin_object();
        out.field("type", "public-key");
        out.field("id", passkey.id);
        out.key("transports");
        out.begin_array();
        for (const auto& transport : passkey.transports) out.value(transport);
        out.end_array();
        out.end_object();
    }
    out.end_array();
}

/// PublicKeyCredentialCreationOptionsJSON
std::string creation_options(const Door& door, const Ceremony& ceremony,
                             const std::vector<storage::Credential>& present) {
    JsonWriter out;
    out.begin_object();
    out.raw_field("rp", fmt::format(R"({{"id":"{}","name":"tradewind"}})", door.access.policy().rp_id));
    out.key("user");
    out.begin_object();
    out.field("id", ceremony.handle);
    out.field("name", ceremony.name);
    out.field("displayName", ceremony.name);
    out.end_object();
    out.field("challenge", auth::to_base64url(ceremony.challenge));
    out.raw_field(
        "pubKeyCredParams",
        R"([{"type":"public-key","alg":-7},{"type":"public-key","alg":-8},{"type":"public-key","alg":-257}])");
    out.field("timeout", 300'000);
    write_ids(out, "excludeCredentials", present);
    out.raw_field("authenticatorSelection",
                  R"({"residentKey":"required","requireResidentKey":true,"userVerification":"required"})");
    out.field("attestation", "none");
    out.raw_field("extensions", R"({"credProps":true})");
    out.end_object();
    return out.take();
}

/// PublicKeyCredentialRequestOptionsJSON
std::string request_options(const Door& door, const Ceremony& ceremony,
                            const std::vector<storage::Credential>& allowed) {
    JsonWriter out;
    out.begin_object();
    out.field("challenge", auth::to_base64url(ceremony.challenge));
    out.field("timeout", 300'000);
    out.field("rpId", door.access.policy().rp_id);
    write_ids(out, "allowCredentials", allowed);
    out.field("userVerification", "required");
    out.end_object();
    return out.take();
}

Response begin(Door& door, const Request& request, Ceremony ceremony,
               const std::vector<storage::Credential>& passkeys) {
    const auto id = door.ceremonies.begin(ceremony, request.remote_address);
    if (!id) {
        auto response = net::problem(429, "too-many-requests", id.error().message, id.error().hint, request.path);
        response.headers.emplace_back("Retry-After", "300");
        return response;
    }
    const bool creates = ceremony.kind == Ceremony::Kind::kSignUp || ceremony.kind == Ceremony::Kind::kAddPasskey;
    auto response = net::json_response(creates ? creation_options(door, ceremony, passkeys)
                                               : request_options(door, ceremony, passkeys));
    response.headers.emplace_back("Set-Cookie", door.access.ceremony_cookie(request, *id));
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

Result<std::vector<storage::Credential>> passkeys_of(Door& door, std::string_view user) {
    std::vector<storage::Credential> passkeys;
    const Status done = door.context.database.read([&](Transaction& tx) -> Status {
        auto found = storage::credentials_of_user(tx, user);
        if (!found) return std::unexpected(found.error());
        passkeys = std::move(*found);
        return {};
    });
    if (!done) return std::unexpected(done.error());
    return passkeys;
}

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
    return begin(door, request, std::move(ceremony), *present);
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

/// The ceremony that the browser's cookie names; it is over, whatever comes of this request.
std::optional<Ceremony> taken(Door& door, const Request& request, Ceremony::Kind kind) {
    return door.ceremonies.take(door.access.ceremony_id(request), {kind});
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

Response login_options(Door& door, const Request& request) {
    if (auto wait = too_often(door, kOptionsLimit, request)) return *wait;
    return begin(door, request, Ceremony{.kind = Ceremony::Kind::kSignIn}, {});
}

Response stepup_options(Door& door, const Request& request) {
    if (auto wait = too_often(door, kOptionsLimit, request)) return *wait;
    const auto& who = *who_of(request);
    if (who.by != Who::By::kPasskey)
        return net::problem(403, "forbidden", "there is no passkey to confirm with", "make one", request.path);
    const auto passkeys = passkeys_of(door, who.user);
    if (!passkeys) return net::problem(passkeys.error(), request.path);
    Ceremony ceremony{.kind = Ceremony::Kind::kStepUp};
    ceremony.user = who.user;
    ceremony.family = who.family;
    for (const auto& passkey : *passkeys) ceremony.allowed.push_back(passkey.id);
    return begin(door, request, std::move(ceremony), *passkeys);
}

/// An assertion that was believed.
struct Assertion {
    storage::User user;
    storage::Credential credential;
    auth::Authenticated seen;
};

/// Why it was not believed, for the audit log.
std::expected<Assertion, std::string> believe(Door& door, Transaction& tx, const Ceremony& ceremony,
                                              const auth::AuthenticationResponse& response) {
    const auto credential = storage::find_credential(tx, auth::to_base64url(response.id));
    if (!credential) return std::unexpected(credential.error().message);
    if (!*credential) return std::unexpected("unknown passkey");
    const auto user = storage::find_user(tx, (*credential)->user);
    if (!user || !*user) return std::unexpected("the passkey's user is gone");
    if ((*user)->disabled) return std::unexpected("the user is disabled");
    const auto& stored = **credential;
    auth::StoredCredential known{.id = response.id,
                                 .public_key = auth::from_base64url(stored.public_key).value_or(""),
                                 .sign_count = static_cast<std::uint32_t>(stored.sign_count),
                                 .user_handle = auth::from_base64url((*user)->handle),
                                 .backup_eligible = stored.backup_eligible};
    if (ceremony.kind == Ceremony::Kind::kStepUp) {
        if (stored.user != ceremony.user) return std::unexpected("another user's passkey");
        if (!response.user_handle) known.user_handle.reset();  // the user is known: it need not come
    }
    const auto seen = auth::verify_authentication(door.access.policy(), ceremony.challenge, known, response);
    if (!seen) return std::unexpected(fmt::format("{}: {}", seen.error().reason, seen.error().message));
    return Assertion{**user, stored, *seen};
}

/// Notes the use, and whether the counter looks as if there were a copy.
Status note_use(Transaction& tx, const Assertion& assertion, Timestamp now) {
    const auto& [user, credential, seen] = assertion;
    const auto kept = storage::update_credential_use(tx, credential.id, seen.sign_count, seen.backed_up,
                                                     credential.backup_eligible, now);
    if (!kept) return std::unexpected(kept.error());
    if (!*kept) return fail(ErrorCode::kRefused, "the counter did not grow");
    if (!seen.counter_stuck) return {};
    return audit(tx, now, user.name, "passkey-counter", credential.id.substr(0, 12),
                 "the counter of a synced passkey did not grow: there may be a copy");
}

Response login_verify(Door& door, const Request& request) {
    if (auto wait = too_often(door, kVerifyLimit, request)) return *wait;
    const auto ceremony = taken(door, request, Ceremony::Kind::kSignIn);
    const auto response = read_assertion(request.body);
    if (!response) return net::problem(response.error(), request.path);
    if (!ceremony) return not_believed(door, request, "sign-in-failed", "no such ceremony");
    Sessions::SignedIn signed_in;
    std::string why;
    const Status done = door.context.database.write([&](Transaction& tx) -> Status {
        const Timestamp now = door.context.clock.now();
        const auto assertion = believe(door, tx, *ceremony, *response);
        if (!assertion) return fail(ErrorCode::kRefused, assertion.error());
        if (Status noted = note_use(tx, *assertion, now); !noted) return noted;
        auto opened = door.sessions.open(tx, {.user = assertion->user.id,
                                              .kind = "full",
                                              .credential = assertion->credential.id,
                                              .address = request.remote_address,
                                              .user_agent = std::string(request.header("User-Agent"))});
        if (!opened) return std::unexpected(opened.error());
        signed_in = std::move(*opened);
        return audit(tx, now, assertion->user.name, "sign-in", signed_in.family, assertion->credential.label);
    });
    if (!done && done.error().code == ErrorCode::kRefused)
        return not_believed(door, request, "sign-in-failed", done.error().message);
    if (!done) return net::problem(done.error(), request.path);
    if (const auto* before = who_of(request); before != nullptr && !before->family.empty()) {
        if (const Status ended = door.sessions.end(before->family); !ended)
            return net::problem(ended.error(), request.path);
    }
    const auto who = door.sessions.check(signed_in.token);
    return welcome(door, request, signed_in, session_json(who.value_or(Who{})));
}

Response stepup_verify(Door& door, const Request& request) {
    if (auto wait = too_often(door, kStepUpLimit, request)) return *wait;
    const auto& who = *who_of(request);
    const auto ceremony = taken(door, request, Ceremony::Kind::kStepUp);
    const auto response = read_assertion(request.body);
    if (!response) return net::problem(response.error(), request.path);
    if (!ceremony || ceremony->family != who.family)
        return not_believed(door, request, "step-up-failed", "no such ceremony");
    const Status done = door.context.database.write([&](Transaction& tx) -> Status {
        const Timestamp now = door.context.clock.now();
        const auto assertion = believe(door, tx, *ceremony, *response);
        if (!assertion) return fail(ErrorCode::kRefused, assertion.error());
        if (Status noted = note_use(tx, *assertion, now); !noted) return noted;
        return audit(tx, now, who.name, "step-up", who.family, assertion->credential.label);
    });
    if (!done && done.error().code == ErrorCode::kRefused)
        return not_believed(door, request, "step-up-failed", done.error().message);
    if (!done) return net::problem(done.error(), request.path);
    if (const Status noted = door.sessions.verified(who); !noted) return net::problem(noted.error(), request.path);
    const auto now = door.sessions.check(door.access.session_token(request));
    return net::json_response(session_json(now.value_or(who)));
}

}  // namespace

void add_passkey_routes(net::Router& router, Door& door) {
    router.post(
        "/api/auth/register/options", [&](const Request& r) { return register_options(door, r); }, kCeremonyBody);
    router.post("/api/auth/register/verify", [&](const Request& r) { return register_verify(door, r); }, kCeremonyBody);
    router.post("/api/auth/login/options", [&](const Request& r) { return login_options(door, r); }, kCeremonyBody);
    router.post("/api/auth/login/verify", [&](const Request& r) { return login_verify(door, r); }, kCeremonyBody);
    router.post("/api/auth/stepup/options", [&](const Request& r) { return stepup_options(door, r); }, kCeremonyBody);
    router.post("/api/auth/stepup/verify", [&](const Request& r) { return stepup_verify(door, r); }, kCeremonyBody);
}

}  // namespace tradewind::gateway
