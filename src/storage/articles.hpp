#pragma once

#include "core/messages.hpp"
#include "storage/page.hpp"

/// Articles and their scores. The first writer wins: an article stored again stays as it was.
namespace tradewind::storage {

Status insert_articles(Transaction& tx, std::span<const RawArticle> articles);
/// Their articles must be stored before, or in the same transaction.
Status insert_scores(Transaction& tx, std::span<const ScoredArticle> scores);

Result<std::optional<RawArticle>> find_article(Transaction& tx, ArticleId id);
Result<std::optional<ScoredArticle>> find_score(Transaction& tx, ScoreId id);
Result<std::vector<ScoredArticle>> scores_of_article(Transaction& tx, ArticleId article);

/// One version of a page: the first has the page's id, a later one an id of its own.
struct ArticleVersion {
    ArticleId id;
    std::string title;
    Timestamp received;
    std::string content_hash;
};
/// All stored versions of the page that an article stands on, the oldest first; at least itself, where it is stored.
Result<std::vector<ArticleVersion>> versions_of_article(Transaction& tx, ArticleId id);

/// What else the source says of it, a JSON object; ignored where the article is not stored.
Status set_article_details(Transaction& tx, ArticleId id, std::string_view details, Timestamp at);
Result<std::optional<std::string>> find_article_details(Transaction& tx, ArticleId id);
/// The source took it back: title, text and author go, of all its versions; scores and decisions stay.
Status withdraw_article(Transaction& tx, ArticleId id, Timestamp at);

/// By time of publishing. With a ticker: articles that have a score for it.
Result<std::vector<RawArticle>> list_articles(Transaction& tx, const Page& page);
/// By the instant from which they were usable.
Result<std::vector<ScoredArticle>> list_scores(Transaction& tx, const Page& page);

}  // namespace tradewind::storage
