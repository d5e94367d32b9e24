#include "news/alpaca_news_source.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "news/article.hpp"
#include "news/html_text.hpp"
#include "news/json_members.hpp"
#include "news/url.hpp"

namespace tradewind::news {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxSeen = 2'000;

// Coins come as BTCUSD.
std::optional<Ticker> ticker_of(const std::string& symbol) {
    if (const auto ticker = Ticker::parse(symbol)) return *ticker;
    if (symbol.size() < 6 || !symbol.ends_with("USD")) return std::nullopt;
    const auto pair = Ticker::parse(symbol.substr(0, symbol.size() - 3) + "/USD");
    return pair ? std::optional(*pair) : std::nullopt;
}

std::optional<RawArticle> article_of(const json& item, Timestamp received, Timestamp& updated) {
    const auto created = parse_timestamp(text_of(item, "created_at"));
    const auto changed = parse_timestamp(text_of(item, "updated_at"));
    if (!created || !item.contains("id") || !item["id"].is_number_integer()) return std::nullopt;
    updated = changed.value_or(*created);
    RawArticle article;
    article.source = "alpaca:" + text_of(item, "source");
    article.url = canonical_url(text_of(item, "url"));
    article.title = html_to_text(text_of(item, "headline"));
    article.text = html_to_text(text_of(item, "content"));
    if (article.text.empty()) article.text = html_to_text(text_of(item, "summary"));
    if (article.title.empty() && article.text.empty()) return std::nullopt;
    article.author = text_of(item, "author");
    if (const auto symbols = item.find("symbols"); symbols != item.end() && symbols->is_array()) {
        for (const auto& symbol : *symbols) {
            const auto ticker = symbol.is_string() ? ticker_of(symbol.get<std::string>()) : std::nullopt;
            if (ticker) article.symbols.push_back(*ticker);
        }
    }
    article.published = std::min(*created, received);
    article.received = received;
    // Without a page, Alpaca's own number tells articles of one headline apart.
    article.id = article_id(article.url, article.source + ":" + item["id"].dump(), article.title);
    article.story = article.id;
    return article;
}

}  // namespace

Result<AlpacaNewsPage> parse_alpaca_news(std::string_view text, Timestamp received) {
    const auto document = json::parse(text, nullptr, false);
    const json* items = nullptr;
    if (document.is_object() && document.contains("news") && document["news"].is_array()) items = &document["news"];
    if (document.is_array()) items = &document;
    if (items == nullptr) return fail(ErrorCode::kParse, "not a page of Alpaca news", "check alpaca.data_url");
    AlpacaNewsPage page;
    if (document.is_object()) page.next_page_token = text_of(document, "next_page_token");
    for (const auto& item : *items) {
        Timestamp updated{};
        if (!item.is_object()) continue;
        if (auto article = article_of(item, received, updated)) page.articles.push_back(std::move(*article));
        page.latest = std::max(page.latest, updated);
    }
    return page;
}

AlpacaNewsPoller::AlpacaNewsPoller(AlpacaNewsOptions options) : options_(std::move(options)), seen_(kMaxSeen) {}

HttpRequest AlpacaNewsPoller::page_request(Timestamp since, const std::string& page_token) const {
    HttpRequest request;
    request.url = fmt::format("{}/v1beta1/news?sort=asc&limit=50&include_content=true&start={}", options_.base_url,
                              format_timestamp(since));
    std::string symbols;
    for (const auto& symbol : options_.symbols) symbols += (symbols.empty() ? "" : ",") + symbol;
    if (!symbols.empty()) request.url += "&symbols=" + symbols;
    if (!page_token.empty()) request.url += "&page_token=" + page_token;
    request.timeout = options_.policy.timeout;
    request.max_bytes = options_.policy.max_bytes;
    request.headers = {{"APCA-API-KEY-ID", options_.key_id}, {"APCA-API-SECRET-KEY", options_.secret_key}};
    return request;
}

Result<PollResult> AlpacaNewsPoller::failed(Timestamp now, Error error, const HttpResponse* response) {
    ++failures_;
    next_poll_ = after_failure(options_.policy, name_, failures_, now, response);
    return std::unexpected(error.within(name_));
}

Result<PollResult> AlpacaNewsPoller::poll(PollTime now, const HttpFetch& fetch) {
    PollResult result;
    const auto since = since_ == Timestamp{} ? now.market - options_.look_back : since_;
    auto latest = since;
    std::string token;
    for (std::size_t page = 0; page < options_.max_pages; ++page) {
        auto response = fetch(page_request(since, token));
        if (!response) return failed(now.machine, std::move(response.error()), nullptr);
        result.status = response->status;
        if (response->status != 200) return failed(now.machine, status_error(*response), &*response);
        auto parsed = parse_alpaca_news(response->body, now.market);
        if (!parsed) return failed(now.machine, std::move(parsed.error()), nullptr);
        for (auto& article : parsed->articles) {
            seen_.sort_out(std::move(article), result);
        }
        latest = std::max(latest, parsed->latest);
        token = std::move(parsed->next_page_token);
        if (token.empty()) break;
    }
    failures_ = 0;
    since_ = latest;
    next_poll_ = now.machine + options_.policy.interval;
    std::ranges::stable_sort(result.articles, {}, &RawArticle::published);
    return result;
}

void AlpacaNewsPoller::take(AlpacaNewsPage page, PollResult& result) {
    for (auto& article : page.articles) seen_.sort_out(std::move(article), result);
}

std::string AlpacaNewsPoller::save() const {
    return json{{"version", 1},
                {"next_poll", unix_nanos(next_poll_)},
                {"since", unix_nanos(since_)},
                {"failures", failures_},
                {"seen", seen_.all()}}
        .dump();
}

Status AlpacaNewsPoller::load(std::string_view text) {
    const auto saved = json::parse(text, nullptr, false);
    try {
        const auto next = saved.at("next_poll").get<std::int64_t>();
        const auto since = saved.at("since").get<std::int64_t>();
        const auto failures = saved.at("failures").get<int>();
        seen_.restore(saved.at("seen").get<std::vector<std::string>>());
        next_poll_ = timestamp_from_unix_nanos(next);
        since_ = timestamp_from_unix_nanos(since);
        failures_ = failures;
        return {};
    } catch (const json::exception&) {
        return fail(ErrorCode::kParse, "can't read the saved state of " + name_, "it starts anew");
    }
}

}  // namespace tradewind::news
