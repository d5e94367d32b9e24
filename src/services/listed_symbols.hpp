#pragma once

#include <vector>

#include "core/listed_since.hpp"
#include "services/world.hpp"

namespace tradewind::services {

/// Notes in a world which symbols the recording that drives it has bars of, for services in other processes.
Status store_listed(World& world, const std::vector<ListedSince>& listed);

/// What was noted; in a live world the universe that its settings name. Empty where neither says anything: then every
/// company goes by today's symbol.
Result<std::vector<ListedSince>> listed_in(World& world);

}  // namespace tradewind::services
