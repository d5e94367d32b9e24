#pragma once

#include <span>
#include <vector>

#include "market/session_calendar.hpp"

namespace tradewind::market {

/// A run of intervals that the calendar knows and a series of bars doesn't.
struct BarGap {
    Timestamp from;  ///< Start of the first missing bar.
    Timestamp to;    ///< End of the last one.
    std::size_t missing = 0;

    friend bool operator==(const BarGap&, const BarGap&) = default;
};

/// What lacks in `starts` (rising) of the bars that the calendar's sessions have with a start in [from, to). Intervals
/// lie on the timeframe's grid in UTC (the bar of an open at 9:30 begins at 9:00 for `1h`); a `1d` bar may be stamped
/// at any time of its UTC date. Missing intervals in a row are one gap, over nights and weekends too. A gap in a thinly
/// traded symbol may only mean that nobody traded.
std::vector<BarGap> find_gaps(const SessionCalendar& calendar, Timeframe timeframe, std::span<const Timestamp> starts,
                              Timestamp from, Timestamp to);

}  // namespace tradewind::market
