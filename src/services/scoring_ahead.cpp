#include "services/scoring_ahead.hpp"

#include "services/sentiment_handler.hpp"

namespace tradewind::services {

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
        const auto at = next_++;
        if (at >= articles_.size()) return;
        if (!(*analyzer)->analyze(articles_[at])) return;
    }
}

}  // namespace tradewind::services
