#include "gateway/door.hpp"
#include "gateway/door_body.hpp"
#include "gateway/json_writer.hpp"
#include "gateway/reading.hpp"
#include "storage/door.hpp"

namespace tradewind::gateway {

namespace {

using net::Request;
using net::Response;
using storage::Transaction;

bool is_loopback(std::string_view address) {
    return address.starts_with("127.") || address == "::1" || address.starts_with("::ffff:127.");
}

Sessions::Opening opening_of(const Request& request, std::string kind, std::string user = {}) {
    return {.user = std::move(user),
            .kind = std::move(kind),
            .credential = {},
            .address = request.remote_address,
            .user_agent = std::string(request.header("User-Agent"))};
}

/// Opens a session in its own transaction, unless `before` says no.
Result<Sessions::SignedIn> open_session(Door& door, const Sessions::Opening& opening,
                                        const std::function<Status(Transaction&)>& before) {
    Sessions::SignedIn made;
    const Status done = door.context.database.write([&](Transaction& tx) -> Status {
        if (Status fine = before(tx); !fine) return fine;
        auto signed_in = door.sessions.open(tx, opening);
        if (!signed_in) return std::unexpected(signed_in.error());
        made = std::move(*signed_in);
        return {};
    });
    if (!done) return std::unexpected(done.error());
    return made;
}

Response wrong_link(const Request& request) {
    return net::problem(401, "unauthenticated", "this link is wrong, used or expired",
                        "restart tradewind for a new link", request.path);
}

/// On the machine itself, before there is a user: in without a passkey.
Response exchange(Door& door, const Request& request) {
    if (auto wait = too_often(door, kTokenLimit, request)) return *wait;
    const auto body = read_door_body(request.body);
    if (!body) return net::problem(body.error(), request.path);
    if (!is_setup_token(door, body->token)) return wrong_link(request);
    if (!is_loopback(request.remote_address))
        return net::problem(403, "forbidden", "from another machine the link lets in with a passkey only", "make one",
                            request.path);
    const auto opening = opening_of(request, "link");
    const auto made = open_session(door, opening, [&](Transaction& tx) -> Status {
        if (Status locked = storage::lock_door(tx); !locked) return locked;
        const auto users = storage::list_users(tx);
        if (!users) return std::unexpected(users.error());
        if (!users->empty()) return fail(ErrorCode::kRefused, "there is a user already");
        return audit(tx, door.context.clock.now(), "operator", "sign-in", opening.address, "one-time link");
    });
    if (!made && made.error().code == ErrorCode::kRefused) return wrong_link(request);
    if (!made) return net::problem(made.error(), request.path);
    door.setup_used = true;
    Who who;
    who.expires = made->expires;
    return welcome(door, request, *made, session_json(who));
}

Response refresh(Door& door, const Request& request) {
    if (auto wait = too_often(door, kRefreshLimit, request)) return *wait;
    const auto made =
        door.sessions.refresh(door.access.session_token(request), request.remote_address, request.header("User-Agent"));
    if (!made && made.error().code == ErrorCode::kConflict)
        return net::problem(409, "refresh-conflict", made.error().message, made.error().hint, request.path);
    if (!made && made.error().code == ErrorCode::kRefused) {
        auto response = net::problem(401, "unauthenticated", made.error().message, made.error().hint, request.path);
        response.headers.emplace_back("Set-Cookie", door.access.session_cookie(request, ""));
        return response;
    }
    if (!made) return net::problem(made.error(), request.path);
    const auto who = door.sessions.check(made->token);
    return welcome(door, request, *made, session_json(who.value_or(Who{})));
}

Response show(const Request& request) {
    const auto* who = who_of(request);
    if (who == nullptr) return net::problem(401, "unauthenticated", "there is no session", "", request.path);
    return net::json_response(session_json(*who));
}

Response logout(Door& door, const Request& request) {
    const auto* who = who_of(request);
    if (who != nullptr && !who->family.empty()) {
        if (const Status done = door.sessions.end(who->family); !done) return net::problem(done.error(), request.path);
    }
    return {204, {{"Set-Cookie", door.access.session_cookie(request, "")}}, {}};
}

/// A recovery code opens a session that may only make a passkey.
Response recover(Door& door, const Request& request) {
    if (auto wait = too_often(door, kTokenLimit, request)) return *wait;
    const auto body = read_door_body(request.body);
    if (!body) return net::problem(body.error(), request.path);
    Sessions::SignedIn made;
    std::optional<storage::User> found;
    const Status done = door.context.database.write([&](Transaction& tx) -> Status {
        found.reset();
        const auto user = storage::use_recovery_code(tx, hash_of_code(body->code), door.context.clock.now());
        if (!user) return std::unexpected(user.error());
        if (!*user) return {};
        auto who = storage::find_user(tx, **user);
        if (!who) return std::unexpected(who.error());
        if (!*who || (*who)->disabled) return {};
        auto signed_in = door.sessions.open(tx, opening_of(request, "recovery", **user));
        if (!signed_in) return std::unexpected(signed_in.error());
        made = std::move(*signed_in);
        found = std::move(**who);
        return audit(tx, door.context.clock.now(), found->name, "recovery-code", made.family, "one code used up");
    });
    if (!done) return net::problem(done.error(), request.path);
    if (!found) return not_believed(door, request, "recovery-failed", "no such code");
    const auto who = door.sessions.check(made.token);
    return welcome(door, request, made, session_json(who.value_or(Who{})));
}

}  // namespace

void add_session_routes(net::Router& router, Door& door) {
    constexpr net::RouteOptions kSmall{.max_body = 4096};
    router.post("/api/auth/exchange", [&](const Request& r) { return exchange(door, r); }, kSmall);
    router.post("/api/auth/refresh", [&](const Request& r) { return refresh(door, r); }, kSmall);
    router.post("/api/auth/logout", [&](const Request& r) { return logout(door, r); }, kSmall);
    router.post("/api/auth/recover", [&](const Request& r) { return recover(door, r); }, kSmall);
    router.get("/api/auth/session", [](const Request& r) { return show(r); });
}

}  // namespace tradewind::gateway
