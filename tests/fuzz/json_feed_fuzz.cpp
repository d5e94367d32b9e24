#include "fuzz.hpp"
#include "news/encoding.hpp"
#include "news/feed.hpp"
#include "news/json_source.hpp"
#include "news/reddit_source.hpp"

// JSON from strangers: feeds, listings, any list that paths point at.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const tradewind::Timestamp now = tradewind::timestamp_from_unix_nanos(1'767'618'131'000'000'000);
    if (const auto feed = tradewind::news::parse_feed(text)) {
        for (const auto& entry : feed->entries)
            FUZZ_CHECK(!entry.title || tradewind::news::is_valid_utf8(*entry.title));
    }
    if (const auto listing = tradewind::news::parse_reddit_listing(text, now)) {
        for (const auto& post : listing->posts) FUZZ_CHECK(post.published <= now);
    }
    const tradewind::news::JsonPaths paths{.items = "items", .id = "id", .text = "content_text", .symbols = "tags"};
    const auto articles = tradewind::news::parse_json_articles(text, paths, "json:x", "https://example.com/", now);
    if (articles) {
        for (const auto& article : *articles) FUZZ_CHECK(!article.title.empty() || !article.text.empty());
    }
    return 0;
}
