#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/messages.hpp"
#include "core/records.hpp"
#include "trading/decision_settings.hpp"

namespace tradewind::trading {

struct LearningEffects {
    std::vector<TradeOutcome> outcomes;
    std::vector<WeightAdjustment> adjustments;
};

/// Matches opens and closes FIFO per ticker, credits strategies, adjusts weights. A pure fold over fills: splits show
/// in the positions that fills tell of.
class LearningEngine {
public:
    explicit LearningEngine(const DecisionSettings& settings);
    ~LearningEngine();
    LearningEngine(LearningEngine&&) noexcept;

    /// Folds one fill; a fill seen before (same id) changes nothing. Appends what followed to `effects`.
    void on_fill(const TradeExecution& fill, LearningEffects& effects);
    /// Takes back one adjustment: the weights from before it, as a new adjustment with method "undo".
    Result<WeightAdjustment> undo(AdjustmentId id, Timestamp now);

    [[nodiscard]] std::map<std::string, double> weights() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace tradewind::trading
