#pragma once

#include <string>
#include <string_view>

namespace tradewind::news {

/// A URL or relative reference in its five parts (RFC 3986 §3), read leniently: nothing is refused or decoded. Views
/// into the text it was split from.
struct UrlParts {
    std::string_view scheme;
    std::string_view authority;
    std::string_view path;
    std::string_view query;
    std::string_view fragment;
    bool has_authority = false;
    bool has_query = false;
    bool has_fragment = false;
};
UrlParts split_url(std::string_view url);

/// True for http and https URLs with a host.
bool is_web_url(std::string_view url);

/// `reference` against `base` (RFC 3986 §5.2), blanks trimmed, inner ones escaped. `reference` as it is where `base` is
/// no absolute URL.
std::string resolve_url(std::string_view base, std::string_view reference);

/// For a query's value: all but letters, digits and `-._~` as %XX.
std::string percent_encoded(std::string_view text);

/// Host in lower case, without user and port; empty where there is none.
std::string host_of(std::string_view url);

/// One spelling for one page, so that the same story is found again: https, host in lower case without `www.`, `m.`,
/// `amp.`; default port, fragment, tracking parameters (`utm_*`, `mod`, `guccounter`, `fbclid`…), `/amp` endings and a
/// closing slash removed. Empty for what is no web URL.
std::string canonical_url(std::string_view url);

}  // namespace tradewind::news
