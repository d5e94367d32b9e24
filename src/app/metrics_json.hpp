#pragma once

#include <nlohmann/json_fwd.hpp>

#include "market/metrics.hpp"

namespace tradewind::app {

/// One JSON object with the documented keys in their order; what is undefined is null, times are RFC 3339.
nlohmann::ordered_json to_json(const market::Metrics& metrics, bool with_benchmark);

}  // namespace tradewind::app
