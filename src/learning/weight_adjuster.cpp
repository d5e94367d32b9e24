#include "learning/weight_adjuster.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/core.h>
#include <limits>
#include <numeric>

#include "core/math.hpp"
#include "learning/random.hpp"

namespace tradewind::learning {
namespace {

constexpr double kNoReward = std::numeric_limits<double>::quiet_NaN();

void normalise(std::vector<double>& values) {
    const double total = std::accumulate(values.begin(), values.end(), 0.0);
    for (double& value : values) value /= total;
}

}  // namespace

WeightAdjuster::WeightAdjuster(const LearningSettings& settings, Weights initial)
    : settings_(settings), weights_(std::move(initial)), beliefs_(weights_.size()) {}

std::vector<double> WeightAdjuster::rewards_of(const TradeOutcome& outcome) const {
    std::vector<double> rewards(weights_.size(), kNoReward);
    const double value = outcome.entry_price.to_double() * outcome.quantity.to_double();
    if (value <= 0) return rewards;
    for (const auto& [strategy, credit] : outcome.credits) {
        const auto found = std::ranges::find(weights_.names(), strategy);
        if (found == weights_.names().end()) continue;
        rewards[static_cast<std::size_t>(found - weights_.names().begin())] =
            deterministic_tanh(credit.to_double() / (value * settings_.reward_scale));
    }
    return rewards;
}

std::vector<double> WeightAdjuster::exp3_target(const std::vector<double>& rewards) const {
    // Far beyond what max_shift lets through, and small enough for exp.
    constexpr double kLargestExponent = 20;
    const auto arms = static_cast<double>(weights_.size());
    std::vector<double> target;
    for (std::size_t i = 0; i < rewards.size(); ++i) {
        const double weight = weights_.value(i);
        const double reward = std::isnan(rewards[i]) || weight <= 0 ? 0 : rewards[i] / (arms * weight);
        const double exponent = std::clamp(settings_.rate * reward, -kLargestExponent, kLargestExponent);
        target.push_back(weight * deterministic_exp(exponent));
    }
    normalise(target);
    return target;
}

void WeightAdjuster::learn_beliefs(const TradeOutcome& outcome, const std::vector<double>& rewards) {
    const double net = std::abs(outcome.net_pnl.to_double());
    for (const auto& [strategy, credit] : outcome.credits) {
        const auto found = std::ranges::find(weights_.names(), strategy);
        if (found == weights_.names().end()) continue;
        const auto i = static_cast<std::size_t>(found - weights_.names().begin());
        if (std::isnan(rewards[i])) continue;
        const double share = net > 0 ? std::min(1.0, std::abs(credit.to_double()) / net) : 0;
        beliefs_[i].right += share * (1 + rewards[i]) / 2;
        beliefs_[i].wrong += share * (1 - rewards[i]) / 2;
    }
}

std::vector<double> WeightAdjuster::thompson_target(const TradeOutcome& outcome) const {
    Random random(outcome.closing_fill.to_string() + outcome.id.to_string());
    std::vector<double> drawn;
    for (const Belief& belief : beliefs_) drawn.push_back(random.beta(belief.right, belief.wrong));
    normalise(drawn);
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        drawn[i] = weights_.value(i) + settings_.rate * (drawn[i] - weights_.value(i));
    }
    return drawn;
}

void WeightAdjuster::raise_to_floor(std::vector<double>& target) const {
    const double spare = 1 - settings_.floor * static_cast<double>(target.size());
    double above = 0;
    for (const double value : target) above += std::max(0.0, value - settings_.floor);
    for (double& value : target) {
        const double part =
            above > 0 ? std::max(0.0, value - settings_.floor) / above : 1 / static_cast<double>(target.size());
        value = settings_.floor + std::max(0.0, spare) * part;
    }
}

Weights WeightAdjuster::step_towards(const std::vector<double>& target) const {
    double longest = 0;
    for (std::size_t i = 0; i < target.size(); ++i)
        longest = std::max(longest, std::abs(target[i] - weights_.value(i)));
    const double part = longest > settings_.max_shift ? settings_.max_shift / longest : 1;
    std::vector<double> values;
    for (std::size_t i = 0; i < target.size(); ++i) {
        values.push_back(weights_.value(i) + part * (target[i] - weights_.value(i)));
    }
    return weights_.with(values);
}

void WeightAdjuster::restore(const std::map<std::string, double>& values) {
    std::vector<double> own;
    for (const std::string& name : weights_.names()) {
        const auto found = values.find(name);
        own.push_back(found == values.end() ? 0 : found->second);
    }
    if (std::ranges::any_of(own, [](double value) { return value > 0; })) weights_ = weights_.with(own);
}

std::optional<WeightAdjustment> WeightAdjuster::on_outcome(const TradeOutcome& outcome) {
    const auto rewards = rewards_of(outcome);
    if (std::ranges::all_of(rewards, [](double reward) { return std::isnan(reward); })) return std::nullopt;
    learn_beliefs(outcome, rewards);
    if (++trades_ < settings_.min_trades || !settings_.enabled || weights_.size() < 2) return std::nullopt;

    auto target = settings_.method == Method::kExp3 ? exp3_target(rewards) : thompson_target(outcome);
    raise_to_floor(target);
    const Weights after = step_towards(target);
    if (after == weights_) return std::nullopt;

    WeightAdjustment adjustment;
    adjustment.id = AdjustmentId::from_fields({"adjustment", outcome.id.to_string()});
    adjustment.time = outcome.closed;
    adjustment.closing_fill = outcome.closing_fill;
    adjustment.outcome = outcome.id;
    adjustment.before = weights_.values();
    adjustment.after = after.values();
    for (std::size_t i = 0; i < rewards.size(); ++i) {
        if (!std::isnan(rewards[i])) adjustment.reward.emplace(weights_.names()[i], rewards[i]);
    }
    adjustment.method = settings_.method == Method::kExp3 ? "exp3" : "thompson";
    adjustment.reason =
        fmt::format("trade {} of {} brought {} net", trades_, outcome.ticker.view(), outcome.net_pnl.to_string());
    weights_ = after;
    return adjustment;
}

}  // namespace tradewind::learning
