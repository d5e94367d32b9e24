#pragma once

#include "market/session_calendar.hpp"

namespace tradewind::trading {

/// Whether bars touch their market's session, for bars that come roughly in order of time: the session that was met
/// last answers for the bars within it.
class SessionFilter {
public:
    bool overlaps(const Ticker& ticker, Timestamp start, Timestamp end) {
        if (start >= open_ && start < close_) return true;  // crypto never closes
        if (ticker.is_crypto()) return true;
        const auto& calendar = market::SessionCalendar::nyse();
        if (const auto session = calendar.session_at(start)) {
            open_ = session->open;
            close_ = session->close;
            return true;
        }
        return calendar.overlaps_session(start, end);
    }

private:
    Timestamp open_{};
    Timestamp close_{};
};

}  // namespace tradewind::trading
