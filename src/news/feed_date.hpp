#pragma once

#include <optional>
#include <string_view>

#include "core/time.hpp"

namespace tradewind::news {

/// A date as feeds write them, in UTC: RFC 822 and 2822 with all their damage, RFC 850, asctime, RFC 3339, W3CDTF, ISO
/// 8601 calendar, week and ordinal dates, month names in about ten languages, named zones. Without a zone it is UTC,
/// without a time of day midnight. A wrong weekday is ignored. Nothing where no date can be read with confidence. Never
/// looks at the machine's locale, zone or clock.
std::optional<Timestamp> parse_feed_date(std::string_view text);

}  // namespace tradewind::news
