#include "trading/learning_engine.hpp"

#include <algorithm>
#include <deque>
#include <fmt/core.h>
#include <unordered_set>

#include "learning/trade_evaluator.hpp"
#include "learning/weight_adjuster.hpp"
#include "trading/weights.hpp"

namespace tradewind::trading {

learning::Weights initial_weights(const DecisionSettings& settings) {
    std::map<std::string, double> values;
    for (const auto& [name, kind] : settings.strategies.kinds) values.emplace(name, kind.weight);
    return learning::Weights::normalised(values);
}

namespace {

/// The last ids that were seen; old ones are forgotten.
class SeenFills {
public:
    bool insert(const FillId& id) {
        constexpr std::size_t kRemembered = 100'000;
        if (!seen_.insert(id).second) return false;
        order_.push_back(id);
        if (order_.size() > kRemembered) {
            seen_.erase(order_.front());
            order_.pop_front();
        }
        return true;
    }

private:
    std::unordered_set<FillId> seen_;
    std::deque<FillId> order_;
};

/// Adjustments that can be undone.
constexpr std::size_t kHistory = 10'000;

}  // namespace

struct LearningEngine::State {
    explicit State(const DecisionSettings& settings) : adjuster(settings.learning, initial_weights(settings)) {}

    learning::TradeEvaluator evaluator;
    learning::WeightAdjuster adjuster;
    SeenFills seen;
    std::deque<WeightAdjustment> history;

    void remember(const WeightAdjustment& adjustment) {
        history.push_back(adjustment);
        if (history.size() > kHistory) history.pop_front();
    }
};

LearningEngine::LearningEngine(const DecisionSettings& settings) : state_(std::make_unique<State>(settings)) {}
LearningEngine::~LearningEngine() = default;
LearningEngine::LearningEngine(LearningEngine&&) noexcept = default;

void LearningEngine::on_fill(const TradeExecution& fill, LearningEffects& effects) {
    if (!state_->seen.insert(fill.id)) return;
    for (TradeOutcome& outcome : state_->evaluator.on_fill(fill)) {
        if (auto adjustment = state_->adjuster.on_outcome(outcome)) {
            state_->remember(*adjustment);
            effects.adjustments.push_back(std::move(*adjustment));
        }
        effects.outcomes.push_back(std::move(outcome));
    }
}

Result<WeightAdjustment> LearningEngine::undo(AdjustmentId id, Timestamp now) {
    const auto found = std::ranges::find(state_->history, id, &WeightAdjustment::id);
    if (found == state_->history.end()) {
        return fail(ErrorCode::kNotFound, fmt::format("no adjustment {}", id.to_string()),
                    "the last 10000 adjustments can be undone; list them with the strategies page");
    }
    WeightAdjustment undone;
    undone.id = AdjustmentId::from_fields({"undo", id.to_string(), id_field(now)});
    undone.time = now;
    undone.closing_fill = found->closing_fill;
    undone.outcome = found->outcome;
    undone.before = weights();
    undone.method = "undo";
    undone.reason = fmt::format("takes back {}", id.to_string());
    state_->adjuster.restore(found->before);
    undone.after = weights();
    state_->remember(undone);
    return undone;
}

std::map<std::string, double> LearningEngine::weights() const {
    return state_->adjuster.weights().values();
}

}  // namespace tradewind::trading
