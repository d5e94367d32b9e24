#include "gateway/views.hpp"

namespace tradewind::gateway {

namespace {

/// The first `limit` bytes, without a torn character at the end.
std::string_view cut(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return text;
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
    return text.substr(0, limit);
}

}  // namespace

void write(JsonWriter& out, const RawArticle& article, const std::vector<ScoredArticle>& scores,
           std::size_t text_limit) {
    out.begin_object();
    out.field("id", article.id);
    out.field("source", article.source);
    out.field("url", article.url);
    out.field("title", article.title);
    out.field("text", cut(article.text, text_limit));
    out.field("author", article.author);
    out.key("symbols");
    out.begin_array();
    for (const auto& symbol : article.symbols) out.value(symbol);
    out.end_array();
    out.field("published", article.published);
    out.field("received", article.received);
    out.field("story", article.story);
    out.key("scores");
    out.begin_array();
    for (const auto& score : scores) write(out, score);
    out.end_array();
    out.end_object();
}

void write(JsonWriter& out, const ScoredArticle& score) {
    out.begin_object();
    out.field("id", score.id);
    out.field("article_id", score.article);
    out.field("symbol", score.ticker);
    out.field("label", to_string(score.label));
    out.field("score", score.score);
    out.field("confidence", score.confidence);
    out.key("probabilities");
    out.begin_object();
    out.field("positive", score.positive);
    out.field("negative", score.negative);
    out.field("neutral", score.neutral);
    out.end_object();
    out.field("engine", score.engine);
    out.field("model", score.model);
    out.field("note", score.note);
    out.field("scored", score.scored);
    out.field("usable_from", score.usable_from);
    out.end_object();
}

void write(JsonWriter& out, const Bar& bar, bool with_symbol) {
    out.begin_object();
    if (with_symbol) {
        out.field("symbol", bar.ticker);
        out.field("timeframe", to_string(bar.timeframe));
    }
    out.field("time", bar.start);
    out.field("open", bar.open);
    out.field("high", bar.high);
    out.field("low", bar.low);
    out.field("close", bar.close);
    out.field("volume", bar.volume);
    out.end_object();
}

void write(JsonWriter& out, const Position& position) {
    const auto value = checked_multiply(position.quantity, position.last_price, Rounding::kHalfEven);
    const auto cost = checked_multiply(position.quantity, position.average_price, Rounding::kHalfEven);
    std::optional<Decimal> unrealized;
    if (value && cost) unrealized = *value - *cost;
    out.begin_object();
    out.field("symbol", position.ticker);
    out.field("quantity", position.quantity);
    out.field("average_price", position.average_price);
    out.field("last_price", position.last_price);
    out.field("market_value", value ? std::optional(*value) : std::nullopt);
    out.field("unrealized_pnl", unrealized);
    out.field("realized_pnl", position.realized_pnl);
    out.field("updated", position.updated);
    out.end_object();
}

void write(JsonWriter& out, const storage::dead_letters::Entry& entry) {
    out.begin_object();
    out.field("id", entry.message_id);
    out.field("stream", entry.stream);
    out.field("error", entry.error);
    out.field("service", entry.service);
    out.field("deliveries", entry.deliveries);
    out.field("at", entry.at);
    out.field("body", entry.body);
    out.end_object();
}

void write(JsonWriter& out, const storage::BacktestRun& run, std::string_view result) {
    out.begin_object();
    out.field("id", run.id);
    out.field("status", to_string(run.status));
    out.field("progress", run.progress);
    out.field("created", run.created);
    out.field("started", run.started);
    out.field("finished", run.finished);
    out.raw_field("request", run.request.empty() ? "{}" : run.request);
    out.raw_field("result", result.empty() ? "null" : result);
    out.raw_field("error", run.error.empty() ? "null" : run.error);
    out.end_object();
}

}  // namespace tradewind::gateway
