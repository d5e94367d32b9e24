#pragma once

#include <string_view>
#include <vector>

#include "core/messages.hpp"
#include "news/feed.hpp"

namespace tradewind::news {

/// H("article", canonical URL), or H("article", source, title) where there is no web URL.
ArticleId article_id(std::string_view canonical_url, std::string_view source, std::string_view title);

/// H("article", source, title, text): of a later version of a page whose first one has the page's id.
ArticleId revision_id(const RawArticle& article);

/// The articles of a feed. Entries without any text are left out; a missing or future publication time becomes
/// `received`. Where several entries share one link (and so say nothing of a page of their own), their ids come from
/// source and title. The story is the article itself until the deduplicator says otherwise.
std::vector<RawArticle> articles_of(const Feed& feed, std::string_view source, Timestamp received);

}  // namespace tradewind::news
