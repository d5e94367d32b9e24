#pragma once

#include "core/http.hpp"
#include "core/time.hpp"

namespace tradewind::services {

/// `fetch` with at least `gap` between the starts of two requests to one host. A host that hangs delays nobody: only
/// starts are spaced, and requests run side by side. Thread-safe.
HttpFetch paced(HttpFetch fetch, const MachineClock& clock, Duration gap = std::chrono::milliseconds(250));

}  // namespace tradewind::services
