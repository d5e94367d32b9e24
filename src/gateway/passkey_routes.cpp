#include <fmt/core.h>

#include "auth/base64url.hpp"
#include "gateway/ceremony_options.hpp"
#include "gateway/door_body.hpp"

/// How passkeys are used: to sign in, and to confirm what matters.
namespace tradewind::gateway {

namespace {

using net::Request;
using net::Response;
using storage::Transaction;

/// The ceremony that the browser's cookie names; it is over, whatever comes of this request.
std::optional<Ceremony> taken(Door& door, const Request& request, Ceremony::Kind kind) {
    return door.ceremonies.take(door.access.ceremony_id(request), {kind});
}

Response login_options(Door& door, const Request& request) {
    if (auto wait = too_often(door, kOptionsLimit, request)) return *wait;
    return begin_ceremony(door, request, Ceremony{.kind = Ceremony::Kind::kSignIn}, {});
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
    return begin_ceremony(door, request, std::move(ceremony), *passkeys);
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
    router.post("/api/auth/login/options", [&](const Request& r) { return login_options(door, r); }, kCeremonyBody);
    router.post("/api/auth/login/verify", [&](const Request& r) { return login_verify(door, r); }, kCeremonyBody);
    router.post("/api/auth/stepup/options", [&](const Request& r) { return stepup_options(door, r); }, kCeremonyBody);
    router.post("/api/auth/stepup/verify", [&](const Request& r) { return stepup_verify(door, r); }, kCeremonyBody);
}

}  // namespace tradewind::gateway