#pragma once

#include <optional>

#include "core/messages.hpp"
#include "market/session_calendar.hpp"

namespace tradewind::market {

/// Makes bars of a coarser timeframe out of one ticker's bars, given in order of time. Intraday bars begin at multiples
/// of their length (in New York's clock as in UTC); 1d bars begin at New York's midnight, end with the session, and
/// leave out bars wholly outside it. A bar that comes after its coarse bar was finished is left out.
class BarAggregator {
public:
    /// `target` must be longer than the bars that are added.
    BarAggregator(Timeframe target, const SessionCalendar& calendar) : target_(target), calendar_(calendar) {}

    /// The pending coarse bar, if it has ended by `now`. To be called with each bar's start before `add`, so that a
    /// coarse bar whose last minutes saw no trade is finished, and at leisure.
    std::optional<Bar> finish_until(Timestamp now);
    /// Takes a bar in; returns the coarse bar if this one completed it. A bar of a later coarse bar while one is
    /// pending is a broken invariant: `finish_until(bar.start)` comes first.
    std::optional<Bar> add(const Bar& bar);

private:
    [[nodiscard]] Timestamp coarse_start(Timestamp start) const;
    void begin(const Bar& bar, Timestamp start);
    void merge(const Bar& bar);

    Timeframe target_;
    const SessionCalendar& calendar_;
    std::optional<Bar> pending_;
    double vwap_amount_ = 0;
    Timestamp finished_{Timestamp::min()};
};

}  // namespace tradewind::market
