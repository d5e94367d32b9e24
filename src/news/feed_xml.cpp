#include "news/feed_xml.hpp"

#include <fmt/core.h>

#include "news/feed_date.hpp"
#include "news/html_text.hpp"
#include "news/url.hpp"

namespace tradewind::news {
namespace {

constexpr int kMaxDepth = 200;

struct NsEntry {
    std::string_view uri;  ///< Without scheme and closing slash.
    Ns ns;
};
constexpr auto kUris = std::to_array<NsEntry>({{"www.w3.org/2005/atom", Ns::kAtom},
                                               {"purl.org/atom/ns#", Ns::kAtom03},
                                               {"example.com/newformat#", Ns::kAtom03},
                                               {"www.w3.org/1999/02/22-rdf-syntax-ns#", Ns::kRdf},
                                               {"purl.org/rss/1.0", Ns::kRss},
                                               {"purl.org/net/rss1.1#", Ns::kRss},
                                               {"my.netscape.com/rdf/simple/0.9", Ns::kRss},
                                               {"channel.netscape.com/rdf/simple/0.9", Ns::kRss},
                                               {"my.netscape.com/publish/formats/rss-0.91.dtd", Ns::kRss},
                                               {"backend.userland.com/rss", Ns::kRss},
                                               {"blogs.law.harvard.edu/tech/rss", Ns::kRss},
                                               {"cyber.law.harvard.edu/rss", Ns::kRss},
                                               {"purl.org/rss/1.0/modules/rss091#", Ns::kRss},
                                               {"purl.org/rss/1.0/modules/content", Ns::kContent},
                                               {"purl.org/dc/elements/1.1", Ns::kDc},
                                               {"purl.org/dc/elements/1.0", Ns::kDc},
                                               {"dublincore.org/documents/dcmi-namespace", Ns::kDc},
                                               {"purl.org/dc/terms", Ns::kDcTerms},
                                               {"search.yahoo.com/mrss", Ns::kMedia},
                                               {"search.yahoo.com/rss", Ns::kMedia},
                                               {"www.itunes.com/dtds/podcast-1.0.dtd", Ns::kItunes},
                                               {"example.com/dtds/podcast-1.0.dtd", Ns::kItunes},
                                               {"www.w3.org/1999/xhtml", Ns::kXhtml},
                                               {"purl.org/rss/1.0/modules/syndication", Ns::kSyndication},
                                               {"nasdaq.com/reference/feeds/1.0", Ns::kNasdaq},
                                               {"www.nasdaqtrader.com", Ns::kNasdaqTrader}});
constexpr auto kUsualPrefixes = std::to_array<NsEntry>({{"atom", Ns::kAtom},
                                                        {"atom10", Ns::kAtom},
                                                        {"rdf", Ns::kRdf},
                                                        {"rss", Ns::kRss},
                                                        {"content", Ns::kContent},
                                                        {"dc", Ns::kDc},
                                                        {"dcterms", Ns::kDcTerms},
                                                        {"media", Ns::kMedia},
                                                        {"itunes", Ns::kItunes},
                                                        {"xhtml", Ns::kXhtml},
                                                        {"sy", Ns::kSyndication},
                                                        {"nasdaq", Ns::kNasdaq},
                                                        {"ndaq", Ns::kNasdaqTrader}});

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return result;
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

// `prefix` in lower case.
bool begins(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() &&
           std::ranges::equal(text.substr(0, prefix.size()), prefix, {}, [](char c) { return lower(c); });
}

// Every element asks, so nothing is copied.
Ns ns_of_uri(std::string_view uri) {
    constexpr std::string_view kBlank = " \t\r\n";
    uri.remove_prefix(std::min(uri.find_first_not_of(kBlank), uri.size()));
    uri = uri.substr(0, uri.find_last_not_of(kBlank) + 1);
    if (begins(uri, "http://")) uri.remove_prefix(7);
    if (begins(uri, "https://")) uri.remove_prefix(8);
    while (uri.ends_with('/')) uri.remove_suffix(1);
    if (uri.empty()) return Ns::kNone;
    for (const auto& [known, ns] : kUris) {
        if (uri.size() == known.size() && begins(uri, known)) return ns;
    }
    // Userland's came with many endings (rss2, rss191), Atom's drafts likewise.
    if (begins(uri, "backend.userland.com/rss")) return Ns::kRss;
    if (begins(uri, "purl.org/atom/")) return Ns::kAtom03;
    return Ns::kOther;
}

Ns resolve_prefix(const pugi::xml_node& node, std::string_view prefix) {
    const auto declares = [prefix](std::string_view name) {
        if (!name.starts_with("xmlns")) return false;
        if (prefix.empty()) return name.size() == 5;
        return name.size() == prefix.size() + 6 && name[5] == ':' && name.ends_with(prefix);
    };
    for (auto at = node; at; at = at.parent()) {
        for (const auto& attribute : at.attributes()) {
            if (declares(attribute.name())) return ns_of_uri(attribute.value());
        }
    }
    if (prefix.empty()) return Ns::kNone;
    for (const auto& [usual, ns] : kUsualPrefixes) {
        if (prefix == usual) return ns;
    }
    return Ns::kOther;
}

void collect_text(const pugi::xml_node& node, int depth, std::string& out) {
    for (const auto& child : node.children()) {
        if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
            out += child.value();
        } else if (child.type() == pugi::node_element && depth < kMaxDepth) {
            collect_text(child, depth + 1, out);
        }
    }
}

void escape(std::string_view text, std::string& out) {
    for (const char c : text) {
        if (c == '<') {
            out += "&lt;";
        } else if (c == '&') {
            out += "&amp;";
        } else {
            out += c;
        }
    }
}

void collect_markup(const pugi::xml_node& node, int depth, bool raw, std::string& out) {
    for (const auto& child : node.children()) {
        if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
            raw ? out.append(child.value()) : (escape(child.value(), out), out);
        } else if (child.type() == pugi::node_element && depth < kMaxDepth) {
            const auto local = local_name(child);
            out += "<" + local + ">";
            collect_markup(child, depth + 1, raw, out);
            out += "</" + local + ">";
        }
    }
}

bool is_address(std::string_view text) {
    return text.find('@') != std::string_view::npos && text.find(' ') == std::string_view::npos;
}

}  // namespace

ElementName element_name(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    const auto colon = name.find(':');
    const auto prefix = colon == std::string_view::npos ? std::string_view() : name.substr(0, colon);
    return {resolve_prefix(node, prefix), lower(colon == std::string_view::npos ? name : name.substr(colon + 1))};
}

std::string local_name(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    const auto colon = name.find(':');
    return lower(colon == std::string_view::npos ? name : name.substr(colon + 1));
}

std::string about_of(const pugi::xml_node& node) {
    for (const auto& attribute : node.attributes()) {
        const std::string_view name = attribute.name();
        const auto colon = name.find(':');
        const bool about = colon != std::string_view::npos && name.substr(colon + 1) == "about";
        if (about && resolve_prefix(node, name.substr(0, colon)) == Ns::kRdf)
            return collapse_whitespace(attribute.value());
    }
    return {};
}

bool is_rss_core(Ns ns) {
    return ns == Ns::kNone || ns == Ns::kRss;
}

std::string inner_text(const pugi::xml_node& node) {
    std::string text;
    collect_text(node, 0, text);
    return text;
}

std::string inner_markup(const pugi::xml_node& node) {
    std::string text;
    const bool only_text =
        !node.find_child([](const pugi::xml_node& child) { return child.type() == pugi::node_element; });
    if (only_text) {
        collect_text(node, 0, text);
    } else {
        // Text beside elements may itself be escaped markup (a div around it): it is decoded once more, too.
        collect_markup(node, 0, true, text);
    }
    return text;
}

std::string xhtml_of(const pugi::xml_node& node) {
    std::string text;
    collect_markup(node, 0, false, text);
    return text;
}

std::string base_of(const pugi::xml_node& node, std::string_view document_base) {
    if (!node) return std::string(document_base);
    const auto declared = node.attribute("xml:base");
    const auto outer = base_of(node.parent(), document_base);
    return declared ? resolve_url(outer, declared.value()) : outer;
}

std::optional<std::string> language_of(const pugi::xml_node& node) {
    for (auto at = node; at; at = at.parent()) {
        if (const auto lang = at.attribute("xml:lang")) return language_tag(lang.value());
    }
    return std::nullopt;
}

std::optional<std::string> language_tag(std::string_view text) {
    auto tag = collapse_whitespace(text);
    std::ranges::replace(tag, '_', '-');
    return nonempty(std::move(tag));
}

std::string author_name(std::string_view text) {
    const auto whole = collapse_whitespace(text);
    const auto open = whole.find_first_of("(<");
    if (open == std::string::npos) return whole;
    const auto close = whole.find(whole[open] == '(' ? ')' : '>', open);
    auto inside = whole.substr(open + 1, close == std::string::npos ? close : close - open - 1);
    auto before = collapse_whitespace(std::string_view(whole).substr(0, open));
    if (inside.starts_with("mailto:")) inside.erase(0, 7);
    if (before.empty()) return inside;
    return is_address(before) && !inside.empty() ? inside : (is_address(inside) ? before : whole);
}

std::optional<std::string> symbol_of_listing(std::string_view text) {
    const auto listing = collapse_whitespace(text);
    const auto colon = listing.find(':');
    if (colon == std::string::npos) return nonempty(listing);
    const auto exchange = lower(std::string_view(listing).substr(0, colon));
    for (const std::string_view ours : {"nasdaq", "nyse", "amex", "otc", "bats", "cboe", "new york stock exchange"}) {
        if (exchange.starts_with(ours))
            return nonempty(collapse_whitespace(std::string_view(listing).substr(colon + 1)));
    }
    return std::nullopt;
}

std::optional<std::string> nonempty(std::string text) {
    if (text.empty()) return std::nullopt;
    return text;
}

void add_unique(std::vector<std::string>& list, std::string item) {
    if (!item.empty() && !std::ranges::contains(list, item)) list.push_back(std::move(item));
}

std::optional<Timestamp> read_date(std::string_view text, std::string_view where, std::vector<std::string>& warnings) {
    const auto written = collapse_whitespace(text);
    if (written.empty()) return std::nullopt;
    const auto date = parse_feed_date(written);
    if (!date) warnings.push_back(fmt::format("{}: can't read the date '{}'", where, written.substr(0, 60)));
    return date;
}

}  // namespace tradewind::news
