#pragma once

#include "config/load.hpp"

namespace tradewind::config {

/// Problems of settings that are each fine, but not together. Appends to `loaded.problems`.
void check_together(Loaded& loaded);

}  // namespace tradewind::config
