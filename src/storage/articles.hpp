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

/// By time of publishing. With a ticker: articles that have a score for it.
Result<std::vector<RawArticle>> list_articles(Transaction& tx, const Page& page);
/// By the instant from which they were usable.
Result<std::vector<ScoredArticle>> list_scores(Transaction& tx, const Page& page);

}  // namespace tradewind::storage
