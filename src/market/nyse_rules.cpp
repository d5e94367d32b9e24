#include "market/nyse_rules.hpp"

#include <algorithm>
#include <array>

namespace tradewind::market {
namespace {

using namespace std::chrono;

struct SpecialDay {
    year_month_day date;
    TradingDay kind;
};

constexpr std::array kSpecialDays{
    SpecialDay{1994y / April / 27, TradingDay::kClosed},         // mourning for President Nixon
    SpecialDay{1997y / December / 26, TradingDay::kEarlyClose},  // the Friday after Christmas
    SpecialDay{1999y / December / 31, TradingDay::kEarlyClose},  // the millennium
    SpecialDay{2001y / September / 11, TradingDay::kClosed},     // attack on the World Trade Center
    SpecialDay{2001y / September / 12, TradingDay::kClosed},
    SpecialDay{2001y / September / 13, TradingDay::kClosed},
    SpecialDay{2001y / September / 14, TradingDay::kClosed},
    SpecialDay{2003y / December / 26, TradingDay::kEarlyClose},  // the Friday after Christmas
    SpecialDay{2004y / June / 11, TradingDay::kClosed},          // mourning for President Reagan
    SpecialDay{2007y / January / 2, TradingDay::kClosed},        // mourning for President Ford
    SpecialDay{2012y / October / 29, TradingDay::kClosed},       // Hurricane Sandy
    SpecialDay{2012y / October / 30, TradingDay::kClosed},
    SpecialDay{2018y / December / 5, TradingDay::kClosed},  // mourning for President G. H. W. Bush
    SpecialDay{2025y / January / 9, TradingDay::kClosed},   // mourning for President Carter
};

// A holiday on a Saturday is kept on the Friday before, one on a Sunday on the Monday after.
sys_days observed(year_month_day holiday) {
    const sys_days day = holiday;
    const weekday on{day};
    if (on == Saturday) return day - days(1);
    if (on == Sunday) return day + days(1);
    return day;
}

// New Year's Day moves from Sunday to Monday only: a year's last Friday stays open for the books.
bool is_new_year(sys_days day, year y) {
    const sys_days first = y / January / 1;
    return day == (weekday(first) == Sunday ? first + days(1) : first);
}

bool is_holiday(sys_days day, year y) {
    return is_new_year(day, y) || (y >= 1998y && day == sys_days(y / January / Monday[3])) ||
           day == sys_days(y / February / Monday[3]) || day == sys_days(easter_sunday(y)) - days(2) ||
           day == sys_days(y / May / Monday[last]) || (y >= 2022y && day == observed(y / June / 19)) ||
           day == observed(y / July / 4) || day == sys_days(y / September / Monday[1]) ||
           day == sys_days(y / November / Thursday[4]) || day == observed(y / December / 25);
}

// The day before Independence Day closes early where it is followed by the holiday itself. Until 2012 a Wednesday
// traded in full, and the Friday after the holiday closed early instead.
bool is_early_by_independence_day(sys_days day, year y) {
    const sys_days third = y / July / 3;
    const weekday on{third};
    if (on == Wednesday && y < 2013y) return day == third + days(2);
    return day == third && on != Friday;
}

bool is_early_close(sys_days day, year y) {
    return day == sys_days(y / November / Thursday[4]) + days(1) || day == sys_days(y / December / 24) ||
           is_early_by_independence_day(day, y);
}

}  // namespace

year_month_day easter_sunday(year y) {
    const int number = static_cast<int>(y);
    const int a = number % 19;
    const int b = number / 100;
    const int c = number % 100;
    const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    const int m = (a + 11 * h + 22 * l) / 451;
    const int sum = h + l - 7 * m + 114;
    return y / (sum / 31) / (sum % 31 + 1);
}

TradingDay nyse_trading_day(year_month_day date) {
    const sys_days day = date;
    const weekday on{day};
    if (on == Saturday || on == Sunday) return TradingDay::kClosed;
    const auto special = std::ranges::find(kSpecialDays, date, &SpecialDay::date);
    if (special != kSpecialDays.end()) return special->kind;
    if (is_holiday(day, date.year())) return TradingDay::kClosed;
    return is_early_close(day, date.year()) ? TradingDay::kEarlyClose : TradingDay::kRegular;
}

}  // namespace tradewind::market
