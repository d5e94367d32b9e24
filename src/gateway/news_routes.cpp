#include <fmt/core.h>

#include "gateway/context.hpp"
#include "gateway/reading.hpp"
#include "gateway/views.hpp"
#include "storage/articles.hpp"
#include "storage/bars.hpp"
#include "storage/news_sources.hpp"

namespace tradewind::gateway {

namespace {

using net::Request;
using storage::Transaction;

constexpr std::size_t kListedText = 500;
constexpr std::size_t kWholeText = 1'000'000;

struct ArticleView {
    RawArticle article;
    std::vector<ScoredArticle> scores;
};

Result<ArticleView> with_scores(Transaction& tx, RawArticle article) {
    auto scores = storage::scores_of_article(tx, article.id);
    if (!scores) return std::unexpected(std::move(scores.error()));
    return ArticleView{std::move(article), std::move(*scores)};
}

Result<std::string> list_news(const Context& context, const Request& request) {
    const auto page = read_page(request);
    if (!page) return std::unexpected(page.error());
    return read<std::string>(context.database, [&](Transaction& tx) -> Result<std::string> {
        auto articles = storage::list_articles(tx, *page);
        if (!articles) return std::unexpected(std::move(articles.error()));
        std::vector<ArticleView> views;
        for (auto& article : *articles) {
            auto view = with_scores(tx, std::move(article));
            if (!view) return std::unexpected(std::move(view.error()));
            views.push_back(std::move(*view));
        }
        return list_json(
            views, page->limit,
            [](JsonWriter& out, const ArticleView& v) { write(out, v.article, v.scores, kListedText); },
            [](const ArticleView& v) { return storage::Cursor{v.article.published, v.article.id.to_string()}; });
    });
}

std::string versions_json(const std::vector<storage::ArticleVersion>& versions) {
    JsonWriter out;
    out.begin_array();
    for (const auto& version : versions) {
        out.begin_object();
        out.field("id", version.id);
        out.field("title", version.title);
        out.field("received", version.received);
        out.field("content_hash", version.content_hash);
        out.end_object();
    }
    out.end_array();
    return out.take();
}

Result<std::string> show_article(const Context& context, const Request& request) {
    const auto id = ArticleId::parse(request.param("id"));
    if (!id || id->empty()) return fail(ErrorCode::kNotFound, "there is no article with this id");
    return read<std::string>(context.database, [&](Transaction& tx) -> Result<std::string> {
        auto article = storage::find_article(tx, *id);
        if (!article) return std::unexpected(std::move(article.error()));
        if (!*article) return fail(ErrorCode::kNotFound, "there is no article with this id");
        const auto view = with_scores(tx, std::move(**article));
        if (!view) return std::unexpected(view.error());
        const auto versions = storage::versions_of_article(tx, *id);
        if (!versions) return std::unexpected(versions.error());
        const auto details = storage::find_article_details(tx, *id);
        if (!details) return std::unexpected(details.error());
        auto shown = to_json(view->article, view->scores, kWholeText);
        shown.pop_back();  // What only one article shows goes before its closing brace.
        return shown + ",\"versions\":" + versions_json(*versions) + ",\"details\":" + details->value_or("null") + "}";
    });
}

/// The smallest timeframe that the store has bars of.
Result<Timeframe> smallest_timeframe(Transaction& tx, const Ticker& ticker) {
    for (const auto timeframe : {Timeframe::k1s, Timeframe::k1m, Timeframe::k5m, Timeframe::k15m, Timeframe::k1h}) {
        const auto latest = storage::latest_bar_start(tx, ticker, timeframe);
        if (!latest) return std::unexpected(latest.error());
        if (*latest) return timeframe;
    }
    return Timeframe::k1d;
}

Result<Timeframe> read_timeframe(Transaction& tx, const Request& request, const Ticker& ticker) {
    const auto text = request.query_value("timeframe");
    if (!text || text->empty()) return smallest_timeframe(tx, ticker);
    const auto timeframe = parse_timeframe(*text);
    if (!timeframe) {
        return fail(ErrorCode::kInvalidArgument,
                    fmt::format("timeframe is '{}', expected one of 1s, 1m, 5m, 15m, 1h, 1d", text->substr(0, 40)));
    }
    return *timeframe;
}

std::string bars_json(const Ticker& ticker, Timeframe timeframe, const std::vector<Bar>& bars) {
    JsonWriter out;
    out.begin_object();
    out.field("symbol", ticker);
    out.field("timeframe", to_string(timeframe));
    out.key("bars");
    out.begin_array();
    for (const auto& bar : bars) write(out, bar, false);
    out.end_array();
    out.end_object();
    return out.take();
}

Result<std::string> list_bars(const Context& context, const Request& request) {
    const auto symbol = read_symbol(request);
    if (!symbol) return std::unexpected(symbol.error());
    if (!*symbol) return fail(ErrorCode::kInvalidArgument, "symbol is missing", "for example /api/bars?symbol=AAPL");
    const auto range = read_range(request);
    if (!range) return std::unexpected(range.error());
    const auto limit = read_count(request, "limit", 1, 5'000, 500);
    if (!limit) return std::unexpected(limit.error());
    return read<std::string>(context.database, [&](Transaction& tx) -> Result<std::string> {
        const auto timeframe = read_timeframe(tx, request, **symbol);
        if (!timeframe) return std::unexpected(timeframe.error());
        const auto bars = storage::list_bars(tx, **symbol, *timeframe, range->from, range->to, *limit);
        if (!bars) return std::unexpected(bars.error());
        return bars_json(**symbol, *timeframe, *bars);
    });
}

Result<std::string> list_symbols(const Context& context) {
    const auto tickers = read<std::vector<Ticker>>(context.database, storage::tickers_with_bars);
    if (!tickers) return std::unexpected(tickers.error());
    return list_json(
        *tickers, tickers->size() + 1, [](JsonWriter& out, const Ticker& ticker) { out.value(ticker); },
        [](const Ticker&) { return storage::Cursor{}; });
}

/// How the sources of news are doing.
void write(JsonWriter& out, const storage::NewsSourceStatus& status, Timestamp now) {
    out.begin_object();
    out.field("name", status.name);
    out.field("ok", status.failures_in_row == 0 && !status.retired);
    out.field("polls", status.polls);
    out.field("fetched", status.fetched);
    out.field("new", status.fresh);
    out.field("duplicate", status.duplicates);
    out.field("failed", status.failed);
    out.field("failures_in_row", status.failures_in_row);
    const auto age = status.last_success ? std::optional(to_seconds(now - *status.last_success)) : std::nullopt;
    out.field("age_seconds", age);
    out.field("last_poll", status.last_poll);
    out.field("last_success", status.last_success);
    out.field("last_article", status.last_article);
    out.field("next_poll", status.next_poll);
    out.field("retired", status.retired);
    out.field("error", status.error);
    out.field("hint", status.hint);
    out.end_object();
}

Result<std::string> list_sources(const Context& context) {
    const auto sources = read<std::vector<storage::NewsSourceStatus>>(context.database, storage::list_source_status);
    if (!sources) return std::unexpected(sources.error());
    const Timestamp now = SystemMachineClock().now();
    return list_json(
        *sources, sources->size() + 1,
        [now](JsonWriter& out, const storage::NewsSourceStatus& status) { write(out, status, now); },
        [](const storage::NewsSourceStatus&) { return storage::Cursor{}; });
}

}  // namespace

void add_news_routes(net::Router& router, const Context& context) {
    router.get("/api/news", [&context](const Request& r) { return answer(r, list_news(context, r)); });
    router.get("/api/news/{id}", [&context](const Request& r) { return answer(r, show_article(context, r)); });
    router.get("/api/sources", [&context](const Request& r) { return answer(r, list_sources(context)); });
    router.get("/api/symbols", [&context](const Request& r) { return answer(r, list_symbols(context)); });
    router.get("/api/bars", [&context](const Request& r) { return answer(r, list_bars(context, r)); });
}

}  // namespace tradewind::gateway
