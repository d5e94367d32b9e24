#include "news/article.hpp"

#include <unordered_map>

#include "news/url.hpp"

namespace tradewind::news {

ArticleId article_id(std::string_view canonical_url, std::string_view source, std::string_view title) {
    if (!canonical_url.empty()) return ArticleId::from_fields({"article", canonical_url});
    return ArticleId::from_fields({"article", source, title});
}

ArticleId revision_id(const RawArticle& article) {
    return ArticleId::from_fields({"article", article.source, article.title, article.text});
}

std::vector<RawArticle> articles_of(const Feed& feed, std::string_view source, Timestamp received) {
    std::unordered_map<std::string, int> uses;
    for (const auto& entry : feed.entries) {
        if (entry.link) ++uses[canonical_url(*entry.link)];
    }
    std::vector<RawArticle> articles;
    for (const auto& entry : feed.entries) {
        RawArticle article;
        article.source = source;
        article.url = canonical_url(entry.link.value_or(""));
        article.title = entry.title.value_or("");
        article.text = entry.content ? *entry.content : entry.summary.value_or("");
        if (article.title.empty() && article.text.empty()) continue;
        const bool own_page = !article.url.empty() && uses[article.url] == 1;
        article.id =
            article_id(own_page ? article.url : "", source, article.title.empty() ? article.text : article.title);
        article.story = article.id;
        if (!entry.authors.empty()) article.author = entry.authors.front();
        for (const auto& symbol : entry.symbols) {
            if (const auto ticker = Ticker::parse(symbol)) article.symbols.push_back(*ticker);
        }
        article.received = received;
        article.published = entry.published ? *entry.published : entry.updated.value_or(received);
        if (article.published > received) article.published = received;
        articles.push_back(std::move(article));
    }
    return articles;
}

}  // namespace tradewind::news
