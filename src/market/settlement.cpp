#include "market/settlement.hpp"

#include "market/new_york_time.hpp"

namespace tradewind::market {
namespace {

int sessions_to_settle(std::chrono::year_month_day date) {
    using namespace std::chrono;
    if (date >= 2024y / May / 28d) return 1;
    return date >= 2017y / September / 5d ? 2 : 3;
}

}  // namespace

Timestamp settled_at(const SessionCalendar& calendar, Timestamp trade) {
    if (calendar.never_closes()) return trade;
    const auto date = new_york_date(trade);
    Session session{};
    Timestamp after = trade;
    for (int left = sessions_to_settle(date); left > 0; after = session.open) {
        session = calendar.next_session(after);
        // What trades before the open is of the same date: its own session doesn't count.
        if (session.date != date) --left;
    }
    return session.open;
}

}  // namespace tradewind::market
