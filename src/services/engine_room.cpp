#include "services/engine_room.hpp"

#include <fmt/core.h>
#include <array>

#include "services/alpaca_link.hpp"
#include "services/executor_handler.hpp"
#include "services/founding.hpp"
#include "services/learning_handler.hpp"
#include "services/route.hpp"
#include "services/sentiment_handler.hpp"
#include "services/signal_handler.hpp"

namespace tradewind::services {
namespace {

Result<std::unique_ptr<Handler>> make_handler(World& world, std::string_view service, Decimal cash,
                                              sentiment::ScoringClock scoring,
                                              std::shared_ptr<sentiment::ScoreStore> scored) {
    if (service == kSignalGenerator) return make_signal_handler(world);
    if (service == kLearningEngine) return make_learning_handler(world);
    if (service == kTradeExecutor) return make_simulated_executor_handler(world, cash);
    if (service == kSentimentAnalyzer) {
        auto analyzer = !is_simulated(world) ? make_live_analyzer(world.settings(), world.machine_clock())
                                             : make_analyzer(world.settings(), std::move(scored));
        if (!analyzer) return std::unexpected(analyzer.error());
        return make_sentiment_handler(world, std::move(*analyzer), std::move(scoring));
    }
    return fail(ErrorCode::kInvalidArgument, fmt::format("'{}' is no service that reads streams", service));
}

}  // namespace

sentiment::ScoringClock scoring_of(World& world) {
    if (!is_live(world)) return sentiment::scored_on_receipt;
    return [&world](const RawArticle&) {
        const Timestamp now = world.market_time().now();
        return sentiment::ScoringTimes{.scored = now, .usable_from = now};
    };
}

Result<std::unique_ptr<Worker>> open_worker(World& world, std::string_view service, Decimal cash,
                                            sentiment::ScoringClock scoring,
                                            std::shared_ptr<sentiment::ScoreStore> scored) {
    // What a broker's account begins with, its executor asks the broker.
    const bool at_broker = is_live(world) && trades_at_alpaca(world.settings());
    if (Status founded = found_world(world, at_broker ? std::nullopt : std::optional(cash)); !founded)
        return std::unexpected(founded.error());
    auto handler = make_handler(world, service, cash, std::move(scoring), std::move(scored));
    if (!handler) return std::unexpected(handler.error());
    auto worker = Worker::create(world, std::string(service), std::move(*handler));
    if (!worker) return worker;
    if (Status started = (*worker)->start(); !started) return std::unexpected(started.error());
    return worker;
}

Result<std::unique_ptr<EngineRoom>> EngineRoom::open(World& world, Decimal cash, sentiment::ScoringClock scoring,
                                                     std::shared_ptr<sentiment::ScoreStore> scored) {
    auto room = std::make_unique<EngineRoom>();
    for (const auto service : std::array{kSentimentAnalyzer, kSignalGenerator, kTradeExecutor, kLearningEngine}) {
        auto worker = open_worker(world, service, cash, scoring, scored);
        if (!worker) return std::unexpected(worker.error());
        room->workers_.push_back(std::move(*worker));
    }
    return room;
}

std::map<std::string, Worker*, std::less<>> EngineRoom::workers() const {
    std::map<std::string, Worker*, std::less<>> by_name;
    for (const auto& worker : workers_) by_name.emplace(worker->group(), worker.get());
    return by_name;
}

}  // namespace tradewind::services
