#include "storage/articles.hpp"

#include "storage/json_columns.hpp"
#include "storage/rows.hpp"

namespace tradewind::storage {
namespace {

constexpr std::string_view kSelectArticle =
    "SELECT id, source, url, title, text, author, symbols, published, received, story FROM articles";
constexpr std::string_view kSelectScore =
    "SELECT article_sentiments.id, article_id, story, ticker, source, title, url, label, score, confidence, positive, "
    "negative, neutral, engine, model, note, published, received, scored, usable_from "
    "FROM article_sentiments JOIN articles ON articles.id = article_sentiments.article_id";

RawArticle article_of(const Row& row) {
    Columns columns(row);
    RawArticle article;
    article.id = columns.id<ArticleId>();
    article.source = columns.text();
    article.url = columns.text();
    article.title = columns.text();
    article.text = columns.text();
    article.author = columns.text();
    article.symbols = decode_tickers(columns.text());
    article.published = columns.time();
    article.received = columns.time();
    article.story = columns.id<ArticleId>();
    return article;
}

ScoredArticle score_of(const Row& row) {
    Columns columns(row);
    ScoredArticle score;
    score.id = columns.id<ScoreId>();
    score.article = columns.id<ArticleId>();
    score.story = columns.id<ArticleId>();
    score.ticker = columns.ticker();
    score.source = columns.text();
    score.title = columns.text();
    score.url = columns.text();
    score.label = columns.name(SentimentLabel::kPositive);
    score.score = columns.real();
    score.confidence = columns.real();
    score.positive = columns.real();
    score.negative = columns.real();
    score.neutral = columns.real();
    score.engine = columns.text();
    score.model = columns.text();
    score.note = columns.text();
    score.published = columns.time();
    score.received = columns.time();
    score.scored = columns.time();
    score.usable_from = columns.time();
    return score;
}

}  // namespace

Status insert_articles(Transaction& tx, std::span<const RawArticle> articles) {
    std::vector<std::vector<Value>> rows;
    rows.reserve(articles.size());
    for (const auto& one : articles) {
        rows.push_back(pack(one.id, one.source, one.url, one.title, one.text, one.author, encode_tickers(one.symbols),
                            one.published, one.received, one.story, content_hash(one)));
    }
    return tx.execute_many(
        "INSERT INTO articles (id, source, url, title, text, author, symbols, published, received, story, "
        "content_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
        rows);
}

Status insert_scores(Transaction& tx, std::span<const ScoredArticle> scores) {
    std::vector<std::vector<Value>> rows;
    rows.reserve(scores.size());
    for (const auto& one : scores) {
        rows.push_back(pack(one.id, one.article, one.ticker, to_string(one.label), one.score, one.confidence,
                            one.positive, one.negative, one.neutral, one.engine, one.model, one.note, one.scored,
                            one.usable_from));
    }
    return tx.execute_many(
        "INSERT INTO article_sentiments (id, article_id, ticker, label, score, confidence, positive, negative, "
        "neutral, engine, model, note, scored, usable_from, content_hash) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
        "COALESCE((SELECT content_hash FROM articles WHERE id = $2), '')) ON CONFLICT DO NOTHING",
        rows);
}

Result<std::optional<RawArticle>> find_article(Transaction& tx, ArticleId id) {
    static const std::string sql = std::string(kSelectArticle) + " WHERE id = $1";
    return read_one(tx, sql, pack(id), article_of);
}

Result<std::vector<ArticleVersion>> versions_of_article(Transaction& tx, ArticleId id) {
    return read_all(tx,
                    "SELECT id, title, received, content_hash FROM articles WHERE id = $1 OR (url <> '' AND url = "
                    "(SELECT url FROM articles WHERE id = $1)) ORDER BY received, id",
                    pack(id), [](const Row& row) {
                        Columns columns(row);
                        ArticleVersion version;
                        version.id = columns.id<ArticleId>();
                        version.title = columns.text();
                        version.received = columns.time();
                        version.content_hash = columns.text();
                        return version;
                    });
}

Status set_article_details(Transaction& tx, ArticleId id, std::string_view details, Timestamp at) {
    return run(tx,
               "INSERT INTO article_details (article_id, details, withdrawn_at, updated_at) "
               "SELECT id, $2, NULL, $3 FROM articles WHERE id = $1 "
               "ON CONFLICT (article_id) DO UPDATE SET details = excluded.details, updated_at = excluded.updated_at",
               pack(id, details, at));
}

Result<std::optional<std::string>> find_article_details(Transaction& tx, ArticleId id) {
    return read_one(tx, "SELECT details FROM article_details WHERE article_id = $1", pack(id),
                    [](const Row& row) { return row.text(0); });
}

Status withdraw_article(Transaction& tx, ArticleId id, Timestamp at) {
    const Status noted = run(tx,
                             "INSERT INTO article_details (article_id, details, withdrawn_at, updated_at) "
                             "SELECT id, '{}', $2, $2 FROM articles WHERE id = $1 "
                             "ON CONFLICT (article_id) DO UPDATE SET withdrawn_at = excluded.withdrawn_at, "
                             "updated_at = excluded.updated_at",
                             pack(id, at));
    if (!noted) return noted;
    return run(tx,
               "UPDATE articles SET title = '[withdrawn]', text = '', author = '' WHERE id = $1 OR (url <> '' AND "
               "url = (SELECT url FROM articles WHERE id = $1))",
               pack(id));
}

Result<std::optional<ScoredArticle>> find_score(Transaction& tx, ScoreId id) {
    static const std::string sql = std::string(kSelectScore) + " WHERE article_sentiments.id = $1";
    return read_one(tx, sql, pack(id), score_of);
}

Result<std::vector<ScoredArticle>> scores_of_article(Transaction& tx, ArticleId article) {
    static const std::string sql = std::string(kSelectScore) + " WHERE article_id = $1 ORDER BY ticker";
    return read_all(tx, sql, pack(article), score_of);
}

Result<std::vector<RawArticle>> list_articles(Transaction& tx, const Page& page) {
    Page rest = page;
    rest.ticker.reset();
    PageQuery query(kSelectArticle, "published", "id", rest);
    if (page.ticker) {
        query.add("id IN (SELECT article_id FROM article_sentiments WHERE ticker = ", page.ticker->to_string(), ")");
    }
    return decoded(query.run(tx), article_of);
}

Result<std::vector<ScoredArticle>> list_scores(Transaction& tx, const Page& page) {
    return decoded(PageQuery(kSelectScore, "usable_from", "article_sentiments.id", page).run(tx), score_of);
}

}  // namespace tradewind::storage
