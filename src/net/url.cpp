#include "net/url.hpp"

#include <fmt/core.h>

#include "net/text.hpp"

namespace tradewind::net {

namespace {

std::string default_port(std::string_view scheme) {
    if (scheme == "http" || scheme == "ws") return "80";
    if (scheme == "https" || scheme == "wss") return "443";
    return {};
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
    const auto scheme_end = text.find("://");
    if (scheme_end == std::string_view::npos || scheme_end == 0) return std::nullopt;
    Url url;
    url.scheme = lower_case(text.substr(0, scheme_end));
    text.remove_prefix(scheme_end + 3);
    text = text.substr(0, text.find('#'));
    const auto path = text.find_first_of("/?");
    auto authority = text.substr(0, path);
    url.target = path == std::string_view::npos ? "/" : std::string(text.substr(path));
    if (url.target.starts_with('?')) url.target.insert(0, "/");
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
    const auto bracket = authority.starts_with('[') ? authority.find(']') : std::string_view::npos;
    if (authority.starts_with('[') && bracket == std::string_view::npos) return std::nullopt;
    const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    url.host =
        lower_case(bracket == std::string_view::npos ? authority.substr(0, colon) : authority.substr(1, bracket - 1));
    url.port = colon == std::string_view::npos ? default_port(url.scheme) : std::string(authority.substr(colon + 1));
    const bool numeric = !url.port.empty() && url.port.find_first_not_of("0123456789") == std::string::npos;
    if (url.host.empty() || !numeric) return std::nullopt;
    return url;
}

std::string origin_of(std::string_view text) {
    const auto url = parse_url(text);
    return url ? fmt::format("{}://{}:{}", url->scheme, url->host, url->port) : "";
}

std::string shown_url(std::string_view text) {
    const auto url = parse_url(text);
    if (!url) return std::string(text.substr(0, text.find_first_of("?#@")).substr(0, 80));
    return fmt::format("{}://{}{}", url->scheme, url->host, url->target.substr(0, url->target.find('?')));
}

bool is_loopback(std::string_view host) {
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

}  // namespace tradewind::net
