#pragma once

#include "core/records.hpp"
#include "storage/page.hpp"

/// Closed trades, what was learned from them, and the strategies' weights.
namespace tradewind::storage {

struct StrategyRow {
    std::string name{};
    bool enabled = true;
    double weight = 0;
    std::string parameters{};  ///< JSON object.
    Timestamp updated{};
};

struct WeightPoint {
    Timestamp time{};
    AdjustmentId adjustment{};
    std::string strategy{};
    double weight = 0;
};

Status insert_outcome(Transaction& tx, const TradeOutcome& outcome);
Result<std::optional<TradeOutcome>> find_outcome(Transaction& tx, OutcomeId id);
/// Those that one of the signal's fills opened or closed.
Result<std::vector<TradeOutcome>> outcomes_of_signal(Transaction& tx, SignalId signal);
Result<std::vector<TradeOutcome>> outcomes_of_fill(Transaction& tx, FillId fill);
Result<std::vector<TradeOutcome>> list_outcomes(Transaction& tx, const Page& page);

/// Stores the change with its points in the weights' history, and gives the strategies their new weights.
Status insert_adjustment(Transaction& tx, const WeightAdjustment& adjustment);
Result<std::optional<WeightAdjustment>> find_adjustment(Transaction& tx, AdjustmentId id);
/// The one stored last.
Result<std::optional<WeightAdjustment>> latest_adjustment(Transaction& tx);
Result<std::vector<WeightAdjustment>> adjustments_of_outcome(Transaction& tx, OutcomeId outcome);
Result<std::vector<WeightAdjustment>> list_adjustments(Transaction& tx, const Page& page);
/// All of them in the order of (time, id), streamed.
Status each_adjustment(Transaction& tx, const std::function<Status(const WeightAdjustment&)>& each);

/// A strategy as configured. Its weight stays what learning made it where it is there already.
Status upsert_strategy(Transaction& tx, const StrategyRow& strategy);
Result<std::vector<StrategyRow>> list_strategies(Transaction& tx);
/// In [from, to), oldest first; the last `limit` points.
Result<std::vector<WeightPoint>> weight_history(Transaction& tx, Timestamp from, Timestamp to, std::size_t limit);

}  // namespace tradewind::storage
