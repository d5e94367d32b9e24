#pragma once

#include "storage/articles.hpp"
#include "storage/bars.hpp"
#include "storage/learning.hpp"
#include "storage/orders.hpp"
#include "storage/signals.hpp"

namespace tradewind::storage {

/// All that the store knows of one chain: article → scores → signals → verdicts → orders → fills → outcomes → changed
/// weights. Each list in time order.
struct Lineage {
    std::vector<RawArticle> articles;
    std::vector<ScoredArticle> scores;
    std::vector<KnownBar> bars;  ///< Those that triggered a signal.
    std::vector<StoredSignal> signals;
    std::vector<RiskVerdict> verdicts;
    std::vector<Order> orders;
    std::vector<TradeExecution> trades;
    std::vector<TradeOutcome> outcomes;
    std::vector<WeightAdjustment> adjustments;
};

/// The chain that the id of an article, score, signal, verdict, order, fill, outcome or adjustment stands in. An
/// article's holds every signal that it triggered. kNotFound where nothing has this id, kParse where it is none.
Result<Lineage> trace_lineage(Transaction& tx, std::string_view id);

}  // namespace tradewind::storage
