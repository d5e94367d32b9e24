#include "matching/regulatory_fees.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "market/new_york_time.hpp"

namespace tradewind::matching {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr sys_days day(int year, unsigned month, unsigned date) {
    return year_month_day(std::chrono::year(year), std::chrono::month(month), std::chrono::day(date));
}

/// Section 31: dollars on a million of a sale's value, from a date on.
struct ValueRate {
    sys_days from;
    Decimal per_million;
};
constexpr Decimal cents(std::int64_t count) {
    return Decimal::from_raw(count * 10'000'000);
}
constexpr std::array kValueRates{
    ValueRate{day(1901, 1, 1), cents(3333)},  ValueRate{day(2001, 12, 28), cents(3070)},
    ValueRate{day(2007, 3, 17), cents(1530)}, ValueRate{day(2008, 1, 25), cents(1100)},
    ValueRate{day(2008, 4, 1), cents(560)},   ValueRate{day(2009, 4, 10), cents(2570)},
    ValueRate{day(2010, 1, 15), cents(1270)}, ValueRate{day(2010, 4, 1), cents(1690)},
    ValueRate{day(2011, 1, 21), cents(1920)}, ValueRate{day(2012, 2, 21), cents(1800)},
    ValueRate{day(2012, 4, 1), cents(2240)},  ValueRate{day(2013, 5, 25), cents(1740)},
    ValueRate{day(2014, 3, 18), cents(2210)}, ValueRate{day(2015, 2, 14), cents(1840)},
    ValueRate{day(2016, 2, 16), cents(2180)}, ValueRate{day(2017, 7, 4), cents(2310)},
    ValueRate{day(2018, 5, 22), cents(1300)}, ValueRate{day(2019, 4, 16), cents(2070)},
    ValueRate{day(2020, 2, 18), cents(2210)}, ValueRate{day(2021, 2, 25), cents(510)},
    ValueRate{day(2022, 5, 14), cents(2290)}, ValueRate{day(2023, 2, 27), cents(800)},
    ValueRate{day(2024, 5, 22), cents(2780)}, ValueRate{day(2025, 5, 14), cents(0)},
    ValueRate{day(2026, 4, 4), cents(2060)},
};

/// Trading activity fee: dollars a share, and the most of one trade, from a date on.
struct ShareRate {
    sys_days from;
    Decimal per_share;
    Decimal cap;
};
constexpr Decimal millionths(std::int64_t count) {
    return Decimal::from_raw(count * 1'000);
}
constexpr std::array kShareRates{
    ShareRate{day(1901, 1, 1), {}, {}},
    ShareRate{day(2002, 10, 1), millionths(75), cents(375)},
    ShareRate{day(2011, 7, 1), millionths(90), cents(450)},
    ShareRate{day(2012, 3, 1), millionths(95), cents(475)},
    ShareRate{day(2012, 7, 1), millionths(119), cents(595)},
    ShareRate{day(2022, 1, 1), millionths(130), cents(649)},
    ShareRate{day(2023, 1, 1), millionths(145), cents(727)},
    ShareRate{day(2024, 1, 1), millionths(166), cents(830)},
    ShareRate{day(2026, 1, 1), millionths(195), cents(979)},
};

template <class Rates>
const auto& rate_on(const Rates& rates, sys_days date) {
    const auto after = std::ranges::upper_bound(rates, date, {}, [](const auto& row) { return row.from; });
    return after == rates.begin() ? rates.front() : *std::prev(after);
}

}  // namespace

Decimal regulatory_fees(const Ticker& ticker, Side side, Decimal quantity, Decimal value, Timestamp time) {
    if (side == Side::kBuy || ticker.is_crypto()) return {};
    const sys_days date = market::new_york_date(time);
    const Decimal on_value = multiply_divide(value, rate_on(kValueRates, date).per_million,
                                             Decimal::from_int(1'000'000), Rounding::kCeiling);
    const auto& [from, per_share, cap] = rate_on(kShareRates, date);
    const Decimal on_shares = std::min(multiply(quantity, per_share, Rounding::kCeiling), cap);
    return on_value.rounded(2, Rounding::kCeiling) + on_shares.rounded(2, Rounding::kCeiling);
}

}  // namespace tradewind::matching
