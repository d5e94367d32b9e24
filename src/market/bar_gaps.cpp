#include "market/bar_gaps.hpp"

#include <algorithm>
#include <functional>

namespace tradewind::market {
namespace {

using std::chrono::days;

Timestamp floor_to(Timestamp time, Duration step) {
    return time - time.time_since_epoch() % step;
}

// The starts of the bars that a session has.
void each_start(const Session& session, Timeframe timeframe, const std::function<void(Timestamp)>& each) {
    if (timeframe == Timeframe::k1d) return each(std::chrono::sys_days(session.date));
    const Duration length = length_of(timeframe);
    for (Timestamp start = floor_to(session.open, length); start < session.close; start += length) each(start);
}

}  // namespace

std::vector<BarGap> find_gaps(const SessionCalendar& calendar, Timeframe timeframe, std::span<const Timestamp> starts,
                              Timestamp from, Timestamp to) {
    std::vector<BarGap> gaps;
    if (to <= from) return gaps;
    const Duration grid = timeframe == Timeframe::k1d ? Duration(days(1)) : length_of(timeframe);
    bool open_gap = false;
    auto next = starts.begin();
    const auto judge = [&](Timestamp start) {
        if (start < from || start >= to) return;
        while (next != starts.end() && floor_to(*next, grid) < start) ++next;
        const bool there = next != starts.end() && floor_to(*next, grid) == start;
        if (!there && open_gap) {
            gaps.back().to = calendar.bar_end(timeframe, start);
            ++gaps.back().missing;
        } else if (!there) {
            gaps.push_back({start, calendar.bar_end(timeframe, start), 1});
        }
        open_gap = !there;
    };
    const auto first = std::chrono::floor<days>(from) - days(1);
    const auto last = std::chrono::floor<days>(to) + days(1);
    for (const Session& session : calendar.between(first, last)) each_start(session, timeframe, judge);
    return gaps;
}

}  // namespace tradewind::market
