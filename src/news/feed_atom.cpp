#include <fmt/core.h>

#include "news/encoding.hpp"
#include "news/feed_xml.hpp"
#include "news/html_text.hpp"
#include "news/url.hpp"

namespace tradewind::news {
namespace {

constexpr std::size_t kMaxEntries = 10'000;

std::string base64_decoded(std::string_view text) {
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : text) {
        const auto value = kAlphabet.find(c);
        if (value == std::string_view::npos) continue;
        bits = bits << 6U | static_cast<std::uint32_t>(value);
        held += 6;
        if (held >= 8) {
            held -= 8;
            out += static_cast<char>(bits >> static_cast<unsigned>(held) & 0xFF);
        }
    }
    return out;
}

bool is_text_type(std::string_view type) {
    return type.empty() || type.find('/') == std::string_view::npos || type.starts_with("text/") ||
           type.ends_with("+xml") || type.ends_with("/xml");
}

bool is_html_type(std::string_view type) {
    return type == "html" || type == "xhtml" || type == "text/html" || type == "application/xhtml+xml";
}

// A text construct: plain unless its type says HTML (or, in Atom 0.3, its mode says that markup stands in it).
std::string text_of(const pugi::xml_node& node) {
    const std::string_view type = node.attribute("type").value();
    const std::string_view mode = node.attribute("mode").value();
    if (mode == "base64") return html_to_text(base64_decoded(inner_text(node)));
    // RFC 4287 4.1.3.3: any other media type is base64. What that hides may be text all the same.
    if (!is_text_type(type)) {
        const auto bytes = base64_decoded(inner_text(node));
        return is_valid_utf8(bytes) && bytes.find('\0') == std::string::npos ? html_to_text(bytes) : std::string();
    }
    const bool has_elements =
        node.find_child([](const pugi::xml_node& child) { return child.type() == pugi::node_element; });
    // Only in HTML may text beside elements be escaped markup; in XHTML `&lt;` is a less-than sign.
    if (has_elements) return html_to_text(type == "html" || type == "text/html" ? inner_markup(node) : xhtml_of(node));
    if (is_html_type(type)) return html_to_text(inner_text(node));
    return collapse_whitespace(inner_text(node));
}

void set_first(std::optional<std::string>& field, std::string text) {
    if (!field && !text.empty()) field = std::move(text);
}

class AtomReader {
public:
    AtomReader(const pugi::xml_node& root, const FeedSource& source) : root_(root), source_(source) {}

    Result<Feed> run() {
        feed_.format =
            element_name(root_).ns == Ns::kAtom03 || std::string_view(root_.attribute("version").value()) == "0.3"
                ? FeedFormat::kAtom03
                : FeedFormat::kAtom10;
        feed_.language = language_of(root_);
        if (local_name(root_) == "entry") {
            read_entry(root_);
            return std::move(feed_);
        }
        find_base();
        read_head();
        for (const auto& child : root_.children()) {
            if (local_name(child) == "entry" && is_atom(child) && feed_.entries.size() < kMaxEntries)
                read_entry(child);
        }
        return std::move(feed_);
    }

private:
    // Drafts had namespaces of their own: there the root's is Atom's.
    [[nodiscard]] bool is_atom(const pugi::xml_node& node) const {
        const auto ns = element_name(node).ns;
        if (ns == Ns::kAtom || ns == Ns::kAtom03 || ns == Ns::kNone) return true;
        return ns == Ns::kOther && element_name(root_).ns == Ns::kOther && prefix_of(node) == prefix_of(root_);
    }
    static std::string_view prefix_of(const pugi::xml_node& node) {
        const std::string_view name = node.name();
        const auto colon = name.find(':');
        return colon == std::string_view::npos ? std::string_view() : name.substr(0, colon);
    }

    // Where nobody said where the document came from, its own `self` link does, or else its page.
    void find_base() {
        base_ = source_.url;
        for (const std::string_view rel : {"self", "alternate", ""}) {
            for (const auto& child : root_.children()) {
                const std::string_view href = child.attribute("href").value();
                const bool fits = local_name(child) == "link" && child.attribute("rel").value() == rel;
                if (base_.empty() && fits && is_web_url(href)) base_ = href;
            }
        }
    }

    void read_head() {
        Links links;
        std::string updated;
        for (const auto& child : root_.children()) {
            if (child.type() != pugi::node_element || !is_atom(child)) continue;
            const auto local = local_name(child);
            if (local == "title") set_first(feed_.title, text_of(child));
            if (local == "link") read_link(child, links);
            if (local == "updated" || local == "modified") updated = inner_text(child);
            if (local == "author") read_person(child, feed_authors_);
        }
        feed_.link = links.best();
        feed_.updated = read_date(updated, "feed", feed_.warnings);
    }

    /// Candidates for an entry's page, the best first.
    struct Links {
        std::optional<std::string> html, alternate, text;
        [[nodiscard]] std::optional<std::string> best() const { return html ? html : (alternate ? alternate : text); }
    };

    void read_link(const pugi::xml_node& node, Links& links) const {
        const auto base = base_of(node, base_);
        const auto href = collapse_whitespace(node.attribute("href").value());
        const auto text = collapse_whitespace(inner_text(node));
        const std::string_view rel = node.attribute("rel").value();
        const std::string_view type = node.attribute("type").value();
        const bool alternate = rel.empty() || rel == "alternate" || rel.ends_with("/alternate");
        if (href.empty()) {
            if (alternate) set_first(links.text, text.empty() ? text : resolve_url(base, text));
            return;
        }
        const auto url = resolve_url(base, href);
        if (alternate && (type.empty() || is_html_type(type))) {
            set_first(links.html, url);
        } else if (alternate) {
            set_first(links.alternate, url);
        }
    }

    static void read_person(const pugi::xml_node& node, std::vector<std::string>& names) {
        std::string name, email;
        for (const auto& child : node.children()) {
            const auto local = local_name(child);
            if (local == "name") name = collapse_whitespace(inner_text(child));
            if (local == "email") email = collapse_whitespace(inner_text(child));
        }
        if (name.empty()) name = email;
        const bool structured =
            node.find_child([](const pugi::xml_node& child) { return child.type() == pugi::node_element; });
        if (name.empty() && !structured) name = inner_text(node);
        add_unique(names, author_name(name));
    }

    void read_entry(const pugi::xml_node& node) {
        FeedEntry entry;
        Links links;
        std::string published, created, updated;
        std::vector<std::string> source_authors;
        for (const auto& child : node.children()) {
            if (child.type() != pugi::node_element || !is_atom(child)) {
                if (child.type() == pugi::node_element) read_foreign(child, entry, created);
                continue;
            }
            const auto local = local_name(child);
            if (local == "id") set_first(entry.id, collapse_whitespace(inner_text(child)));
            if (local == "title") set_first(entry.title, text_of(child));
            if (local == "summary") set_first(entry.summary, text_of(child));
            if (local == "content" && !child.attribute("src")) set_first(entry.content, text_of(child));
            if (local == "link") read_link(child, links);
            if (local == "published" || local == "issued") published = inner_text(child);
            if (local == "created") created = inner_text(child);
            if (local == "updated" || local == "modified") updated = inner_text(child);
            if (local == "author") read_person(child, entry.authors);
            if (local == "category") read_category(child, entry);
            if (local == "source") {
                for (const auto& part : child.children()) {
                    if (local_name(part) == "author") read_person(part, source_authors);
                }
            }
        }
        if (entry.authors.empty()) entry.authors = source_authors.empty() ? feed_authors_ : source_authors;
        entry.link = links.best();
        finish_entry(std::move(entry), published.empty() ? created : published, updated);
    }

    static void read_foreign(const pugi::xml_node& node, FeedEntry& entry, std::string& created) {
        const auto [ns, local] = element_name(node);
        if (ns != Ns::kDc) return;
        if (local == "creator") add_unique(entry.authors, author_name(inner_text(node)));
        if (local == "subject") add_unique(entry.categories, collapse_whitespace(inner_text(node)));
        if (local == "date" && created.empty()) created = inner_text(node);
    }

    static void read_category(const pugi::xml_node& node, FeedEntry& entry) {
        auto term = collapse_whitespace(node.attribute("term").value());
        if (term.empty()) term = collapse_whitespace(node.attribute("label").value());
        if (term.empty()) term = collapse_whitespace(inner_text(node));
        add_unique(entry.categories, std::move(term));
    }

    void finish_entry(FeedEntry entry, std::string_view published, std::string_view updated) {
        const auto where = fmt::format("entry {}", feed_.entries.size() + 1);
        entry.updated = read_date(updated, where, feed_.warnings);
        entry.published = read_date(published, where, feed_.warnings);
        if (!entry.published) entry.published = entry.updated;
        if (entry.id) {
            // One id is one entry: the later version of it.
            const auto same = std::ranges::find(feed_.entries, entry.id, &FeedEntry::id);
            if (same != feed_.entries.end()) {
                feed_.warnings.push_back(fmt::format("{}: the id '{}' again", where, entry.id->substr(0, 80)));
                if (entry.updated > same->updated) *same = std::move(entry);
                return;
            }
        }
        feed_.entries.push_back(std::move(entry));
    }

    pugi::xml_node root_;
    FeedSource source_;
    std::string base_;
    Feed feed_;
    std::vector<std::string> feed_authors_;
};

}  // namespace

Result<Feed> read_atom(const pugi::xml_node& root, const FeedSource& source) {
    return AtomReader(root, source).run();
}

}  // namespace tradewind::news
