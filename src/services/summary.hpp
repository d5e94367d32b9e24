#pragma once

#include <map>
#include <string>

#include "core/decimal.hpp"
#include "core/error.hpp"
#include "services/world.hpp"

namespace tradewind::services {

/// What a run came to, read from the store (commands.md, Demo and Running).
struct Summary {
    std::int64_t articles = 0;
    std::int64_t scored = 0;
    std::int64_t bars = 0;
    std::int64_t signals = 0;
    std::int64_t orders = 0;
    std::int64_t fills = 0;
    std::int64_t closed_trades = 0;
    Decimal equity;
    std::map<std::string, double> weights;
    double latency_p50_ms = 0;  ///< Publication of an instant to the end of its last stop.
    double latency_p99_ms = 0;
    bool reconciled = false;  ///< The ledger's cash and the fills' positions equal the account's.
    std::string decision_hash;
};

Result<Summary> summarise(World& world);
/// Latencies of a live world by its store's account: from an article's publication to the end of the last step that
/// dealt with it, its scores, or signals that they triggered.
Status measure_latency(World& world, Summary& summary);
/// One JSON object; `wall_seconds` where > 0.
/// For people.
std::string to_text(const Summary& summary, double wall_seconds);
std::string to_json(const Summary& summary, double wall_seconds);

}  // namespace tradewind::services
