#include "market/new_york_time.hpp"

namespace tradewind::market {
namespace {

using namespace std::chrono;

constexpr hours kStandard{-5};
constexpr hours kDaylight{-4};

sys_days daylight_begins(year y) {
    if (y >= year{2007}) return y / March / Sunday[2];
    if (y >= year{1987}) return y / April / Sunday[1];
    return y / April / Sunday[last];
}

sys_days daylight_ends(year y) {
    return y >= year{2007} ? sys_days(y / November / Sunday[1]) : y / October / Sunday[last];
}

}  // namespace

Duration new_york_offset(Timestamp time) {
    const auto y = year_month_day(floor<days>(time)).year();
    const bool daylight = time >= daylight_begins(y) + 2h - kStandard && time < daylight_ends(y) + 2h - kDaylight;
    return daylight ? kDaylight : kStandard;
}

year_month_day new_york_date(Timestamp time) {
    return floor<days>(time + new_york_offset(time));
}

Timestamp new_york_instant(year_month_day date, Duration since_midnight) {
    const Timestamp local = sys_days(date) + since_midnight;
    return local - new_york_offset(local - kStandard);
}

}  // namespace tradewind::market
