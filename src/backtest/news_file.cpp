#include "backtest/news_file.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <map>
#include <nlohmann/json.hpp>

#include "backtest/text_file.hpp"
#include "news/article.hpp"
#include "news/feed.hpp"
#include "news/url.hpp"

namespace tradewind::backtest {
namespace {

using nlohmann::json;

std::string text_of(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::unexpected<Error> nothing_readable(const std::string& path) {
    return fail(ErrorCode::kParse, fmt::format("{}: no article can be read", path),
                "see \"A recording\" in docs/backtesting.md");
}

std::vector<Ticker> tickers_of(const json& list) {
    std::vector<Ticker> tickers;
    if (!list.is_array()) return tickers;
    for (const auto& item : list) {
        if (!item.is_string()) continue;
        if (const auto ticker = Ticker::parse(item.get<std::string>())) tickers.push_back(*ticker);
    }
    return tickers;
}

/// Gathers a file's articles; each bad one becomes a warning.
class Gatherer {
public:
    Gatherer(const std::string& path, Duration latency, std::vector<LoadWarning>& warnings)
        : path_(path), latency_(latency), warnings_(warnings) {}

    void bad(std::size_t line, std::string code, std::string message) {
        warnings_.push_back({path_, line, std::move(code), std::move(message)});
    }
    void add(RawArticle article, std::string_view published, std::string_view received, std::size_t line) {
        const auto time = parse_timestamp(published);
        if (!time) return bad(line, "bad-time", "published: " + time.error().message);
        article.published = *time;
        article.received = *time + latency_;
        if (!received.empty()) {
            const auto arrival = parse_timestamp(received);
            if (!arrival) return bad(line, "bad-time", "received: " + arrival.error().message);
            article.received = std::max(*arrival, *time);
        }
        article.url = news::canonical_url(article.url);
        article.id =
            news::article_id(article.url, article.source, article.title.empty() ? article.text : article.title);
        article.story = article.id;
        articles_.push_back(std::move(article));
    }
    void add_from_feed(RawArticle article) {
        article.received = article.published + latency_;
        articles_.push_back(std::move(article));
    }
    Result<std::vector<RawArticle>> finish(bool anything_there) {
        if (articles_.empty() && anything_there) return nothing_readable(path_);
        return std::move(articles_);
    }

private:
    const std::string& path_;
    Duration latency_;
    std::vector<LoadWarning>& warnings_;
    std::vector<RawArticle> articles_;
};

Result<std::vector<RawArticle>> parse_jsonl(Gatherer gatherer, std::string_view text) {
    bool anything = false;
    const auto lines = split_lines(text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].find_first_not_of(" \t") == std::string_view::npos) continue;
        anything = true;
        const auto row = json::parse(lines[i], nullptr, false);
        if (!row.is_object()) {
            gatherer.bad(i + 1, "bad-row", "not a JSON object");
            continue;
        }
        RawArticle article;
        article.source = text_of(row, "source").empty() ? "replay:news" : text_of(row, "source");
        article.url = text_of(row, "url");
        article.title = text_of(row, "title");
        article.text = text_of(row, "text");
        article.author = text_of(row, "author");
        if (const auto symbols = row.find("symbols"); symbols != row.end()) article.symbols = tickers_of(*symbols);
        if (article.title.empty() && article.text.empty()) {
            gatherer.bad(i + 1, "bad-row", "neither title nor text");
            continue;
        }
        // Where it stands but is no text, its time can't be read, which is not the same as one that isn't told.
        const auto received = row.find("received");
        const bool unreadable = received != row.end() && !received->is_null() && !received->is_string();
        gatherer.add(std::move(article), text_of(row, "published"), unreadable ? "?" : text_of(row, "received"), i + 1);
    }
    return gatherer.finish(anything);
}

// Tweets: the ticker column says how a text was found, not what it is about, so only the text names tickers.
Result<std::vector<RawArticle>> parse_tweets(Gatherer gatherer, std::string_view text) {
    const auto lines = split_lines(text);
    std::map<std::string, std::size_t> columns;
    if (!lines.empty()) {
        const auto names = split_csv(lines[0], '\t');
        for (std::size_t i = 0; i < names.size(); ++i) columns.emplace(names[i], i);
    }
    if (!columns.contains("created_utc") || !columns.contains("text")) {
        return fail(ErrorCode::kParse, "a tweets file needs the columns created_utc and text in its first line");
    }
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const auto fields = split_csv(lines[i], '\t');
        const auto field = [&](const char* name) {
            const auto column = columns.find(name);
            return column != columns.end() && column->second < fields.size() ? fields[column->second] : std::string();
        };
        if (fields.size() == 1 && fields[0].empty()) continue;
        RawArticle article;
        article.source = "replay:tweets";
        article.title = field("text");
        if (const auto id = field("id"); !id.empty()) article.url = "https://twitter.com/i/web/status/" + id;
        if (article.title.empty()) {
            gatherer.bad(i + 1, "bad-row", "no text");
            continue;
        }
        gatherer.add(std::move(article), field("created_utc"), {}, i + 1);
    }
    return gatherer.finish(lines.size() > 1);
}

// A feed as it was served. When it was fetched is not known, so an entry counts from its own date.
Result<std::vector<RawArticle>> parse_feed_file(Gatherer gatherer, const std::string& path, std::string_view text) {
    const auto feed = news::parse_feed(text);
    if (!feed) return std::unexpected(feed.error().within(path));
    const std::string name = plain_name(path);
    auto articles = news::articles_of(*feed, "replay:" + name.substr(0, name.find('.')), Timestamp::max());
    std::size_t undated = 0;
    for (RawArticle& article : articles) {
        if (article.published == Timestamp::max()) {
            ++undated;
        } else {
            gatherer.add_from_feed(std::move(article));
        }
    }
    if (undated > 0) gatherer.bad(0, "bad-time", fmt::format("{} entries have no readable date: left out", undated));
    return gatherer.finish(false);
}

bool is_json_lines(const std::string& name, std::string_view text) {
    if (name.ends_with(".jsonl") || name.ends_with(".ndjson")) return true;
    const auto first = json::parse(text.substr(0, text.find('\n')), nullptr, false);
    return first.is_object() && first.contains("published");
}

}  // namespace

Result<std::vector<RawArticle>> parse_news_file(const std::string& path, std::string_view text,
                                                Duration assumed_latency, std::vector<LoadWarning>& warnings) {
    const auto name = plain_name(path);
    Gatherer gatherer(path, assumed_latency, warnings);
    if (name.ends_with(".tsv")) {
        return parse_tweets(std::move(gatherer), text).transform_error([&](const Error& error) {
            return error.message.starts_with(path) ? error : error.within(path);
        });
    }
    if (is_json_lines(name, text)) return parse_jsonl(std::move(gatherer), text);
    return parse_feed_file(std::move(gatherer), path, text);
}

}  // namespace tradewind::backtest
