#pragma once

#include <map>
#include <vector>

#include "trading/decision_log.hpp"
#include "trading/pipeline.hpp"

namespace tradewind::backtest {

/// An order from its decision to its end.
struct OrderStory {
    Order decided;  ///< As it was when it was decided.
    Order last;     ///< As it was at the end of the run.
};

/// Everything that a run did, in the order in which it came about: what the output files are written from.
class RunRecord final : public trading::DecisionSink {
public:
    void on_signal(const TradeSignal& signal) override;
    void on_execution(const trading::ExecutionEffects& effects) override;
    void on_learning(const trading::LearningEffects& effects) override;

    std::vector<TradeSignal> signals;
    std::vector<OrderStory> orders;  ///< In the order decided.
    std::vector<TradeExecution> fills;
    std::vector<trading::AccountAdjustment> adjustments;
    std::vector<PortfolioSnapshot> equity;  ///< One for each instant with bars.
    std::vector<TradeOutcome> outcomes;
    std::vector<WeightAdjustment> weights;
    trading::DecisionLog decisions;

private:
    std::map<OrderId, std::size_t> order_places_;
};

}  // namespace tradewind::backtest
