#pragma once

#include "market/session_calendar.hpp"

namespace tradewind::market {

/// When the cash of a trade is one's own: at the open of the first session after the trade's date since 28 May 2024
/// (T+1), of the second since 5 September 2017, of the third before (SEC rule 15c6-1). At once where the calendar never
/// closes.
Timestamp settled_at(const SessionCalendar& calendar, Timestamp trade);

}  // namespace tradewind::market
