#pragma once

#include <memory>

#include "sentiment/analyzer.hpp"
#include "sentiment/score_store.hpp"
#include "services/handler.hpp"
#include "services/world.hpp"

namespace tradewind::services {

/// The analyzer that the settings ask for: FinBERT where there is a model, else the lexicon. For backtests and replays,
/// which must not depend on what a server says today. `scored`: what other threads have scored, where they share it.
Result<std::unique_ptr<sentiment::SentimentAnalyzer>> make_analyzer(
    const config::Settings& settings, std::shared_ptr<sentiment::ScoreStore> scored = nullptr);
/// For live worlds: with Ollama as the second opinion where its URL is set.
Result<std::unique_ptr<sentiment::SentimentAnalyzer>> make_live_analyzer(const config::Settings& settings,
                                                                         const MachineClock& clock);

/// sentiment-analyzer: scores each article once per ticker, stores article and scores, publishes the scores. `clock`
/// says from when on a score may be used: on receipt in a replay, after scoring in a live world.
std::unique_ptr<Handler> make_sentiment_handler(World& world, std::unique_ptr<sentiment::SentimentAnalyzer> analyzer,
                                                sentiment::ScoringClock clock);

}  // namespace tradewind::services
