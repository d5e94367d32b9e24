#include "gateway/access.hpp"

#include <format>

namespace tradewind::gateway {

namespace {

bool is_open(const net::Request& request) {
    for (const auto* path : {"/api/health", "/api/auth/exchange", "/api/auth/session", "/api/auth/logout"}) {
        if (request.path == path) return true;
    }
    return !request.path.starts_with("/api/") && request.path != "/api";
}

bool changes_something(const net::Request& request) {
    return request.method != "GET" && request.method != "HEAD" && request.method != "OPTIONS";
}

bool has_json_body(const net::Request& request) {
    if (request.header("Content-Length").find_first_not_of('0') == std::string_view::npos) return true;  // none at all
    const auto type = request.header("Content-Type");
    return type == "application/json" || type.starts_with("application/json;");
}

}  // namespace

void Access::listening_on(std::uint16_t port, const std::vector<std::string>& more_origins) {
    port_ = port;
    for (const auto* host : {"127.0.0.1", "localhost", "[::1]"})
        origins_.push_back(std::format("http://{}:{}", host, port));
    origins_.insert(origins_.end(), more_origins.begin(), more_origins.end());
}

std::string Access::cookie_name() const {
    return std::format("tradewind_session_{}", port_);
}

std::string_view Access::session_token(const net::Request& request) const {
    return request.cookie(cookie_name());
}

/// Browsers send Origin with every request that changes something and with every WebSocket handshake; what sends none
/// is no page of somebody else's.
bool Access::origin_allowed(const net::Request& request) const {
    const auto site = request.header("Sec-Fetch-Site");
    if (!site.empty() && site != "same-origin" && site != "none") return false;
    const auto origin = request.header("Origin");
    return origin.empty() || std::find(origins_.begin(), origins_.end(), origin) != origins_.end();
}

std::optional<net::Response> Access::gate(const net::Request& request) const {
    if (changes_something(request)) {
        if (!origin_allowed(request))
            return net::problem(403, "forbidden", "requests from this origin are not allowed", "", request.path);
        if (!has_json_body(request))
            return net::problem(415, "invalid-argument", "send the body as application/json", "", request.path);
    }
    if (is_open(request) || sessions_.check(session_token(request))) return std::nullopt;
    return net::problem(401, "unauthenticated", "there is no session",
                        "open the link that tradewind printed at its start", request.path);
}

std::optional<net::Response> Access::gate_websocket(const net::Request& request) const {
    if (!origin_allowed(request)) return net::problem(403, "forbidden", "connections from this origin are not allowed");
    if (!sessions_.check(session_token(request))) return net::problem(401, "unauthenticated", "there is no session");
    return std::nullopt;
}

}  // namespace tradewind::gateway
