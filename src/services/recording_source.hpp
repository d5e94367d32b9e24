#pragma once

#include <memory>

#include "services/replay.hpp"
#include "services/run.hpp"
#include "trading/decision_settings.hpp"

namespace tradewind::services {

/// The recording that a run asks for, loaded, its warnings logged.
Result<std::unique_ptr<InstantSource>> open_recording(const RunOptions& options,
                                                      const trading::DecisionSettings& decisions);

}  // namespace tradewind::services
