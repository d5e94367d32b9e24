#pragma once

#include <vector>

#include "config/load.hpp"
#include "trading/decision_settings.hpp"

namespace tradewind::services {

/// The trading engines' settings as config carries them: what LoadOptions::decisions takes.
std::vector<config::DecisionSpec> decision_specs();

/// The decisions that loaded settings stand for, checked together.
Result<trading::DecisionSettings> decision_settings(const config::Settings& settings);

}  // namespace tradewind::services
