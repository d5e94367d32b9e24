#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/error.hpp"
#include "core/time.hpp"

/// The order in which services deal with one instant of a replay (design §6): a tick goes from one to the next, each
/// committing all that the instant caused for it before it passes the tick on.
namespace tradewind::services {

inline constexpr std::string_view kNewsFetcher = "news-fetcher";
inline constexpr std::string_view kSentimentAnalyzer = "sentiment-analyzer";
inline constexpr std::string_view kMarketData = "market-data";
inline constexpr std::string_view kSignalGenerator = "signal-generator";
inline constexpr std::string_view kTradeExecutor = "trade-executor";
inline constexpr std::string_view kLearningEngine = "learning-engine";
inline constexpr std::string_view kApiGateway = "api-gateway";
inline constexpr std::array kServices{kNewsFetcher,   kSentimentAnalyzer, kMarketData, kSignalGenerator,
                                      kTradeExecutor, kLearningEngine,    kApiGateway};

/// One stop of a tick. A stop with `needs` is left out where nothing was published to that stream on the way.
struct Hop {
    std::string_view service;
    std::string_view needs;
};

/// Phases 1 and 2: fills, learning, decisions from bars, their orders.
std::span<const Hop> bar_route();
/// Phase 3: scores, decisions from articles, their orders.
std::span<const Hop> article_route();

/// How far a tick is: ticks are passed in this order.
using TickPlace = std::tuple<std::int64_t, bool, std::size_t>;

/// A tick on its way between processes.
struct Tick {
    std::int64_t seq = 0;
    Timestamp time;
    bool articles = false;  ///< Which of the two routes.
    std::size_t hop = 0;    ///< Index of the stop it is meant for.
    bool skip = true;       ///< False once a service on the way has restarted: then no stop is left out.
    std::set<std::string> published;

    [[nodiscard]] TickPlace place() const { return {seq, articles, hop}; }
    /// The next stop after `hop` that is due, or the route's size.
    [[nodiscard]] std::size_t next_hop() const;
    [[nodiscard]] std::span<const Hop> route() const { return articles ? article_route() : bar_route(); }
};

std::string encode_tick(const Tick& tick);
Result<Tick> decode_tick(std::string_view text);

/// The stream by which ticks reach `service`; the driver listens under `replay`.
std::string tick_stream(std::string_view service);

}  // namespace tradewind::services
