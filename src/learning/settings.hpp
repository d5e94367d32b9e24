#pragma once

#include <cstdint>

namespace tradewind::learning {

enum class Method : std::uint8_t { kExp3, kThompson };

/// How realised profit moves the ensemble's weights. Guardrails as in the seed: nothing before `min_trades`, no weight
/// moves by more than `max_shift` at once or falls below `floor`, the weights sum to one.
struct LearningSettings {
    bool enabled = true;
    Method method = Method::kExp3;
    std::int64_t min_trades = 10;  ///< Closed round trips before the first adjustment.
    double max_shift = 0.05;       ///< Largest change of one weight per adjustment.
    double floor = 0.05;           ///< Smallest weight of a strategy that takes part.
    double rate = 0.1;             ///< EXP3: learning rate η. Thompson: share of the way to the drawn weights.
    double reward_scale = 0.02;    ///< Credit of this part of the entry value is a reward of tanh(1).
};

}  // namespace tradewind::learning
