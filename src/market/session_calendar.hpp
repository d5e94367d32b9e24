#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/messages.hpp"
#include "core/ticker.hpp"
#include "core/time.hpp"

namespace tradewind::market {

/// One trading session, open in [open, close). `date` is New York's (UTC's for the calendar that never closes).
struct Session {
    std::chrono::year_month_day date;
    Timestamp open;
    Timestamp close;
    bool early_close = false;

    friend bool operator==(const Session&, const Session&) = default;
};

/// When a market trades. Immutable, shared between threads; every look-up is O(1) and allocates nothing (but for
/// `between`) from 1993 to 2099, and walks day by day by the same rules outside.
class SessionCalendar {
public:
    /// The New York Stock Exchange's regular session, 9:30 to 16:00 (13:00) New York time.
    static const SessionCalendar& nyse();
    /// Trades always, in sessions of one UTC day: crypto pairs.
    static const SessionCalendar& always();
    static const SessionCalendar& of(const Ticker& ticker) { return ticker.is_crypto() ? always() : nyse(); }

    [[nodiscard]] bool never_closes() const noexcept { return never_closes_; }

    [[nodiscard]] std::optional<Session> session_on(std::chrono::year_month_day date) const;
    /// The session with time in [open, close).
    [[nodiscard]] std::optional<Session> session_at(Timestamp time) const;
    [[nodiscard]] bool is_open(Timestamp time) const { return session_at(time).has_value(); }
    /// The first session that opens after `time` (not the one that opens at it).
    [[nodiscard]] Session next_session(Timestamp time) const;
    /// The session that `time` is in, else the next one: where a decision of that time can first trade.
    [[nodiscard]] Session current_or_next_session(Timestamp time) const;
    /// The last session that closed at or before `time`.
    [[nodiscard]] Session previous_session(Timestamp time) const;
    /// All sessions of the dates from `first` to `last`, both included.
    [[nodiscard]] std::vector<Session> between(std::chrono::year_month_day first,
                                               std::chrono::year_month_day last) const;

    /// Whether [start, end) has an instant inside a session. Bars that don't never fill anything.
    [[nodiscard]] bool overlaps_session(Timestamp start, Timestamp end) const;
    /// Open time within [from, to); zero where to ≤ from. What staleness is measured in.
    [[nodiscard]] Duration session_time_between(Timestamp from, Timestamp to) const;

    /// When a bar that starts at `start` has ended: start + length, and for 1d the close of the session on the UTC
    /// date of `start` (daily bars are stamped at midnight UTC or New York, or at the open: one date). A 1d bar on a
    /// date without session ends where a regular session would have.
    [[nodiscard]] Timestamp bar_end(Timeframe timeframe, Timestamp start) const;

private:
    struct Row {
        std::int32_t day = 0;           // days since 1970
        std::uint16_t open_minute = 0;  // of the UTC day
        std::uint16_t close_minute = 0;
        std::uint32_t minutes_before = 0;  // open minutes of all earlier rows
        bool early_close = false;
    };

    explicit SessionCalendar(bool never_closes);

    [[nodiscard]] std::optional<Row> row_by_rule(std::chrono::sys_days day) const;
    [[nodiscard]] std::optional<Row> row_on(std::chrono::sys_days day) const;
    [[nodiscard]] Row first_row_from(std::chrono::sys_days day) const;
    [[nodiscard]] Duration open_time_until(Timestamp time) const;

    bool never_closes_;
    std::vector<Row> rows_;
    std::vector<std::uint16_t> first_from_;  // by day: the first row on or after it
};

}  // namespace tradewind::market
