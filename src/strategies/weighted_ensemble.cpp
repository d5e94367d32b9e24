#include "strategies/weighted_ensemble.hpp"

namespace tradewind::strategies {

WeightedEnsemble::WeightedEnsemble(const StrategiesSettings& settings) : settings_(settings.ensemble) {
    for (const Descriptor& descriptor : registry()) {
        const auto found = settings.kinds.find(descriptor.name);
        if (found == settings.kinds.end() || found->second.weight <= 0) continue;
        strategies_.push_back(&descriptor);
        weights_.push_back(found->second.weight);
    }
}

void WeightedEnsemble::set_weights(const std::map<std::string, double>& weights) {
    for (std::size_t i = 0; i < strategies_.size(); ++i) {
        const auto found = weights.find(std::string(strategies_[i]->name));
        if (found != weights.end()) weights_[i] = found->second;
    }
}

double WeightedEnsemble::divisor(std::span<const std::optional<Opinion>> opinions) const {
    double total = 0;
    for (std::size_t i = 0; i < opinions.size(); ++i) {
        if (opinions[i] || settings_.normalise == Normalise::kAll) total += weights_[i];
    }
    return total;
}

double WeightedEnsemble::combine(std::span<const std::optional<Opinion>> opinions) const {
    double sum = 0;
    bool any = false;
    for (std::size_t i = 0; i < opinions.size(); ++i) {
        if (!opinions[i]) continue;
        any = true;
        sum += weights_[i] * static_cast<double>(opinions[i]->direction) * opinions[i]->strength;
    }
    if (!any) return 0;
    const double total = divisor(opinions);
    return total > 0 ? sum / total : 0;
}

}  // namespace tradewind::strategies
