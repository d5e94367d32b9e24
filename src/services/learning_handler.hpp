#pragma once

#include <memory>

#include "services/handler.hpp"
#include "services/world.hpp"

namespace tradewind::services {

/// learning-engine: folds fills into closed trades, credits strategies, adjusts and publishes weights.
std::unique_ptr<Handler> make_learning_handler(World& world);

}  // namespace tradewind::services
