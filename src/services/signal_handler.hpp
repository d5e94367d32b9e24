#pragma once

#include <memory>

#include "services/handler.hpp"
#include "services/world.hpp"

namespace tradewind::services {

/// signal-generator: folds bars, scored articles and weights into the SignalEngine; stores and publishes its signals.
std::unique_ptr<Handler> make_signal_handler(World& world);

}  // namespace tradewind::services
