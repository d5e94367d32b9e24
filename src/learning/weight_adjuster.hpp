#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/messages.hpp"
#include "core/records.hpp"
#include "learning/settings.hpp"
#include "learning/weights.hpp"

namespace tradewind::learning {

/// Moves the ensemble's weights by what closed trades brought, as a multi-armed bandit with guardrails.
///
/// Reward of strategy i: r_i = tanh(credit_i / (entry value · reward_scale)), in (-1, 1); those that held no opinion
/// have no reward. Target weights:
/// - `exp3` (Auer, Cesa-Bianchi, Freund, Schapire 2002): t_i ∝ w_i · exp(η · r_i / (K · w_i)): rewards are weighted by
/// the
///   inverse of how much the strategy had to say, so that a light one can rise again. The floor takes the place of
///   EXP3's uniform exploration.
/// - `thompson`: each strategy has a Beta(1 + Σ|share| · (1 + r)/2, 1 + Σ|share| · (1 - r)/2) belief about being right;
/// one
///   number is drawn from each, seeded by the closing fill, and t = w + rate · (draws normalised - w).
///
/// Guardrails, in this order: nothing before `min_trades` closed trades; targets below the floor are raised to it at
/// the others' cost; the step towards the target is shortened so that no weight moves by more than `max_shift`. The
/// weights that satisfy floor and sum form a convex set, so a step within it stays within it.
class WeightAdjuster {
public:
    WeightAdjuster(const LearningSettings& settings, Weights initial);

    /// Folds one closed trade. Nothing where the weights stay as they are.
    std::optional<WeightAdjustment> on_outcome(const TradeOutcome& outcome);
    /// Sets weights from outside (an undone adjustment): what an adjustment's `before` or `after` holds.
    void restore(const std::map<std::string, double>& values);

    [[nodiscard]] const Weights& weights() const { return weights_; }

private:
    struct Belief {
        double right = 1;
        double wrong = 1;
    };

    [[nodiscard]] std::vector<double> rewards_of(const TradeOutcome& outcome) const;
    [[nodiscard]] std::vector<double> exp3_target(const std::vector<double>& rewards) const;
    [[nodiscard]] std::vector<double> thompson_target(const TradeOutcome& outcome) const;
    void learn_beliefs(const TradeOutcome& outcome, const std::vector<double>& rewards);
    void raise_to_floor(std::vector<double>& target) const;
    [[nodiscard]] Weights step_towards(const std::vector<double>& target) const;

    LearningSettings settings_;
    Weights weights_;
    std::vector<Belief> beliefs_;
    std::int64_t trades_ = 0;
};

}  // namespace tradewind::learning
