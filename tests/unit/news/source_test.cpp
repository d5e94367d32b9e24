#include <catch2/catch_test_macros.hpp>
#include <deque>

#include "news/alpaca_news_source.hpp"
#include "news/feed_source.hpp"
#include "news/json_source.hpp"
#include "news/reddit_source.hpp"

using namespace tradewind;
using namespace std::chrono_literals;
using news::FeedPoller;
using news::PollTime;
using news::RedditPoller;

namespace {

const Timestamp kStart = *parse_timestamp("2026-01-05T13:00:00Z");

PollTime at(Duration after) {
    return {kStart + after, kStart + after};
}

/// Answers in the order in which they were put in, and keeps what was asked.
class Server {
public:
    void answer(int status, std::string body = {}, std::vector<std::pair<std::string, std::string>> headers = {}) {
        HttpResponse response;
        response.status = status;
        response.body = std::move(body);
        response.headers = std::move(headers);
        answers_.push_back(std::move(response));
    }
    HttpResponse& last_answer() { return answers_.back(); }

    HttpFetch fetch() {
        return [this](const HttpRequest& request) -> Result<HttpResponse> {
            asked.push_back(request);
            if (answers_.empty()) return fail(ErrorCode::kUnavailable, "connection refused");
            auto response = std::move(answers_.front());
            answers_.pop_front();
            if (response.url.empty()) response.url = request.url;
            return response;
        };
    }

    [[nodiscard]] std::string asked_header(std::string_view name) const {
        for (const auto& [key, value] : asked.back().headers) {
            if (key == name) return value;
        }
        return {};
    }

    std::vector<HttpRequest> asked;

private:
    std::deque<HttpResponse> answers_;
};

std::string feed(std::string_view items) {
    return "<rss version='2.0'><channel><title>T</title><ttl>10</ttl>" + std::string(items) + "</channel></rss>";
}
std::string item(std::string_view name) {
    return "<item><title>Story " + std::string(name) + "</title><link>http://x/" + std::string(name) + "</link></item>";
}

std::string post(std::string_view id, std::string_view extra = {}) {
    return R"({"kind":"t3","data":{"name":"t3_)" + std::string(id) + R"(","subreddit":"stocks","title":"Post )" +
           std::string(id) +
           R"( &amp; more","selftext":"body","author":"me","created_utc":1767618131.0,"permalink":"/r/stocks/comments/)" +
           std::string(id) + "/x/\"" + std::string(extra) + "}}";
}
std::string listing(std::string_view posts, std::string_view after = {}) {
    return R"({"kind":"Listing","data":{"after":)" + (after.empty() ? "null" : "\"" + std::string(after) + "\"") +
           R"(,"children":[)" + std::string(posts) + "]}}";
}

}  // namespace

TEST_CASE("A feed is asked conditionally once it was read, and gives each item once") {
    Server server;
    FeedPoller source("x", "http://x/feed", {.user_agent = "test/1"});
    server.answer(200, feed(item("1") + item("2")),
                  {{"etag", "W/\"a\""}, {"Last-Modified", "Mon, 05 Jan 2026 12:00:00 GMT"}});
    auto result = source.poll(at(0s), server.fetch());
    REQUIRE(result);
    CHECK(result->articles.size() == 2);
    CHECK(result->articles[0].source == "rss:x");
    CHECK(server.asked_header("User-Agent") == "test/1");
    CHECK(server.asked_header("If-None-Match").empty());
    CHECK(source.next_poll() == kStart + 10min);  // The feed's ttl.

    server.answer(304);
    result = source.poll(at(10min), server.fetch());
    REQUIRE(result);
    CHECK(result->articles.empty());
    CHECK(server.asked_header("If-None-Match") == "W/\"a\"");
    CHECK(server.asked_header("If-Modified-Since") == "Mon, 05 Jan 2026 12:00:00 GMT");

    server.answer(200, feed(item("3") + item("1") + item("2")), {{"Cache-Control", "max-age=1800"}});
    result = source.poll(at(20min), server.fetch());
    REQUIRE(result);
    CHECK(result->articles.size() == 1);
    CHECK(result->known == 2);
    CHECK(source.next_poll() == kStart + 50min);
}

TEST_CASE("State survives a restart") {
    Server server;
    FeedPoller source("x", "http://x/feed");
    server.answer(200, feed(item("1")), {{"ETag", "\"a\""}});
    REQUIRE(source.poll(at(0s), server.fetch()));
    FeedPoller restarted("x", "http://x/feed");
    REQUIRE(restarted.load(source.save()));
    CHECK(restarted.next_poll() == source.next_poll());
    server.answer(200, feed(item("1") + item("2")));
    const auto result = restarted.poll(at(10min), server.fetch());
    CHECK(server.asked_header("If-None-Match") == "\"a\"");
    CHECK(result->articles.size() == 1);
    FeedPoller elsewhere("x", "http://y/feed");
    REQUIRE(elsewhere.load(source.save()));
    CHECK(elsewhere.url() == "http://y/feed");
    CHECK_FALSE(elsewhere.load("{}"));
    CHECK_FALSE(elsewhere.load("garbage"));
}

TEST_CASE("Failures back off, Retry-After is obeyed, 410 retires") {
    Server server;
    FeedPoller source("x", "http://x/feed", {.backoff = 30s, .longest_backoff = 10min});
    Duration last{};
    for (int i = 1; i <= 8; ++i) {
        CHECK_FALSE(source.poll(at(0s), server.fetch()));
        const auto wait = source.next_poll() - kStart;
        CHECK(wait >= last);
        CHECK(wait <= 13min);
        last = std::min<Duration>(wait, 10min);
    }
    server.answer(429, {}, {{"Retry-After", "120"}});
    CHECK(source.poll(at(0s), server.fetch()).error().code == ErrorCode::kLimit);
    CHECK(source.next_poll() == kStart + 2min);
    server.answer(503, {}, {{"Retry-After", "Mon, 05 Jan 2026 13:05:00 GMT"}});
    CHECK_FALSE(source.poll(at(0s), server.fetch()));
    CHECK(source.next_poll() == kStart + 5min);
    server.answer(410);
    CHECK(source.poll(at(0s), server.fetch()).error().code == ErrorCode::kNotFound);
    CHECK(source.retired());
    CHECK(source.next_poll() == Timestamp::max());
}

TEST_CASE("A body that is no feed keeps the validators, the same body is no news") {
    Server server;
    FeedPoller source("x", "http://x/feed");
    server.answer(200, feed(item("1")), {{"ETag", "\"good\""}});
    REQUIRE(source.poll(at(0s), server.fetch()));
    server.answer(200, "<html>consent</html>", {{"ETag", "\"bad\""}});
    CHECK_FALSE(source.poll(at(10min), server.fetch()));
    CHECK(source.failures() == 1);
    server.answer(200, feed(item("1")), {{"ETag", "\"new\""}});
    const auto same = source.poll(at(20min), server.fetch());
    CHECK(server.asked_header("If-None-Match") == "\"good\"");
    REQUIRE(same);
    CHECK(same->articles.empty());
    CHECK(source.failures() == 0);
}

TEST_CASE("A permanent move is taken over after three good fetches, never from https to http") {
    Server server;
    FeedPoller source("x", "http://x/feed");
    for (int i = 0; i < 3; ++i) {
        CHECK(source.url() == "http://x/feed");
        server.answer(200, feed(item(std::to_string(i))));
        server.last_answer().url = "https://y/feed";
        server.last_answer().moved_permanently = true;
        REQUIRE(source.poll(at(0s), server.fetch()));
    }
    CHECK(source.url() == "https://y/feed");
    for (int i = 5; i < 9; ++i) {
        server.answer(200, feed(item(std::to_string(i))));
        server.last_answer().url = "http://evil/feed";
        server.last_answer().moved_permanently = true;
        REQUIRE(source.poll(at(0s), server.fetch()));
    }
    CHECK(source.url() == "https://y/feed");
}

TEST_CASE("Slow feeds are left alone in their skipped hours") {
    Server server;
    FeedPoller source("x", "http://x/feed");
    server.answer(200,
                  "<rss><channel><title>T</title><ttl>60</ttl><skipHours><hour>14</hour><hour>15</hour></skipHours></"
                  "channel></rss>");
    REQUIRE(source.poll(at(0s), server.fetch()));
    CHECK(source.next_poll() == kStart + 3h);
}

TEST_CASE("Reddit posts come once, removed ones not, with paging until a known one") {
    Server server;
    RedditPoller source({.subreddits = {"stocks", "investing"}, .policy = {.interval = 60s}});
    server.answer(
        200, listing(post("b") + "," + post("a") + "," + post("r", R"(,"removed_by_category":"moderator")"), "t3_a"));
    auto result = source.poll(at(0s), server.fetch());
    REQUIRE(result);
    CHECK(server.asked.back().url == "https://www.reddit.com/r/stocks+investing/new.json?limit=100&raw_json=1");
    REQUIRE(result->articles.size() == 2);
    CHECK(result->articles[0].source == "reddit:stocks");
    CHECK(result->articles[0].title == "Post b & more");
    CHECK(result->articles[0].published == kStart);

    server.answer(200, listing(post("d"), "t3_d"));
    server.answer(200, listing(post("c") + "," + post("b"), "t3_b"));
    result = source.poll(at(60s), server.fetch());
    REQUIRE(result);
    CHECK(result->articles.size() == 2);
    CHECK(server.asked.back().url.ends_with("&after=t3_d"));
}

TEST_CASE("Reddit's token is fetched, renewed after a 401, and its refusals are told") {
    Server server;
    RedditPoller source(
        {.subreddits = {"stocks"}, .client_id = "id", .client_secret = "secret", .policy = {.interval = 60s}});
    server.answer(200, R"({"access_token":"T1","expires_in":3600})");
    server.answer(401);
    server.answer(200, R"({"access_token":"T2","expires_in":3600})");
    server.answer(200, listing(post("a")), {{"X-Ratelimit-Remaining", "6.0"}, {"X-Ratelimit-Reset", "300"}});
    REQUIRE(source.poll(at(0s), server.fetch()));
    CHECK(server.asked[0].headers[1].second == "Basic aWQ6c2VjcmV0");
    CHECK(server.asked_header("Authorization") == "bearer T2");
    CHECK(server.asked.back().url == "https://oauth.reddit.com/r/stocks/new?limit=100&raw_json=1");
    CHECK(source.next_poll() == kStart + 150s);
    CHECK(source.save().find("T2") == std::string::npos);

    RedditPoller refused({.subreddits = {"stocks"}, .client_id = "id", .client_secret = "secret"});
    server.answer(200, R"({"error":"unauthorized_client"})");
    const auto result = refused.poll(at(0s), server.fetch());
    REQUIRE_FALSE(result);
    CHECK(result.error().message.find("unauthorized_client") != std::string::npos);
    CHECK(result.error().message.find("secret") == std::string::npos);
}

TEST_CASE("Alpaca's news goes on from the last update, page by page") {
    Server server;
    news::AlpacaNewsPoller source(
        {.base_url = "http://a", .key_id = "K", .secret_key = "S", .symbols = {"AAPL"}, .policy = {.interval = 30s}});
    server.answer(
        200,
        R"({"news":[{"id":1,"headline":"Apple&#39;s day","author":"x","created_at":"2026-01-05T12:30:00Z","updated_at":"2026-01-05T12:31:00Z",
"summary":"","content":"<p>Good</p>","url":"https://b/1","symbols":["AAPL","BTCUSD","bad symbol"],"source":"benzinga"}],"next_page_token":"P"})");
    server.answer(
        200,
        R"({"news":[{"id":2,"headline":"Two","created_at":"2026-01-05T12:40:00Z","updated_at":"2026-01-05T12:40:00Z","url":null,"symbols":[],"source":"benzinga"}],"next_page_token":null})");
    auto result = source.poll(at(0s), server.fetch());
    REQUIRE(result);
    CHECK(server.asked[0].url ==
          "http://a/v1beta1/news?sort=asc&limit=50&include_content=true&start=2026-01-05T12:00:00Z&symbols=AAPL");
    CHECK(server.asked[1].url.ends_with("&page_token=P"));
    REQUIRE(result->articles.size() == 2);
    CHECK(result->articles[0].title == "Apple's day");
    CHECK(result->articles[0].text == "Good");
    REQUIRE(result->articles[0].symbols.size() == 2);
    CHECK(result->articles[0].symbols[1].view() == "BTC/USD");
    CHECK(source.next_poll() == kStart + 30s);
    server.answer(200, R"({"news":[],"next_page_token":null})");
    REQUIRE(source.poll(at(30s), server.fetch()));
    CHECK(server.asked.back().url.find("start=2026-01-05T12:40:00Z") != std::string::npos);
    server.answer(403);
    CHECK_FALSE(source.poll(at(60s), server.fetch()));
}

TEST_CASE("An item whose content changes comes again, under an id of its own") {
    Server server;
    FeedPoller source("x", "http://x/feed");
    const auto with = [](std::string_view text) {
        return feed("<item><title>Acme to buy Bolt</title><link>http://x/1</link><description>" + std::string(text) +
                    "</description></item>");
    };
    server.answer(200, with("for two billion"));
    const auto first = source.poll(at(0s), server.fetch());
    REQUIRE(first);
    FeedPoller restarted("x", "http://x/feed");
    REQUIRE(restarted.load(source.save()));
    server.answer(200, with("for three billion"));
    const auto second = restarted.poll(at(10min), server.fetch());
    REQUIRE(second);
    REQUIRE(second->articles.size() == 1);
    CHECK(second->revised.contains(second->articles[0].id));
    CHECK(second->articles[0].id != first->articles[0].id);
    CHECK(second->articles[0].url == first->articles[0].url);
    server.answer(200, with("for three billion") + "<!-- -->");
    const auto third = restarted.poll(at(20min), server.fetch());
    REQUIRE(third);
    CHECK(third->articles.empty());
    CHECK(third->known == 1);
}

TEST_CASE("What a feed asks of its readers outlasts a 304 and a restart") {
    Server server;
    FeedPoller source("x", "http://x/feed");
    server.answer(200, feed(item("1")));
    REQUIRE(source.poll(at(0s), server.fetch()));
    FeedPoller restarted("x", "http://x/feed");
    REQUIRE(restarted.load(source.save()));
    server.answer(304);
    REQUIRE(restarted.poll(at(10min), server.fetch()));
    CHECK(restarted.next_poll() == kStart + 20min);
}

TEST_CASE("Only the forms that are wanted are taken from EDGAR") {
    Server server;
    FeedPoller source("sec-4", news::edgar_url("4"), {.user_agent = "Example ops@example.com"}, {"4"});
    const auto filing = [](std::string_view form) {
        return "<entry><title>" + std::string(form) + " - X (0001) (Issuer)</title><link href='http://s/" +
               std::string(form) + "'/><category term='" + std::string(form) + "'/></entry>";
    };
    server.answer(200, "<feed xmlns='http://www.w3.org/2005/Atom'>" + filing("4") + filing("424B2") + "</feed>");
    const auto result = source.poll(at(0s), server.fetch());
    REQUIRE(result);
    REQUIRE(result->articles.size() == 1);
    CHECK(result->articles[0].title == "4 - X (0001) (Issuer)");
    CHECK(server.asked[0].url.find("type=4&") != std::string::npos);
    CHECK(server.asked_header("User-Agent") == "Example ops@example.com");
}

TEST_CASE("Reddit's edits come again, deletions are withdrawn, score and flair are kept") {
    Server server;
    RedditPoller source({.subreddits = {"stocks"}, .query = "earnings beat", .policy = {.interval = 60s}});
    server.answer(
        200, listing(post("a", R"(,"score":12,"link_flair_text":"Company News","num_comments":4)") + "," + post("b")));
    auto result = source.poll(at(0s), server.fetch());
    REQUIRE(result);
    CHECK(server.asked.back().url ==
          "https://www.reddit.com/r/stocks/search.json?limit=100&raw_json=1&restrict_sr=1&sort=new&type=link&q="
          "earnings%20beat");
    REQUIRE(result->articles.size() == 2);
    const auto a = result->articles[0].id;
    CHECK(result->details.at(a) ==
          R"({"comments":4,"edited":null,"flair":"Company News","score":12,"upvote_ratio":null})");
    const auto edited =
        R"({"kind":"t3","data":{"name":"t3_a","subreddit":"stocks","title":"Post a & more","selftext":"body, edited","author":"me","created_utc":1767618131.0,"edited":1767618999.0,"permalink":"/r/stocks/comments/a/x/"}})";
    server.answer(200, listing(std::string(edited) + "," + post("b", R"(,"removed_by_category":"deleted")")));
    result = source.poll(at(60s), server.fetch());
    REQUIRE(result);
    REQUIRE(result->articles.size() == 1);
    CHECK(result->revised.size() == 1);
    CHECK(result->articles[0].text == "body, edited");
    REQUIRE(result->withdrawn.size() == 1);
    CHECK(result->details.at(a).find("1767618999") != std::string::npos);
}

TEST_CASE("Any JSON is read by paths") {
    Server server;
    news::JsonPoller source("desk", "https://d.example/api/news",
                            {.items = "data.items",
                             .id = "key",
                             .title = "head.line",
                             .text = "body",
                             .url = "links.0",
                             .published = "time",
                             .author = "by.0.name",
                             .symbols = "tickers"});
    server.answer(200, R"({"data":{"items":[
{"key":7,"head":{"line":"Acme &amp; Bolt"},"body":"<p>text</p>","links":["/n/7"],"time":1767618000,"by":[{"name":"A"}],"tickers":"AAPL, MSFT"},
{"key":8,"head":{"line":"Two"},"time":"2026-01-05T12:00:00Z","tickers":["IBM",3]},{"key":9},5]}})",
                  {{"ETag", "\"e\""}});
    auto result = source.poll(at(0s), server.fetch());
    REQUIRE(result);
    REQUIRE(result->articles.size() == 2);
    const auto& second = result->articles[1];
    CHECK(second.title == "Acme & Bolt");
    CHECK(second.text == "text");
    CHECK(second.url == "https://d.example/n/7");
    CHECK(second.author == "A");
    CHECK(second.symbols.size() == 2);
    CHECK(format_timestamp(second.published) == "2026-01-05T13:00:00Z");
    CHECK(result->articles[0].symbols.size() == 1);
    news::JsonPoller restarted("desk", "https://d.example/api/news", {.items = "data.items"});
    REQUIRE(restarted.load(source.save()));
    server.answer(304);
    REQUIRE(restarted.poll(at(5min), server.fetch()));
    CHECK(server.asked_header("If-None-Match") == "\"e\"");
    server.answer(200, "{}");
    CHECK(restarted.poll(at(10min), server.fetch()).error().code == ErrorCode::kParse);
}
