#pragma once

#include <chrono>

#include "core/time.hpp"

namespace tradewind::market {

/// New York's clock against UTC by the rules of US law, so that decisions don't hang on a machine's zone database:
/// from 2007 daylight saving from the second Sunday of March to the first of November, 1987 to 2006 from the first
/// Sunday of April to the last of October, before from the last Sunday of April. Changes happen at 02:00 local time.
/// Not meant for dates before 1967 and the years 1974 and 1975.

/// -4 h in daylight saving, else -5 h.
Duration new_york_offset(Timestamp time);
/// The calendar date in New York.
std::chrono::year_month_day new_york_date(Timestamp time);
/// The instant of `since_midnight` on New York's clock; not for the hour that a change skips or repeats.
Timestamp new_york_instant(std::chrono::year_month_day date, Duration since_midnight);

}  // namespace tradewind::market
