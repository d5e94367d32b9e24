#include <algorithm>
#include <charconv>
#include <fmt/core.h>

#include "exchange/feeds.hpp"
#include "exchange/random.hpp"
#include "exchange/routes.hpp"
#include "exchange/wire_json.hpp"

namespace tradewind::exchange {
namespace {

using net::Request;
using net::Response;

constexpr std::size_t kMostNews = 50;

Response get_news(WireCore& core, const Request& request) {
    const auto symbols = split_list(request.query_value("symbols").value_or(""));
    const auto limit = read_count(request, "limit", 10, kMostNews);
    if (!limit) return json_answer({{"message", "invalid limit: must be between 1 and 50"}}, 400);
    std::optional<Timestamp> start;
    std::optional<Timestamp> end;
    for (const auto& [name, target] : {std::pair("start", &start), std::pair("end", &end)}) {
        const auto text = request.query_value(name).value_or("");
        if (text.empty()) continue;
        *target = read_time(text);
        if (!*target) return json_answer({{"message", fmt::format("invalid {}", name)}}, 400);
    }
    const bool rising = request.query_value("sort") == "asc" || request.query_value("sort") == "ASC";
    const auto content = request.query_value("include_content").value_or("");
    const auto token = request.query_value("page_token").value_or("");
    std::size_t skip = 0;
    if (!token.empty() && std::from_chars(token.data(), token.data() + token.size(), skip).ec != std::errc())
        return json_answer({{"message", "invalid page_token"}}, 400);
    return core.run([&](Exchange& exchange) {
        std::vector<const NewsItem*> items;
        for (const auto& item : exchange.news().items()) {
            if ((start && item.updated < *start) || (end && item.updated > *end)) continue;
            const bool about = symbols.empty() || std::ranges::any_of(item.symbols, [&](const auto& symbol) {
                                   return std::ranges::find(symbols, symbol) != symbols.end();
                               });
            if (about) items.push_back(&item);
        }
        std::ranges::stable_sort(items, [](const NewsItem* a, const NewsItem* b) {
            return std::pair(a->updated, a->id) < std::pair(b->updated, b->id);
        });
        if (!rising) std::ranges::reverse(items);
        Json list = Json::array();
        std::size_t i = std::min(skip, items.size());
        for (; i < items.size() && list.size() < *limit; ++i)
            list.push_back(news_json(*items[i], content == "true" || content == "True", true));
        return json_answer({{"news", list}, {"next_page_token", i < items.size() ? Json(std::to_string(i)) : Json()}});
    });
}

Response feed_answer(std::string body, const char* type, const Request& request) {
    const std::string tag = fmt::format("\"{:016x}\"", std::hash<std::string>{}(body));
    if (request.header("If-None-Match") == tag) return {304, {{"ETag", tag}}, {}};
    return {200, {{"Content-Type", type}, {"ETag", tag}}, std::move(body)};
}

Response reddit_token(const Request& request) {
    if (!request.header("Authorization").starts_with("Basic "))
        return json_answer({{"message", "Unauthorized"}, {"error", 401}}, 401);
    return json_answer(
        {{"access_token", "invented-reddit-token"}, {"token_type", "bearer"}, {"expires_in", 86400}, {"scope", "*"}});
}

Response reddit_listing(WireCore& core, const Request& request) {
    const bool public_page = request.path.ends_with(".json");
    const auto authorization = request.header("Authorization");
    if (!public_page && authorization != "bearer invented-reddit-token" &&
        authorization != "Bearer invented-reddit-token")
        return json_answer({{"message", "Unauthorized"}, {"error", 401}}, 401);
    const std::size_t limit = read_count(request, "limit", 25, 100).value_or(25);
    std::string subreddit(request.param("subreddit"));
    return core.run([&](Exchange& exchange) {
        const auto listing =
            reddit_page(exchange.news().entries(), subreddit, limit, request.query_value("after").value_or(""));
        auto answer = net::json_response(listing);
        answer.headers.emplace_back("X-Ratelimit-Remaining", "995");
        answer.headers.emplace_back("X-Ratelimit-Reset", "300");
        return answer;
    });
}

}  // namespace

void add_news_routes(net::Router& router, WireCore& core) {
    router.get("/v1beta1/news", [&core](const Request& request) { return get_news(core, request); });
    router.get("/feeds/rss.xml", [&core](const Request& request) {
        return core.run([&](Exchange& exchange) {
            return feed_answer(rss_page(exchange.news().entries(), exchange.now()),
                               "application/rss+xml; charset=utf-8", request);
        });
    });
    router.get("/feeds/atom.xml", [&core](const Request& request) {
        return core.run([&](Exchange& exchange) {
            return feed_answer(atom_page(exchange.news().entries(), exchange.now()),
                               "application/atom+xml; charset=utf-8", request);
        });
    });
    router.post("/api/v1/access_token", reddit_token);
    for (const char* path : {"/r/{subreddit}/new", "/r/{subreddit}/new.json"}) {
        router.get(path, [&core](const Request& request) { return reddit_listing(core, request); });
    }
}

}  // namespace tradewind::exchange
