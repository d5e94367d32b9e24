#pragma once

#include <string_view>

#include "core/error.hpp"
#include "matching/venue.hpp"
#include "services/handler.hpp"

namespace tradewind::services {

/// What a real broker said, journalled before it is believed: a restart folds it again.
inline constexpr std::string_view kVenueReports = "venue:reports";

/// Its id is of (order, kind, cumulative quantity), so that what is said twice counts once.
Outgoing outgoing_message(const matching::VenueReport& report, Timestamp produced_at);
/// kParse names the field that is missing or wrong.
Result<matching::VenueReport> decode_report(std::string_view body);

}  // namespace tradewind::services
