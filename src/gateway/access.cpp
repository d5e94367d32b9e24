#include "gateway/access.hpp"

#include <fmt/core.h>

namespace tradewind::gateway {

namespace {

constexpr auto kFresh = std::chrono::minutes(5);

bool is_open(const net::Request& request) {
    for (const auto* path : {"/api/health", "/api/auth/exchange", "/api/auth/session", "/api/auth/logout",
                             "/api/auth/refresh", "/api/auth/recover", "/api/auth/login/options",
                             "/api/auth/login/verify", "/api/auth/register/options", "/api/auth/register/verify"}) {
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

bool under(std::string_view path, std::string_view folder) {
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

Role needed(const net::Request& request) {
    if (under(request.path, "/api/users") || under(request.path, "/api/audit")) return Role::kAdmin;
    if (under(request.path, "/api/auth")) return Role::kViewer;
    return changes_something(request) ? Role::kTrader : Role::kViewer;
}

std::optional<net::Response> refuse(const Who& who, const net::Request& request) {
    if (who.by == Who::By::kRecovery && !under(request.path, "/api/auth"))
        return net::problem(403, "forbidden", "a recovery code lets in to make a passkey only", "make one",
                            request.path);
    if (who.by == Who::By::kApiKey && (under(request.path, "/api/auth") || under(request.path, "/api/users")))
        return net::problem(403, "forbidden", "an API key can't manage accounts", "sign in with a passkey",
                            request.path);
    if (who.role >= needed(request)) return std::nullopt;
    return net::problem(403, "forbidden", fmt::format("this needs the role {}", to_string(needed(request))),
                        "ask an admin for it", request.path);
}

/// `https://trade.example:8443` → `trade.example`
std::string host_of(std::string_view origin) {
    const auto begin = origin.find("://") + 3;
    return std::string(origin.substr(begin, origin.find(':', begin) - begin));
}

bool within(std::string_view host, std::string_view rp_id) {
    return host == rp_id ||
           (host.size() > rp_id.size() && host.ends_with(rp_id) && host[host.size() - rp_id.size() - 1] == '.');
}

}  // namespace

void Access::listening_on(std::uint16_t port, const std::vector<std::string>& more_origins, bool tls) {
    port_ = port;
    tls_ = tls;
    const char* scheme = tls ? "https" : "http";
    for (const auto* host : {"127.0.0.1", "localhost", "[::1]"})
        origins_.push_back(fmt::format("{}://{}:{}", scheme, host, port));
    origins_.insert(origins_.end(), more_origins.begin(), more_origins.end());
    const auto remote = std::find_if(more_origins.begin(), more_origins.end(),
                                     [](const std::string& origin) { return origin.starts_with("https://"); });
    if (remote != more_origins.end()) policy_.rp_id = host_of(*remote);
    for (const auto& origin : more_origins) {
        const bool trustworthy = origin.starts_with("https://") || origin.starts_with("http://localhost:");
        if (trustworthy && within(host_of(origin), policy_.rp_id)) policy_.origins.push_back(origin);
    }
    if (policy_.rp_id == "localhost")
        policy_.origins.insert(policy_.origins.begin(), fmt::format("{}://localhost:{}", scheme, port));
}

bool Access::secure(const net::Request& request) const {
    if (tls_) return true;
    const auto origin = std::string("https://").append(request.header("Host"));
    return std::find(origins_.begin(), origins_.end(), origin) != origins_.end();
}

std::string Access::cookie_name(const net::Request& request, std::string_view what) const {
    return fmt::format("{}tradewind_{}_{}", secure(request) ? "__Host-" : "", what, port_);
}

std::string_view Access::session_token(const net::Request& request) const {
    return request.cookie(cookie_name(request, "session"));
}

std::string_view Access::ceremony_id(const net::Request& request) const {
    return request.cookie(cookie_name(request, "ceremony"));
}

std::string Access::session_cookie(const net::Request& request, std::string_view token) const {
    return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict{}{}", cookie_name(request, "session"), token,
                       secure(request) ? "; Secure" : "", token.empty() ? "; Max-Age=0" : "; Max-Age=604800");
}

std::string Access::ceremony_cookie(const net::Request& request, std::string_view id) const {
    return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict{}{}", cookie_name(request, "ceremony"), id,
                       secure(request) ? "; Secure" : "", id.empty() ? "; Max-Age=0" : "; Max-Age=300");
}

/// Browsers send Origin with every request that changes something and with every WebSocket handshake; what sends none
/// is no page of somebody else's.
bool Access::origin_allowed(const net::Request& request) const {
    const auto site = request.header("Sec-Fetch-Site");
    if (!site.empty() && site != "same-origin" && site != "none") return false;
    const auto origin = request.header("Origin");
    return origin.empty() || std::find(origins_.begin(), origins_.end(), origin) != origins_.end();
}

std::optional<Who> Access::find_out(const net::Request& request) const {
    constexpr std::string_view kScheme = "Bearer ";
    const auto authorization = request.header("Authorization");
    if (authorization.starts_with(kScheme)) return sessions_.check_key(authorization.substr(kScheme.size()));
    return sessions_.check(session_token(request));
}

std::optional<net::Response> Access::gate(net::Request& request) const {
    if (changes_something(request)) {
        if (!origin_allowed(request))
            return net::problem(403, "forbidden", "requests from this origin are not allowed", "", request.path);
        if (!has_json_body(request))
            return net::problem(415, "invalid-argument", "send the body as application/json", "", request.path);
    }
    if (!request.path.starts_with("/api/")) return std::nullopt;
    auto who = find_out(request);
    if (!who && is_open(request)) return std::nullopt;
    if (!who)
        return net::problem(401, "unauthenticated", "there is no session",
                            "sign in, or open the link that tradewind printed", request.path);
    if (!is_open(request)) {
        if (auto refused = refuse(*who, request)) return refused;
    }
    request.context = std::move(*who);
    return std::nullopt;
}

std::optional<net::Response> Access::gate_websocket(const net::Request& request) const {
    if (!origin_allowed(request)) return net::problem(403, "forbidden", "connections from this origin are not allowed");
    const auto who = find_out(request);
    if (!who) return net::problem(401, "unauthenticated", "there is no session");
    return refuse(*who, request);
}

bool Access::may_stay(const net::Request& handshake) const {
    constexpr std::string_view kScheme = "Bearer ";
    const auto authorization = handshake.header("Authorization");
    if (authorization.starts_with(kScheme))
        return sessions_.check_key(authorization.substr(kScheme.size())).has_value();
    return sessions_.goes_on(session_token(handshake));
}

bool freshly_verified(const Who& who, Timestamp now) {
    if (who.by == Who::By::kLink) return true;
    return who.by == Who::By::kPasskey && who.verified && *who.verified > now - kFresh;
}

net::Response step_up_required(const net::Request& request) {
    return net::problem(403, "step-up-required", "confirm with your passkey that it is you",
                        "POST /api/auth/stepup/options, then /api/auth/stepup/verify", request.path);
}

}  // namespace tradewind::gateway
