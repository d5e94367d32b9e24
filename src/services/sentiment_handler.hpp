#pragma once

#include <memory>

#include "sentiment/sentiment_analyzer.hpp"
#include "services/handler.hpp"
#include "services/world.hpp"

namespace tradewind::services {

/// sentiment-analyzer: scores each article once per ticker, stores article and scores, publishes the scores.
std::unique_ptr<Handler> make_sentiment_handler(World& world, std::unique_ptr<sentiment::SentimentAnalyzer> analyzer);

}  // namespace tradewind::services
