#pragma once

#include "market/session_calendar.hpp"

namespace tradewind::market {

/// Asks a calendar about times that mostly rise: within one session the answer is remembered.
class SessionCursor {
public:
    explicit SessionCursor(const SessionCalendar& calendar = SessionCalendar::nyse()) : calendar_(&calendar) {}

    [[nodiscard]] const SessionCalendar& calendar() const { return *calendar_; }

    /// As SessionCalendar::current_or_next_session.
    const Session& current_or_next(Timestamp time) {
        if (time < from_ || time >= session_.close) {
            session_ = calendar_->current_or_next_session(time);
            from_ = time;
        }
        return session_;
    }
    bool is_open(Timestamp time) { return calendar_->never_closes() || current_or_next(time).open <= time; }
    /// Whether [start, end) has an instant inside a session.
    bool overlaps_session(Timestamp start, Timestamp end) {
        return calendar_->never_closes() || current_or_next(start).open < end;
    }

private:
    const SessionCalendar* calendar_;
    Session session_{};
    Timestamp from_ = Timestamp::max();
};

}  // namespace tradewind::market
