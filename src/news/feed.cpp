#include "news/feed.hpp"

#include <fmt/core.h>

#include "news/encoding.hpp"
#include "news/feed_xml.hpp"
#include "news/url.hpp"
#include "news/xml_repair.hpp"

namespace tradewind::news {
namespace {

constexpr std::size_t kMaxBytes = 32UL * 1024 * 1024;
constexpr std::size_t kMaxWarnings = 100;
constexpr unsigned kParseFlags = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol | pugi::parse_ws_pcdata;

// The element that makes a document a feed, at the top or just below a wrapper.
pugi::xml_node feed_root(const pugi::xml_node& node, int depth = 0) {
    for (const auto& child : node.children()) {
        if (child.type() != pugi::node_element) continue;
        const auto local = local_name(child);
        if (local == "rss" || local == "rdf" || local == "feed" || local == "channel" || local == "entry") return child;
        if (local == "html" || local == "head" || local == "body") return {};
        if (depth < 2) {
            if (auto inner = feed_root(child, depth + 1)) return inner;
        }
    }
    return {};
}

Result<Feed> read_root(const pugi::xml_document& document, const FeedSource& source) {
    const auto root = feed_root(document);
    if (!root) {
        const auto first =
            document.find_child([](const pugi::xml_node& child) { return child.type() == pugi::node_element; });
        const auto local = first ? local_name(first) : std::string();
        if (local == "html" || local == "head" || local == "body") {
            return fail(ErrorCode::kParse, "an HTML page, not a feed",
                        "the server may have moved the feed, or ask for consent or a key");
        }
        return fail(ErrorCode::kParse,
                    local.empty() ? "no XML and no JSON in it" : fmt::format("<{}> is no feed", local.substr(0, 40)),
                    "expected RSS, Atom or JSON Feed");
    }
    const auto local = local_name(root);
    return local == "feed" || local == "entry" ? read_atom(root, source) : read_rss(root, source);
}

Result<Feed> read_xml(std::string_view text, const FeedSource& source) {
    auto normal = normalise_xml(text);
    pugi::xml_document document;
    const auto strict = document.load_buffer(normal.data(), normal.size(), kParseFlags, pugi::encoding_utf8);
    if (strict) return read_root(document, source);
    std::vector<std::string> warnings{
        fmt::format("not well-formed at byte {} ({}); repaired", strict.offset, strict.description())};
    const auto repaired = repair_xml(normal, warnings);
    const auto again = document.load_buffer(repaired.data(), repaired.size(), kParseFlags, pugi::encoding_utf8);
    if (!again)
        return fail(ErrorCode::kParse, fmt::format("not XML: {}", again.description()), "nothing in it could be saved");
    auto feed = read_root(document, source);
    if (feed) feed->warnings.insert(feed->warnings.begin(), warnings.begin(), warnings.end());
    return feed;
}

// What no base made absolute leads nowhere.
void drop_relative_links(Feed& feed) {
    const auto relative = [](const std::optional<std::string>& link) {
        return link && split_url(*link).scheme.empty();
    };
    if (relative(feed.link)) {
        feed.warnings.push_back("feed: a relative link, and no base for it");
        feed.link.reset();
    }
    for (std::size_t i = 0; i < feed.entries.size(); ++i) {
        if (!relative(feed.entries[i].link)) continue;
        feed.warnings.push_back(fmt::format("entry {}: a relative link, and no base for it", i + 1));
        feed.entries[i].link.reset();
    }
}

}  // namespace

std::string_view to_string(FeedFormat format) noexcept {
    constexpr std::array<std::string_view, 6> kNames{"rss2.0",  "rss1.0",  "rss0.9x",
                                                     "atom1.0", "atom0.3", "jsonfeed1.x"};
    return kNames[static_cast<std::size_t>(format)];
}

Result<Feed> parse_feed(std::string_view bytes, const FeedSource& source) {
    if (bytes.size() > kMaxBytes) {
        return fail(ErrorCode::kLimit, fmt::format("{} bytes are more than the limit of 32 MiB", bytes.size()),
                    "split the feed");
    }
    auto decoded = decode_document(bytes, source.content_type);
    if (decoded.text.empty()) return fail(ErrorCode::kParse, "an empty document", "nothing in it could be saved");
    auto feed = decoded.text.front() == '{' ? read_json_feed(decoded.text, source) : read_xml(decoded.text, source);
    if (!feed) return feed;
    feed->encoding = std::move(decoded.encoding);
    drop_relative_links(*feed);
    feed->warnings.insert(feed->warnings.begin(), decoded.warnings.begin(), decoded.warnings.end());
    if (feed->warnings.size() > kMaxWarnings) {
        const auto more = feed->warnings.size() - kMaxWarnings;
        feed->warnings.resize(kMaxWarnings);
        feed->warnings.push_back(fmt::format("and {} more", more));
    }
    return feed;
}

}  // namespace tradewind::news
