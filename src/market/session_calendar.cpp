#include "market/session_calendar.hpp"

#include <algorithm>

#include "market/new_york_time.hpp"
#include "market/nyse_rules.hpp"

namespace tradewind::market {
namespace {

using namespace std::chrono;

constexpr sys_days kTableBegin = 1993y / January / 1;
constexpr sys_days kTableEnd = 2100y / January / 1;

constexpr minutes kOpen = 9h + 30min;
constexpr minutes kClose = 16h;
constexpr minutes kEarlyClose = 13h;

sys_days day_of(auto row) {
    return sys_days(days(row.day));
}
Timestamp open_of(auto row) {
    return day_of(row) + minutes(row.open_minute);
}
Timestamp close_of(auto row) {
    return day_of(row) + minutes(row.close_minute);
}
Session session_of(auto row) {
    return {day_of(row), open_of(row), close_of(row), row.early_close};
}

}  // namespace

const SessionCalendar& SessionCalendar::nyse() {
    static const SessionCalendar calendar(false);
    return calendar;
}

const SessionCalendar& SessionCalendar::always() {
    static const SessionCalendar calendar(true);
    return calendar;
}

SessionCalendar::SessionCalendar(bool never_closes) : never_closes_(never_closes) {
    const auto size = static_cast<std::size_t>((kTableEnd - kTableBegin).count());
    rows_.reserve(size);
    first_from_.reserve(size);
    std::uint32_t minutes_before = 0;
    for (sys_days day = kTableBegin; day < kTableEnd; day += days(1)) {
        first_from_.push_back(static_cast<std::uint16_t>(rows_.size()));
        auto row = row_by_rule(day);
        if (!row) continue;
        row->minutes_before = minutes_before;
        minutes_before += static_cast<std::uint32_t>(row->close_minute - row->open_minute);
        rows_.push_back(*row);
    }
    rows_.shrink_to_fit();
}

std::optional<SessionCalendar::Row> SessionCalendar::row_by_rule(sys_days day) const {
    Row row{.day = static_cast<std::int32_t>(day.time_since_epoch().count()), .close_minute = 24 * 60};
    if (never_closes_) return row;
    const auto kind = nyse_trading_day(day);
    if (kind == TradingDay::kClosed) return std::nullopt;
    row.early_close = kind == TradingDay::kEarlyClose;
    const auto minute_of = [day](minutes local) {
        return static_cast<std::uint16_t>(duration_cast<minutes>(new_york_instant(day, local) - day).count());
    };
    row.open_minute = minute_of(kOpen);
    row.close_minute = minute_of(row.early_close ? kEarlyClose : kClose);
    return row;
}

std::optional<SessionCalendar::Row> SessionCalendar::row_on(sys_days day) const {
    if (day < kTableBegin || day >= kTableEnd) return row_by_rule(day);
    const std::size_t index = first_from_[static_cast<std::size_t>((day - kTableBegin).count())];
    if (index == rows_.size() || day_of(rows_[index]) != day) return std::nullopt;
    return rows_[index];
}

SessionCalendar::Row SessionCalendar::first_row_from(sys_days day) const {
    if (day >= kTableBegin && day < kTableEnd) {
        const std::size_t index = first_from_[static_cast<std::size_t>((day - kTableBegin).count())];
        if (index < rows_.size()) return rows_[index];
    }
    for (;; day += days(1)) {
        if (const auto row = row_on(day)) return *row;
    }
}

std::optional<Session> SessionCalendar::session_on(year_month_day date) const {
    const auto row = row_on(date);
    return row ? std::optional(session_of(*row)) : std::nullopt;
}

// A session never crosses midnight UTC, so that the UTC date finds it.
std::optional<Session> SessionCalendar::session_at(Timestamp time) const {
    const auto row = row_on(floor<days>(time));
    if (!row || time < open_of(*row) || time >= close_of(*row)) return std::nullopt;
    return session_of(*row);
}

Session SessionCalendar::next_session(Timestamp time) const {
    const sys_days day = floor<days>(time);
    const auto row = first_row_from(day);
    return session_of(open_of(row) > time ? row : first_row_from(day + days(1)));
}

Session SessionCalendar::current_or_next_session(Timestamp time) const {
    const sys_days day = floor<days>(time);
    const auto row = first_row_from(day);
    return session_of(close_of(row) > time ? row : first_row_from(day + days(1)));
}

Session SessionCalendar::previous_session(Timestamp time) const {
    for (sys_days day = floor<days>(time);; day -= days(1)) {
        const auto row = row_on(day);
        if (row && close_of(*row) <= time) return session_of(*row);
    }
}

std::vector<Session> SessionCalendar::between(year_month_day first, year_month_day last) const {
    std::vector<Session> sessions;
    for (sys_days day = first; day <= sys_days(last); day += days(1)) {
        if (const auto row = row_on(day)) sessions.push_back(session_of(*row));
    }
    return sessions;
}

bool SessionCalendar::overlaps_session(Timestamp start, Timestamp end) const {
    return end > start && current_or_next_session(start).open < end;
}

Duration SessionCalendar::open_time_until(Timestamp time) const {
    const auto row = first_row_from(floor<days>(time));
    const Timestamp open = open_of(row);
    return minutes(row.minutes_before) + std::clamp(time - open, Duration(0), close_of(row) - open);
}

Duration SessionCalendar::session_time_between(Timestamp from, Timestamp to) const {
    if (to <= from) return Duration(0);
    if (from >= kTableBegin && to < kTableEnd - days(30)) return open_time_until(to) - open_time_until(from);
    Duration total(0);
    for (sys_days day = floor<days>(from); day <= floor<days>(to); day += days(1)) {
        if (const auto row = row_on(day)) {
            total += std::max(std::min(close_of(*row), to) - std::max(open_of(*row), from), Duration(0));
        }
    }
    return total;
}

Timestamp SessionCalendar::bar_end(Timeframe timeframe, Timestamp start) const {
    if (timeframe != Timeframe::k1d || never_closes_) return start + length_of(timeframe);
    const sys_days day = floor<days>(start);
    const auto row = row_on(day);
    return row ? close_of(*row) : new_york_instant(day, kClose);
}

}  // namespace tradewind::market
