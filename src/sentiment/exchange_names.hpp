#pragma once

#include <string_view>

namespace tradewind::sentiment {

enum class Venue { kNone, kUnitedStates, kForeign };

/// What exchange the text before a colon names: `Acme Corp (NYSE`, `(TSX/NYSE`, `Nasdaq Global Select Market ticker`.
/// Where several are named together, one of them in the United States is enough.
Venue venue_before(std::string_view text, std::size_t colon);

}  // namespace tradewind::sentiment
