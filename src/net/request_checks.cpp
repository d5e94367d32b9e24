#include "net/request_checks.hpp"

#include <fmt/core.h>

#include "net/text.hpp"

namespace tradewind::net {

namespace {

std::size_t count_of(const Fields& fields, std::string_view name) {
    return static_cast<std::size_t>(std::count_if(fields.begin(), fields.end(),
                                                  [&](const auto& f) { return equals_ignoring_case(f.first, name); }));
}

Response refuse(int status, std::string_view detail) {
    return problem(status, status == 421 ? "wrong-host" : "invalid-argument", detail);
}

bool known_method(std::string_view method) {
    for (const auto* known : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
        if (method == known) return true;
    }
    return false;
}

/// Anything by which a proxy before us could see other bounds of the request than we do.
std::optional<Response> check_framing(const Request& request) {
    if (count_of(request.headers, "Transfer-Encoding") > 0) {
        return refuse(411, "send Content-Length; transfer encodings are not taken");
    }
    const auto lengths = count_of(request.headers, "Content-Length");
    const auto length = request.header("Content-Length");
    if (lengths > 1 || length.find_first_not_of("0123456789") != std::string_view::npos ||
        (lengths == 1 && length.empty())) {
        return refuse(400, "Content-Length must be one whole number");
    }
    const bool has_body = length.find_first_not_of('0') != std::string_view::npos;
    if (has_body && (request.method == "GET" || request.method == "HEAD" || request.method == "DELETE")) {
        return refuse(400, fmt::format("{} takes no body", request.method));
    }
    for (const auto* name : {"Host", "Authorization", "Origin", "Content-Type", "Cookie", "Sec-WebSocket-Protocol"}) {
        if (count_of(request.headers, name) > 1) return refuse(400, fmt::format("{} is there twice", name));
    }
    return std::nullopt;
}

bool is_ours(std::string_view host, const std::vector<std::string>& hosts) {
    const auto wanted = lower_case(host);
    return std::find(hosts.begin(), hosts.end(), wanted) != hosts.end();
}

}  // namespace

std::optional<Response> check_request(Request& request, int http_minor, const std::vector<std::string>& hosts,
                                      bool any_host, std::size_t max_fields, std::size_t max_target) {
    if (!known_method(request.method)) return refuse(501, "the method is not known");
    if (request.target.size() > max_target)
        return refuse(414, fmt::format("the target is longer than {} bytes", max_target));
    if (request.headers.size() > max_fields)
        return refuse(431, fmt::format("there are more than {} header fields", max_fields));
    if (auto refused = check_framing(request)) return refused;
    const auto host = request.header("Host");
    if (host.empty() && (http_minor > 0 || !any_host)) return refuse(400, "Host is missing");
    if (!any_host && !is_ours(host, hosts)) return refuse(421, "this server doesn't answer for that Host");
    auto target = parse_target(request.target);
    if (!target) return refuse(400, "the target must be a plain path with an optional query");
    request.path = std::move(target->path);
    request.query = std::move(target->query);
    return std::nullopt;
}

}  // namespace tradewind::net
