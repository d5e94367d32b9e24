#include "net/router.hpp"

#include <set>

namespace tradewind::net {

namespace {

std::vector<std::string> split(std::string_view path) {
    std::vector<std::string> segments;
    path.remove_prefix(path.starts_with('/') ? 1 : 0);
    while (true) {
        const auto slash = path.find('/');
        segments.emplace_back(path.substr(0, slash));
        if (slash == std::string_view::npos) return segments;
        path.remove_prefix(slash + 1);
    }
}

bool is_rest(std::string_view segment) {
    return segment.starts_with('{') && segment.ends_with("*}");
}
bool is_name(std::string_view segment) {
    return segment.starts_with('{') && segment.ends_with('}');
}

/// 0 literal, 1 name, 2 rest: the smaller, the more specific.
int rank(std::string_view segment) {
    return is_rest(segment) ? 2 : (is_name(segment) ? 1 : 0);
}

bool more_specific(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        if (rank(a[i]) != rank(b[i])) return rank(a[i]) < rank(b[i]);
    }
    return a.size() > b.size();
}

/// The names' values where the path fits the pattern.
std::optional<Fields> fit(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
    Fields params;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const std::string_view segment = pattern[i];
        if (is_rest(segment)) {
            std::string rest;
            for (std::size_t j = i; j < path.size(); ++j) rest += (j > i ? "/" : "") + path[j];
            params.emplace_back(segment.substr(1, segment.size() - 3), std::move(rest));
            return params;
        }
        if (i >= path.size()) return std::nullopt;
        if (is_name(segment)) {
            if (path[i].empty()) return std::nullopt;
            params.emplace_back(segment.substr(1, segment.size() - 2), path[i]);
        } else if (segment != path[i]) {
            return std::nullopt;
        }
    }
    if (path.size() != pattern.size()) return std::nullopt;
    return params;
}

}  // namespace

void Router::add(std::string method, std::string pattern, Handler handler, RouteOptions options) {
    TRADEWIND_ASSERT(pattern.starts_with('/'));
    routes_.push_back(std::make_unique<Route>(std::move(method), std::move(pattern), std::move(handler), options));
    Compiled compiled{split(routes_.back()->pattern), routes_.back().get()};
    const auto at = std::find_if(compiled_.begin(), compiled_.end(), [&](const Compiled& other) {
        return more_specific(compiled.segments, other.segments);
    });
    compiled_.insert(at, std::move(compiled));
}

void Router::websocket(std::string path, WebSocketHandler handler) {
    websockets_.emplace_back(std::move(path), std::move(handler));
}

Router::Match Router::match(std::string_view method, std::string_view path) const {
    const auto segments = split(path);
    std::set<std::string> allowed;
    for (const auto& compiled : compiled_) {
        // A path that some pattern names outright isn't handed to a catch-all for another method.
        if (!allowed.empty() && is_rest(compiled.segments.back())) break;
        auto params = fit(compiled.segments, segments);
        if (!params) continue;
        const std::string& own = compiled.route->method;
        if (own == method || (method == "HEAD" && own == "GET")) return {compiled.route, std::move(*params), {}};
        allowed.insert(own);
        if (own == "GET") allowed.insert("HEAD");
    }
    Match match;
    for (const auto& name : allowed) match.allow += (match.allow.empty() ? "" : ", ") + name;
    return match;
}

const WebSocketHandler* Router::websocket_at(std::string_view path) const {
    for (const auto& [own, handler] : websockets_) {
        if (own == path) return &handler;
    }
    return nullptr;
}

}  // namespace tradewind::net
