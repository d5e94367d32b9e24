#include "services/synthetic_source.hpp"

#include <algorithm>

namespace tradewind::services {

Result<std::optional<backtest::Instant>> SyntheticSource::next() {
    if (waiting_.empty()) {
        auto minute = market_.next();
        std::ranges::sort(minute.articles, {}, &RawArticle::received);
        for (auto& article : minute.articles) {
            if (news::deduplicate(deduplicator_, article).kind == news::DedupeKind::kDuplicate) continue;
            waiting_.push_back({.time = article.received, .bars = {}, .articles = {std::move(article)}});
        }
        waiting_.push_back({.time = minute.time, .bars = std::move(minute.bars), .articles = {}});
    }
    backtest::Instant instant = std::move(waiting_.front());
    waiting_.pop_front();
    return instant;
}

}  // namespace tradewind::services
