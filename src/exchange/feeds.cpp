#include "exchange/feeds.hpp"

#include <fmt/core.h>
#include <format>
#include <nlohmann/json.hpp>

#include "core/html.hpp"

namespace tradewind::exchange {
namespace {

using Feed = FeedEntry::Feed;

constexpr std::size_t kShown = 50;
constexpr auto kTitle = "Invented Wire (a simulated market; no such companies exist)";

// The newest first.
std::vector<const FeedEntry*> newest(const std::deque<FeedEntry>& entries, Feed feed, std::size_t count) {
    std::vector<const FeedEntry*> chosen;
    for (auto entry = entries.rbegin(); entry != entries.rend() && chosen.size() < count; ++entry) {
        if (entry->feed == feed) chosen.push_back(&*entry);
    }
    return chosen;
}

std::string rss_date(Timestamp time) {
    return std::format("{:%a, %d %b %Y %H:%M:%S} GMT", std::chrono::floor<std::chrono::seconds>(time));
}

}  // namespace

std::string rss_page(const std::deque<FeedEntry>& entries, Timestamp now) {
    std::string items;
    for (const auto* entry : newest(entries, Feed::kRss, kShown)) {
        items += fmt::format(
            "<item><title>{}</title><link>https://wire.invalid/rss/{}</link><guid "
            "isPermaLink=\"false\">invented-{}</guid>"
            "<pubDate>{}</pubDate><category>{}</category><description>{}</description></item>\n",
            escape_html(entry->title), entry->number, entry->number, rss_date(entry->published), entry->symbol,
            escape_html(entry->text));
    }
    const auto built = newest(entries, Feed::kRss, 1).empty() ? now : newest(entries, Feed::kRss, 1).front()->updated;
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss "
        "version=\"2.0\"><channel><title>{}</title><link>https://wire.invalid/</link>"
        "<description>News of an invented "
        "market</description><language>en</language><lastBuildDate>{}</lastBuildDate>\n{}</channel></rss>\n",
        kTitle, rss_date(built), items);
}

std::string atom_page(const std::deque<FeedEntry>& entries, Timestamp now) {
    std::string items;
    for (const auto* entry : newest(entries, Feed::kAtom, kShown)) {
        items += fmt::format(
            "<entry><id>urn:invented:{}</id><title>{}</title><link "
            "href=\"https://wire.invalid/atom/{}\"/><published>{}</published>"
            "<updated>{}</updated><author><name>Invented Wire</name></author><category "
            "term=\"{}\"/><summary>{}</summary></entry>\n",
            entry->number, escape_html(entry->title), entry->number, format_timestamp(entry->published),
            format_timestamp(entry->updated), entry->symbol, escape_html(entry->text));
    }
    const auto shown = newest(entries, Feed::kAtom, 1);
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed "
        "xmlns=\"http://www.w3.org/2005/Atom\"><id>urn:invented:feed</id><title>{}</title>"
        "<updated>{}</updated>\n{}</feed>\n",
        kTitle, format_timestamp(shown.empty() ? now : shown.front()->updated), items);
}

std::string reddit_page(const std::deque<FeedEntry>& entries, const std::string& subreddit, std::size_t limit,
                        const std::string& after) {
    using nlohmann::ordered_json;
    const auto posts = newest(entries, Feed::kReddit, entries.size());
    ordered_json children = ordered_json::array();
    bool begun = after.empty();
    std::string last;
    bool more = false;
    for (const auto* post : posts) {
        const std::string id = fmt::format("inv{}", post->number);
        if (!begun) {
            begun = after == "t3_" + id;
            continue;
        }
        if (children.size() == limit) {
            more = true;
            break;
        }
        last = "t3_" + id;
        children.push_back(
            {{"kind", "t3"},
             {"data",
              {{"id", id},
               {"name", last},
               {"subreddit", subreddit.substr(0, subreddit.find('+'))},
               {"title", post->title},
               {"selftext", post->text},
               {"author", "invented_trader"},
               {"permalink", fmt::format("/r/{}/comments/{}/", subreddit.substr(0, subreddit.find('+')), id)},
               {"url", fmt::format("https://wire.invalid/reddit/{}", id)},
               {"created_utc", static_cast<double>(unix_nanos(post->published) / 1'000'000'000)},
               {"score", 10 + post->number % 90},
               {"num_comments", post->number % 40},
               {"is_self", true},
               {"removed_by_category", nullptr}}}});
    }
    return ordered_json{{"kind", "Listing"},
                        {"data",
                         {{"after", more ? ordered_json(last) : ordered_json()},
                          {"dist", children.size()},
                          {"children", children},
                          {"before", nullptr}}}}
        .dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace tradewind::exchange
