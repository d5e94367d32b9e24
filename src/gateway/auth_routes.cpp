#include <format>

#include "gateway/access.hpp"
#include "gateway/body.hpp"
#include "gateway/context.hpp"
#include "gateway/json_writer.hpp"

namespace tradewind::gateway {

namespace {

using net::Request;
using net::Response;

std::string session_json(Timestamp expires) {
    JsonWriter out;
    out.begin_object();
    out.field("user", "operator");
    out.field("role", "admin");
    out.field("expires", std::chrono::floor<std::chrono::seconds>(expires));
    out.end_object();
    return out.take();
}

std::string cookie(const Access& access, std::string_view token, bool expired) {
    return std::format("{}={}; Path=/; HttpOnly; SameSite=Strict{}", access.cookie_name(), token,
                       expired ? "; Max-Age=0" : "; Max-Age=604800");
}

Response exchange(Sessions& sessions, const Access& access, const Request& request) {
    const auto body = read_exchange_body(request.body);
    if (!body) return net::problem(body.error(), request.path);
    const auto signed_in = sessions.exchange(body->token, request.remote_address, request.header("User-Agent"));
    if (!signed_in && signed_in.error().code == ErrorCode::kRefused) {
        return net::problem(401, "unauthenticated", signed_in.error().message, signed_in.error().hint, request.path);
    }
    if (!signed_in) return net::problem(signed_in.error(), request.path);
    Response response = net::json_response(session_json(signed_in->expires));
    response.headers.emplace_back("Set-Cookie", cookie(access, signed_in->session_token, false));
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

Response show(Sessions& sessions, const Access& access, const Request& request) {
    const auto expires = sessions.check(access.session_token(request));
    if (!expires) return net::problem(401, "unauthenticated", "there is no session", "", request.path);
    return net::json_response(session_json(*expires));
}

Response logout(Sessions& sessions, const Access& access, const std::function<void(const Request&)>& signed_out,
                const Request& request) {
    const auto token = access.session_token(request);
    if (!token.empty()) {
        if (const Status done = sessions.sign_out(token); !done) return net::problem(done.error(), request.path);
        signed_out(request);
    }
    return {204, {{"Set-Cookie", cookie(access, "", true)}}, {}};
}

}  // namespace

void add_auth_routes(net::Router& router, Sessions& sessions, const Access& access,
                     std::function<void(const net::Request&)> signed_out) {
    router.post("/api/auth/exchange", [&](const Request& r) { return exchange(sessions, access, r); },
                {.max_body = 4096});
    router.get("/api/auth/session", [&](const Request& r) { return show(sessions, access, r); });
    router.post("/api/auth/logout",
                [&sessions, &access, signed_out = std::move(signed_out)](const Request& r) {
                    return logout(sessions, access, signed_out, r);
                },
                {.max_body = 4096});
}

}  // namespace tradewind::gateway
