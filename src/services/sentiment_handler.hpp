#pragma once

#include <memory>

#include "sentiment/analyzer.hpp"
#include "sentiment/score_store.hpp"
#include "services/handler.hpp"
#include "services/world.hpp"

namespace tradewind::services {

/// The analyzer that the settings ask for, for backtests, replays and the invented market, which must not depend on
/// what a server says today. Where they leave the engine open it is the word list: recordings hold tens of thousands of
/// texts, which a model scores in minutes. `scored`: what other threads have scored, where they share it.
Result<std::unique_ptr<sentiment::SentimentAnalyzer>> make_analyzer(
    const config::Settings& settings, std::shared_ptr<sentiment::ScoreStore> scored = nullptr);
/// Of this engine, whatever the settings say of it.
Result<std::unique_ptr<sentiment::SentimentAnalyzer>> make_analyzer(
    const config::Settings& settings, const std::string& engine,
    std::shared_ptr<sentiment::ScoreStore> scored = nullptr);
/// For live worlds: a model where there is one, with Ollama as the second opinion where its URL is set.
Result<std::unique_ptr<sentiment::SentimentAnalyzer>> make_live_analyzer(const config::Settings& settings,
                                                                         const MachineClock& clock);

/// sentiment-analyzer: scores each article once per ticker, stores article and scores, publishes the scores. `clock`
/// says from when on a score may be used: on receipt in a replay, after scoring in a live world.
std::unique_ptr<Handler> make_sentiment_handler(World& world, std::unique_ptr<sentiment::SentimentAnalyzer> analyzer,
                                                sentiment::ScoringClock clock);

}  // namespace tradewind::services
