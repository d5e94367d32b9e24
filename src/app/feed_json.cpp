#include "app/feed_json.hpp"

namespace tradewind::app {
namespace {

using nlohmann::ordered_json;

ordered_json text_or_null(const std::optional<std::string>& text) {
    return text ? ordered_json(*text) : ordered_json();
}
ordered_json time_or_null(const std::optional<Timestamp>& time) {
    return time ? ordered_json(format_timestamp(*time)) : ordered_json();
}

ordered_json entry_json(const news::FeedEntry& entry) {
    return {{"id", text_or_null(entry.id)},           {"title", text_or_null(entry.title)},
            {"link", text_or_null(entry.link)},       {"published", time_or_null(entry.published)},
            {"updated", time_or_null(entry.updated)}, {"summary", text_or_null(entry.summary)},
            {"content", text_or_null(entry.content)}, {"authors", entry.authors},
            {"categories", entry.categories},         {"symbols", entry.symbols}};
}

}  // namespace

ordered_json feed_json(const news::Feed& feed) {
    auto entries = ordered_json::array();
    for (const auto& entry : feed.entries) entries.push_back(entry_json(entry));
    return {{"format", to_string(feed.format)},        {"encoding", feed.encoding},
            {"title", text_or_null(feed.title)},       {"link", text_or_null(feed.link)},
            {"language", text_or_null(feed.language)}, {"updated", time_or_null(feed.updated)},
            {"entries", std::move(entries)},           {"warnings", feed.warnings}};
}

}  // namespace tradewind::app
