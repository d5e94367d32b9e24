#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "news/feed_xml.hpp"
#include "news/html_text.hpp"
#include "news/url.hpp"

namespace tradewind::news {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxEntries = 10'000;

std::optional<std::string> text_at(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_string()) return std::nullopt;
    return nonempty(collapse_whitespace(found->get_ref<const std::string&>()));
}

std::optional<std::string> html_at(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_string()) return std::nullopt;
    return nonempty(html_to_text(found->get_ref<const std::string&>()));
}

std::vector<std::string> authors_of(const Json& object) {
    std::vector<std::string> names;
    const auto add = [&](const Json& person) {
        if (!person.is_object()) return;
        if (auto name = text_at(person, "name")) add_unique(names, std::move(*name));
    };
    if (const auto list = object.find("authors"); list != object.end() && list->is_array())
        std::ranges::for_each(*list, add);
    if (const auto one = object.find("author"); names.empty() && one != object.end()) add(*one);
    return names;
}

std::optional<std::string> id_of(const Json& item) {
    const auto id = item.find("id");
    if (id == item.end()) return std::nullopt;
    if (id->is_string()) return nonempty(collapse_whitespace(id->get_ref<const std::string&>()));
    if (id->is_number()) return id->dump();
    return std::nullopt;
}

FeedEntry read_item(const Json& item, std::string_view base, std::string_view where,
                    std::vector<std::string>& warnings) {
    FeedEntry entry;
    entry.id = id_of(item);
    entry.title = text_at(item, "title");
    auto link = text_at(item, "url");
    if (!link) link = text_at(item, "external_url");
    if (link) entry.link = resolve_url(base, *link);
    entry.summary = text_at(item, "summary");
    entry.content = text_at(item, "content_text");
    if (!entry.content) entry.content = html_at(item, "content_html");
    entry.published = read_date(text_at(item, "date_published").value_or(""), where, warnings);
    entry.updated = read_date(text_at(item, "date_modified").value_or(""), where, warnings);
    entry.authors = authors_of(item);
    if (const auto tags = item.find("tags"); tags != item.end() && tags->is_array()) {
        for (const auto& tag : *tags) {
            if (tag.is_string()) add_unique(entry.categories, collapse_whitespace(tag.get_ref<const std::string&>()));
        }
    }
    return entry;
}

bool is_json_feed(const Json& document) {
    const auto version = document.is_object() ? text_at(document, "version") : std::nullopt;
    if (!version) return false;
    return *version == "1.0" || *version == "1.1" || *version == "1" ||
           version->find("jsonfeed.org/version/") != std::string::npos;
}

}  // namespace

Result<Feed> read_json_feed(std::string_view text, const FeedSource& source) {
    // Depth is bounded before the parser recurses.
    const auto too_deep = [](int depth, Json::parse_event_t, Json&) { return depth < 64; };
    const auto document = Json::parse(text, too_deep, false);
    if (document.is_discarded())
        return fail(ErrorCode::kParse, "not valid JSON", "a JSON Feed is read whole or not at all");
    if (!is_json_feed(document)) {
        return fail(ErrorCode::kParse, "a JSON document that is no JSON Feed",
                    "its `version` should name jsonfeed.org");
    }
    Feed feed;
    feed.format = FeedFormat::kJsonFeed;
    feed.title = text_at(document, "title");
    const std::string base(source.url.empty() ? text_at(document, "feed_url").value_or("") : std::string(source.url));
    if (const auto home = text_at(document, "home_page_url")) feed.link = resolve_url(base, *home);
    feed.language = language_tag(text_at(document, "language").value_or(""));
    const auto feed_authors = authors_of(document);
    const auto items = document.find("items");
    if (items == document.end() || !items->is_array()) {
        feed.warnings.push_back("no items");
        return feed;
    }
    for (std::size_t i = 0; i < items->size() && i < kMaxEntries; ++i) {
        const auto where = fmt::format("item {}", i + 1);
        if (!(*items)[i].is_object() || !id_of((*items)[i])) {
            feed.warnings.push_back(where + ": no id, left out");
            continue;
        }
        auto entry = read_item((*items)[i], base.empty() ? feed.link.value_or("") : base, where, feed.warnings);
        if (entry.authors.empty()) entry.authors = feed_authors;
        feed.entries.push_back(std::move(entry));
    }
    return feed;
}

}  // namespace tradewind::news
