#include <algorithm>

#include "services/lineage.hpp"
#include "services/listed_symbols.hpp"
#include "services/sentiment_handler.hpp"
#include "telemetry/log.hpp"

namespace tradewind::services {

void add_telling_words(World& world, Lineage& lineage) {
    const bool any = std::ranges::any_of(lineage.articles, [](const auto& of) { return !of.scores.empty(); });
    if (!any) return;
    const auto analyzer = make_analyzer(world.settings(), world.settings().sentiment.engine);
    const auto listed = listed_in(world);
    if (!analyzer || !listed) return;  // The scores stand without.
    (*analyzer)->set_listed(*listed);
    const auto model = (*analyzer)->scorer().model_hash();
    for (auto& of : lineage.articles) {
        // Another model's words would explain another score.
        if (std::ranges::none_of(of.scores, [&](const ScoredArticle& score) { return score.model == model; })) continue;
        auto words = (*analyzer)->telling_words(of.article);
        if (!words) {
            telemetry::log_failure(telemetry::LogLevel::kWarning, "explain", "an article can't be scored again",
                                   words.error());
            return;
        }
        std::erase_if(*words, [&](const auto& told) {
            return std::ranges::none_of(of.scores, [&](const ScoredArticle& score) {
                return score.ticker == told.first && score.model == model;
            });
        });
        of.telling = std::move(*words);
    }
}

}  // namespace tradewind::services
