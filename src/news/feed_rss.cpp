#include <fmt/core.h>
#include <charconv>

#include "news/feed_xml.hpp"
#include "news/html_text.hpp"
#include "news/url.hpp"

namespace tradewind::news {
namespace {

constexpr std::size_t kMaxEntries = 10'000;

// `title` and `description` are HTML by practice: decoded by XML once and here once more.
std::string html(const pugi::xml_node& node) {
    return html_to_text(inner_markup(node));
}

void set_first(std::optional<std::string>& field, std::string text) {
    if (!field && !text.empty()) field = std::move(text);
}

int number(std::string_view text) {
    const auto trimmed = collapse_whitespace(text);
    int value = -1;
    std::from_chars(trimmed.data(), trimmed.data() + trimmed.size(), value);
    return value;
}

bool contains_folded(std::string_view text, std::string_view part) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return !std::ranges::search(text, part, {}, lower, lower).empty();
}

/// The second choices for one item, used where the item's own elements say nothing.
struct Spare {
    std::optional<std::string> title, summary, link, permalink, about, atom_id;
    std::string date_text, dc_date, atom_published, updated_text;
    std::vector<std::string> dc_authors, atom_authors, own_authors, itunes_authors;
};

class RssReader {
public:
    RssReader(const pugi::xml_node& root, const FeedSource& source) : root_(root), source_(source) {}

    Result<Feed> run() {
        feed_.format = format();
        const auto channel = find_channel();
        if (channel) read_channel(channel);
        collect_items(root_, 0);
        if (!channel && feed_.entries.empty()) {
            return fail(ErrorCode::kParse, "an RSS document without channel or items", "nothing in it could be saved");
        }
        return std::move(feed_);
    }

private:
    FeedFormat format() {
        const auto root = element_name(root_);
        if (root.local == "rdf") {
            for (auto child : root_.children()) {
                for (const auto& attribute : {"xmlns"}) {
                    const std::string_view uri = child.attribute(attribute).value();
                    if (uri.find("netscape.com") != std::string_view::npos) return FeedFormat::kRss09x;
                }
            }
            const std::string_view uri = root_.attribute("xmlns").value();
            return uri.find("netscape.com") != std::string_view::npos ? FeedFormat::kRss09x : FeedFormat::kRss10;
        }
        const auto version = collapse_whitespace(root_.attribute("version").value());
        if (version.starts_with("0.")) return FeedFormat::kRss09x;
        if (version.starts_with("1.")) return FeedFormat::kRss10;
        if (!version.empty() && !version.starts_with("2")) {
            feed_.warnings.push_back(fmt::format("unknown RSS version '{}', read as 2.0", version.substr(0, 20)));
        }
        return FeedFormat::kRss20;
    }

    [[nodiscard]] pugi::xml_node find_channel() const {
        if (local_name(root_) == "channel") return root_;
        for (const auto& child : root_.children()) {
            if (local_name(child) == "channel") return child;
        }
        return {};
    }

    void read_channel(const pugi::xml_node& channel) {
        std::string last_build, publication, dc_date, atom_updated, modified;
        std::optional<std::string> dc_title, atom_link, dc_language;
        for (const auto& child : channel.children()) {
            if (child.type() != pugi::node_element) continue;
            const auto [ns, local] = element_name(child);
            if (is_rss_core(ns)) {
                if (local == "title") set_first(feed_.title, html(child));
                if (local == "link") set_first(feed_.link, link_text(child));
                if (local == "language" && !feed_.language) feed_.language = language_tag(inner_text(child));
                if (local == "lastbuilddate") last_build = inner_text(child);
                if (local == "pubdate") publication = inner_text(child);
                if (local == "updated" || local == "modified") atom_updated = inner_text(child);
                read_hints(child, local);
            } else if (ns == Ns::kDc) {
                if (local == "title") set_first(dc_title, html(child));
                if (local == "date") dc_date = inner_text(child);
                if (local == "language") dc_language = language_tag(inner_text(child));
            } else if (ns == Ns::kDcTerms) {
                if (local == "modified") modified = inner_text(child);
            } else if (ns == Ns::kAtom) {
                if (local == "updated") atom_updated = inner_text(child);
                if (local == "link" && is_alternate(child))
                    set_first(atom_link, absolute(child, child.attribute("href").value()));
            } else if (ns == Ns::kSyndication) {
                read_syndication(child, local);
            }
        }
        if (!feed_.title) feed_.title = dc_title;
        if (!feed_.link) feed_.link = atom_link;
        if (!feed_.language) feed_.language = dc_language ? dc_language : language_of(channel);
        for (const auto& text : {last_build, publication, dc_date, atom_updated, modified}) {
            if (!feed_.updated) feed_.updated = read_date(text, "feed", feed_.warnings);
        }
        finish_hints();
    }

    void read_hints(const pugi::xml_node& node, std::string_view local) {
        if (local == "ttl") {
            const int ttl = number(inner_text(node));
            if (ttl > 0 && ttl <= 60 * 24 * 7) feed_.hints.ttl = std::chrono::minutes(ttl);
        } else if (local == "skiphours") {
            for (const auto& hour : node.children()) {
                const int value = number(inner_text(hour));
                if (value >= 0 && value <= 24) feed_.hints.skip_hours |= 1U << (value % 24);
            }
        } else if (local == "skipdays") {
            constexpr std::array<std::string_view, 7> kDays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
            for (const auto& day : node.children()) {
                const auto name = collapse_whitespace(inner_text(day));
                for (std::size_t i = 0; i < kDays.size(); ++i) {
                    if (contains_folded(name.substr(0, 3), kDays[i])) {
                        feed_.hints.skip_days = static_cast<std::uint8_t>(feed_.hints.skip_days | 1U << i);
                    }
                }
            }
        }
    }

    void read_syndication(const pugi::xml_node& node, std::string_view local) {
        const auto text = collapse_whitespace(inner_text(node));
        if (local == "updatefrequency") frequency_ = number(text);
        if (local != "updateperiod") return;
        if (text == "hourly") period_ = std::chrono::hours(1);
        if (text == "daily") period_ = std::chrono::hours(24);
        if (text == "weekly") period_ = std::chrono::hours(24 * 7);
    }

    void finish_hints() {
        if (!feed_.hints.ttl && period_ > Duration::zero()) feed_.hints.ttl = period_ / std::clamp(frequency_, 1, 1000);
    }

    // Items stand in the channel, beside it (RSS 1.0), or wherever a careless writer put them.
    void collect_items(const pugi::xml_node& node, int depth) {
        for (const auto& child : node.children()) {
            if (child.type() != pugi::node_element) continue;
            const auto [ns, local] = element_name(child);
            if (local == "item" && is_rss_core(ns)) {
                if (feed_.entries.size() < kMaxEntries) read_item(child);
            } else if (depth < 4 && (local == "channel" || local == "items" || depth == 0)) {
                collect_items(child, depth + 1);
            }
        }
    }

    [[nodiscard]] std::string absolute(const pugi::xml_node& node, std::string_view reference) const {
        const auto trimmed = collapse_whitespace(reference);
        if (trimmed.empty()) return {};
        return resolve_url(base_of(node, document_base()), trimmed);
    }
    // Without a URL of its own, a document's relative links hang on the channel's link.
    [[nodiscard]] std::string document_base() const {
        if (!source_.url.empty()) return std::string(source_.url);
        return feed_.link && is_web_url(*feed_.link) ? *feed_.link : std::string();
    }
    [[nodiscard]] std::string link_text(const pugi::xml_node& node) const {
        const auto text = collapse_whitespace(html_to_text(inner_text(node)));
        return absolute(node, text.empty() ? node.attribute("href").value() : text);
    }
    static bool is_alternate(const pugi::xml_node& node) {
        const std::string_view rel = node.attribute("rel").value();
        return rel.empty() || rel == "alternate";
    }

    void read_item(const pugi::xml_node& item) {
        const auto about = about_of(item);
        const bool has_elements =
            item.find_child([](const pugi::xml_node& child) { return child.type() == pugi::node_element; });
        if (!has_elements && about.empty()) {
            feed_.warnings.push_back(fmt::format("item {}: empty, left out", feed_.entries.size() + 1));
            return;
        }
        FeedEntry entry;
        Spare spare;
        spare.about = nonempty(about);
        for (const auto& child : item.children()) {
            if (child.type() != pugi::node_element) continue;
            const auto [ns, local] = element_name(child);
            if (is_rss_core(ns)) {
                read_core(child, local, entry, spare);
            } else {
                read_extension(child, ns, local, entry, spare);
            }
        }
        finish_item(entry, spare);
    }

    void read_core(const pugi::xml_node& node, std::string_view local, FeedEntry& entry, Spare& spare) {
        if (local == "title") set_first(entry.title, html(node));
        if (local == "description") set_first(entry.summary, html(node));
        if (local == "fullitem" || local == "body" || local == "encoded") set_first(entry.content, html(node));
        // Atom's elements without its namespace: what its writer meant is plain.
        if (local == "summary" || local == "id" || local == "published" || local == "issued" || local == "updated" ||
            local == "modified")
            read_atom_in_rss(node, local, entry, spare);
        if (local == "link") set_first(entry.link, link_text(node));
        if (local == "guid") read_guid(node, entry, spare);
        if (local == "pubdate" && spare.date_text.empty()) spare.date_text = inner_text(node);
        if (local == "author" || local == "managingeditor") {
            const auto name = node.child("name");
            add_unique(spare.own_authors, author_name(inner_text(name ? name : node)));
        }
        if (local == "category") {
            add_unique(entry.categories, html(node));
            if (contains_folded(node.attribute("domain").value(), "stock")) {
                if (auto symbol = symbol_of_listing(inner_text(node))) add_unique(entry.symbols, std::move(*symbol));
            }
        }
    }

    void read_guid(const pugi::xml_node& node, FeedEntry& entry, Spare& spare) {
        const auto guid = collapse_whitespace(inner_text(node));
        set_first(entry.id, guid);
        const bool permalink = !contains_folded(node.attribute("isPermaLink").value(), "false");
        if (permalink && is_web_url(guid)) set_first(spare.permalink, absolute(node, guid));
    }

    void read_extension(const pugi::xml_node& node, Ns ns, std::string_view local, FeedEntry& entry, Spare& spare) {
        switch (ns) {
            case Ns::kContent:
                if (local == "encoded") set_first(entry.content, html(node));
                break;
            case Ns::kXhtml:
                if (local == "body" || local == "div") set_first(entry.content, html(node));
                break;
            case Ns::kDc:
                read_dublin_core(node, local, entry, spare);
                break;
            case Ns::kDcTerms:
                if ((local == "issued" || local == "created") && spare.dc_date.empty())
                    spare.dc_date = inner_text(node);
                if (local == "modified") spare.updated_text = inner_text(node);
                break;
            case Ns::kAtom:
            case Ns::kAtom03:
                read_atom_in_rss(node, local, entry, spare);
                break;
            case Ns::kItunes:
                if (local == "author") add_unique(spare.itunes_authors, author_name(inner_text(node)));
                break;
            case Ns::kNasdaq:
                if (local == "tickers") read_symbol_list(inner_text(node), entry);
                break;
            case Ns::kNasdaqTrader:
                if (local == "issuesymbol") read_symbol_list(inner_text(node), entry);
                break;
            default:
                break;
        }
    }

    static void read_dublin_core(const pugi::xml_node& node, std::string_view local, FeedEntry& entry, Spare& spare) {
        if (local == "title") set_first(spare.title, html(node));
        if (local == "description") set_first(spare.summary, html(node));
        if (local == "creator" || local == "author") add_unique(spare.dc_authors, author_name(html(node)));
        if (local == "date" && spare.dc_date.empty()) spare.dc_date = inner_text(node);
        if (local == "subject") add_unique(entry.categories, html(node));
    }

    void read_atom_in_rss(const pugi::xml_node& node, std::string_view local, FeedEntry& entry, Spare& spare) const {
        if (local == "link" && is_alternate(node))
            set_first(spare.link, absolute(node, node.attribute("href").value()));
        if (local == "id") set_first(spare.atom_id, collapse_whitespace(inner_text(node)));
        if (local == "title") set_first(spare.title, html(node));
        if (local == "summary") set_first(spare.summary, html(node));
        if (local == "content") set_first(entry.content, html(node));
        if (local == "published" || local == "issued") spare.atom_published = inner_text(node);
        if (local == "updated" || local == "modified") spare.updated_text = inner_text(node);
        if (local == "category") add_unique(entry.categories, collapse_whitespace(node.attribute("term").value()));
        if (local != "author") return;
        for (const auto& child : node.children()) {
            if (local_name(child) == "name") add_unique(spare.atom_authors, collapse_whitespace(inner_text(child)));
        }
    }

    static void read_symbol_list(std::string_view text, FeedEntry& entry) {
        while (!text.empty()) {
            const auto comma = text.find(',');
            if (auto symbol = symbol_of_listing(text.substr(0, comma))) add_unique(entry.symbols, std::move(*symbol));
            text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
        }
    }

    void finish_item(FeedEntry& entry, Spare& spare) {
        const auto where = fmt::format("item {}", feed_.entries.size() + 1);
        if (!entry.title) entry.title = spare.title;
        if (!entry.summary) entry.summary = spare.summary;
        if (!entry.id) entry.id = spare.about ? spare.about : spare.atom_id;
        for (const auto& link : {spare.link, spare.permalink, spare.about}) {
            if (!entry.link && link && is_web_url(*link)) entry.link = link;
        }
        for (const auto& text : {spare.date_text, spare.dc_date, spare.atom_published}) {
            if (!entry.published) entry.published = read_date(text, where, feed_.warnings);
        }
        entry.updated = read_date(spare.updated_text, where, feed_.warnings);
        // Twins are alternatives: a real name is better than an address.
        const auto has_name = [](const std::vector<std::string>& names) {
            return std::ranges::any_of(names,
                                       [](const std::string& name) { return name.find('@') == std::string::npos; });
        };
        for (auto* names : {&spare.own_authors, &spare.dc_authors, &spare.atom_authors, &spare.itunes_authors}) {
            const bool better = entry.authors.empty() || (!has_name(entry.authors) && has_name(*names));
            if (!names->empty() && better) entry.authors = std::move(*names);
        }
        feed_.entries.push_back(std::move(entry));
    }

    pugi::xml_node root_;
    FeedSource source_;
    Feed feed_;
    Duration period_{};
    int frequency_ = 1;
};

}  // namespace

Result<Feed> read_rss(const pugi::xml_node& root, const FeedSource& source) {
    return RssReader(root, source).run();
}

}  // namespace tradewind::news
