#include "news/url.hpp"

#include <array>

namespace tradewind::news {
namespace {

constexpr auto kTracking = std::to_array<std::string_view>({"mod",
                                                            ".tsrc",
                                                            "source",
                                                            "traffic_source",
                                                            "guccounter",
                                                            "guce_referrer",
                                                            "guce_referrer_sig",
                                                            "fbclid",
                                                            "gclid",
                                                            "dclid",
                                                            "gbraid",
                                                            "wbraid",
                                                            "msclkid",
                                                            "twclid",
                                                            "igshid",
                                                            "mc_cid",
                                                            "mc_eid",
                                                            "cmpid",
                                                            "ncid",
                                                            "smid",
                                                            "sref",
                                                            "soc_src",
                                                            "soc_trk",
                                                            "yptr",
                                                            "ocid",
                                                            "taid",
                                                            "ref",
                                                            "ref_src",
                                                            "ref_url",
                                                            "referrer",
                                                            "partner",
                                                            "feedtype",
                                                            "feedname",
                                                            "rss",
                                                            "src",
                                                            "outputtype",
                                                            "amp",
                                                            "_amp",
                                                            "cid",
                                                            "ito",
                                                            "rpc",
                                                            "xtor",
                                                            "wt.mc_id",
                                                            "ns_mchannel",
                                                            "at_medium",
                                                            "at_campaign",
                                                            "mkt_tok",
                                                            "mkwid",
                                                            "share",
                                                            "sh",
                                                            "via"});
constexpr auto kHostPrefixes = std::to_array<std::string_view>({"www.", "m.", "mobile.", "amp."});

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return result;
}

bool is_scheme(std::string_view text) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if (text.empty() || !letter(text[0])) return false;
    return std::ranges::all_of(
        text, [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'; });
}

std::string_view trim(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n\f\v");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n\f\v") - begin + 1);
}

// Blanks escaped, line breaks removed: what people paste into feeds.
std::string clean(std::string_view text) {
    std::string result;
    for (const char c : trim(text)) {
        if (c == ' ') {
            result += "%20";
        } else if (static_cast<unsigned char>(c) > 0x20) {
            result += c;
        }
    }
    return result;
}

std::string without_dots(std::string_view path) {
    std::string out;
    while (!path.empty()) {
        if (path.starts_with("../")) {
            path.remove_prefix(3);
        } else if (path.starts_with("./")) {
            path.remove_prefix(2);
        } else if (path.starts_with("/./")) {
            path.remove_prefix(2);
        } else if (path == "/.") {
            path = "/";
        } else if (path.starts_with("/../") || path == "/..") {
            path = path == "/.." ? std::string_view("/") : path.substr(3);
            out.erase(out.rfind('/') == std::string::npos ? 0 : out.rfind('/'));
        } else if (path == "." || path == "..") {
            path = {};
        } else {
            const auto end = path.find('/', 1);
            out += path.substr(0, end);
            path = end == std::string_view::npos ? std::string_view() : path.substr(end);
        }
    }
    return out;
}

std::string merged(const UrlParts& base, std::string_view path) {
    if (base.has_authority && base.path.empty()) return "/" + std::string(path);
    const auto slash = base.path.rfind('/');
    return std::string(slash == std::string_view::npos ? std::string_view() : base.path.substr(0, slash + 1)) +
           std::string(path);
}

bool is_tracking(std::string_view name, std::string_view host) {
    const auto folded = lower(name);
    if (folded.starts_with("utm_") || std::ranges::contains(kTracking, folded)) return true;
    return folded == "time" && host.ends_with("nasdaq.com");
}

std::string without_tracking(std::string_view query, std::string_view host) {
    std::string kept;
    while (!query.empty()) {
        const auto end = query.find('&');
        const auto parameter = query.substr(0, end);
        query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
        if (parameter.empty() || is_tracking(parameter.substr(0, parameter.find('=')), host)) continue;
        if (!kept.empty()) kept += '&';
        kept += parameter;
    }
    return kept;
}

}  // namespace

UrlParts split_url(std::string_view url) {
    UrlParts parts;
    if (const auto hash = url.find('#'); hash != std::string_view::npos) {
        parts.fragment = url.substr(hash + 1);
        parts.has_fragment = true;
        url = url.substr(0, hash);
    }
    if (const auto mark = url.find('?'); mark != std::string_view::npos) {
        parts.query = url.substr(mark + 1);
        parts.has_query = true;
        url = url.substr(0, mark);
    }
    const auto colon = url.find(':');
    if (colon != std::string_view::npos && is_scheme(url.substr(0, colon))) {
        parts.scheme = url.substr(0, colon);
        url.remove_prefix(colon + 1);
    }
    if (url.starts_with("//")) {
        parts.has_authority = true;
        const auto end = url.find('/', 2);
        parts.authority = url.substr(2, end == std::string_view::npos ? end : end - 2);
        url = end == std::string_view::npos ? std::string_view() : url.substr(end);
    }
    parts.path = url;
    return parts;
}

bool is_web_url(std::string_view url) {
    const auto parts = split_url(trim(url));
    const auto scheme = lower(parts.scheme);
    return (scheme == "http" || scheme == "https") && !parts.authority.empty();
}

std::string resolve_url(std::string_view base, std::string_view reference) {
    const auto text = clean(reference);
    const auto part = split_url(text);
    if (!part.scheme.empty()) return text;
    const auto base_text = clean(base);
    const auto from = split_url(base_text);
    if (from.scheme.empty()) return text;
    std::string result = std::string(from.scheme) + ":";
    std::string path;
    auto query = part.query;
    bool has_query = part.has_query;
    if (part.has_authority) {
        result += "//" + std::string(part.authority);
        path = without_dots(part.path);
    } else {
        if (from.has_authority) result += "//" + std::string(from.authority);
        if (part.path.empty()) {
            path = from.path;
            if (!has_query) query = from.query;
            has_query = has_query || from.has_query;
        } else {
            path = without_dots(part.path.starts_with('/') ? std::string(part.path) : merged(from, part.path));
        }
    }
    result += path;
    if (has_query) result += "?" + std::string(query);
    if (part.has_fragment) result += "#" + std::string(part.fragment);
    return result;
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain) {
            out += c;
        } else {
            out += '%';
            out += kHex[byte >> 4U];
            out += kHex[byte & 15U];
        }
    }
    return out;
}

std::string host_of(std::string_view url) {
    auto authority = split_url(trim(url)).authority;
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
    if (!authority.starts_with('[')) authority = authority.substr(0, authority.rfind(':'));
    return lower(authority);
}

std::string canonical_url(std::string_view url) {
    if (!is_web_url(url)) return {};
    const auto text = clean(url);
    const auto parts = split_url(text);
    auto host = host_of(text);
    for (const auto prefix : kHostPrefixes) {
        const bool leaves_domain = host.find('.', prefix.size()) != std::string::npos;
        if (host.starts_with(prefix) && leaves_domain) host.erase(0, prefix.size());
    }
    auto authority = parts.authority;
    const auto colon = authority.rfind(':');
    const auto port =
        colon == std::string_view::npos || authority.ends_with(']') ? std::string_view() : authority.substr(colon + 1);
    std::string path(parts.path);
    if (path.ends_with("/amp/")) path.erase(path.size() - 4);
    if (path.ends_with("/amp")) path.erase(path.size() - 3);
    while (path.ends_with('/')) path.pop_back();
    std::string result = "https://" + host;
    if (!port.empty() && port != "80" && port != "443") result += ":" + std::string(port);
    result += path;
    const auto query = without_tracking(parts.query, host);
    if (!query.empty()) result += "?" + query;
    return result;
}

}  // namespace tradewind::news
