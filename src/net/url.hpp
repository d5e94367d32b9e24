#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tradewind::net {

/// The parts of an absolute URL that a connection needs.
struct Url {
    std::string scheme;  ///< Lower case.
    std::string host;    ///< Lower case; IPv6 without brackets.
    std::string port;    ///< The scheme's own where none is given.
    std::string target;  ///< Path and query, at least "/".
};
std::optional<Url> parse_url(std::string_view text);

/// `scheme://host:port`; empty for what is no URL.
std::string origin_of(std::string_view url);
/// Scheme, host and path: what may be shown of a URL that can hold keys.
std::string shown_url(std::string_view url);
bool is_loopback(std::string_view host);

}  // namespace tradewind::net
