#pragma once

#include "learning/weights.hpp"
#include "trading/decision_settings.hpp"

namespace tradewind::trading {

/// The ensemble's weights before anything was learnt: the settings', made to add up to one. Strategies of weight zero
/// are not among them.
learning::Weights initial_weights(const DecisionSettings& settings);

}  // namespace tradewind::trading
