#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "strategies/opinion.hpp"
#include "strategies/registry.hpp"
#include "strategies/settings.hpp"

namespace tradewind::strategies {

/// Weighs the opinions of all strategies that take part (weight above zero), in order of name:
///
///   combined = Σ wᵢ · directionᵢ · strengthᵢ / Σ wᵢ
///
/// the lower sum over those that hold an opinion (`ensemble.normalise = opining`) or over all. A signal follows where
/// |combined| exceeds the threshold.
class WeightedEnsemble {
public:
    explicit WeightedEnsemble(const StrategiesSettings& settings);

    /// The strategies that take part; opinions are given in this order.
    [[nodiscard]] std::span<const Descriptor* const> strategies() const { return strategies_; }
    /// Weights by name; strategies that are not named keep theirs.
    void set_weights(const std::map<std::string, double>& weights);
    [[nodiscard]] double weight(std::size_t strategy) const { return weights_[strategy]; }

    /// In [-1, 1]; 0 where nobody holds an opinion.
    [[nodiscard]] double combine(std::span<const std::optional<Opinion>> opinions) const;
    /// What `combine` divides by.
    [[nodiscard]] double divisor(std::span<const std::optional<Opinion>> opinions) const;
    [[nodiscard]] bool exceeds_threshold(double combined) const {
        return combined > settings_.threshold || combined < -settings_.threshold;
    }

private:
    EnsembleSettings settings_;
    std::vector<const Descriptor*> strategies_;
    std::vector<double> weights_;
};

}  // namespace tradewind::strategies
