#include "services/scoring_ahead.hpp"

#include <algorithm>
#include <span>

#include "services/sentiment_handler.hpp"

namespace tradewind::services {
namespace {

// Enough for many texts of equal length, which a model reads together; few enough that a replay soon has the first.
constexpr std::size_t kAtOnce = 128;

}  // namespace

ScoringAhead::ScoringAhead(config::Settings settings, std::vector<RawArticle> articles, std::vector<ListedSince> listed)
    : settings_(std::move(settings)), articles_(std::move(articles)), listed_(std::move(listed)) {
    if (articles_.empty()) return;
    for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
        threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
    }
}

void ScoringAhead::work(const std::stop_token& stop) {
    // What fails here fails again where the replay needs it, and is told there.
    auto analyzer = make_analyzer(settings_, store_);
    if (!analyzer || !(*analyzer)->scorer().marks()) return;
    (*analyzer)->set_listed(listed_);
    while (!stop.stop_requested()) {
        const auto at = next_.fetch_add(kAtOnce);
        if (at >= articles_.size()) return;
        const auto part = std::span(articles_).subspan(at, std::min(kAtOnce, articles_.size() - at));
        if (!(*analyzer)->analyze(part)) return;
    }
}

}  // namespace tradewind::services
