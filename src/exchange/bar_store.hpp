#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "exchange/market_types.hpp"
#include "exchange/synthetic_history.hpp"

namespace tradewind::exchange {

/// Length of an answer's bars: a number of minutes, hours, days, weeks or months.
struct BarLength {
    enum class Unit : std::uint8_t { kMinute, kHour, kDay, kWeek, kMonth } unit = Unit::kMinute;
    int count = 1;
};
/// `1Min`, `15T`, `1Hour`, `1D`, `1Week`, `3Month`… within Alpaca's bounds; else nothing.
std::optional<BarLength> parse_bar_length(std::string_view text);

/// All bars of all symbols: invented sessions behind the start, recorded ones, and those made since. Bounded: of what
/// is made, the minutes of the last sessions are kept, and daily bars for ever.
class BarStore {
public:
    void found(std::size_t symbols, std::unique_ptr<SyntheticHistory> history);
    /// A finished minute bar, in order of time.
    void add_minute(std::uint32_t symbol, const MarketBar& bar);
    /// A finished daily bar that has no minutes (recorded as such).
    void add_day(std::uint32_t symbol, const MarketBar& bar);
    /// Replaces the minute that begins at the bar's start, if it is kept.
    void correct_minute(std::uint32_t symbol, const MarketBar& bar);
    /// A session has ended: its minutes become a daily bar, old minutes go.
    void end_session(std::uint32_t symbol, const market::Session& session);

    /// Bars with start in [from, to], at most `limit`, in order of time; the one that is not finished yet (as of the
    /// last minute added) included.
    std::vector<MarketBar> query(std::uint32_t symbol, BarLength length, Timestamp from, Timestamp to,
                                 std::size_t limit);
    /// Close of the last daily bar before `session`, if any.
    std::optional<MarketBar> previous_day(std::uint32_t symbol, Timestamp before);
    /// The last minute bar there is.
    [[nodiscard]] std::optional<MarketBar> last_minute(std::uint32_t symbol) const;

private:
    struct Kept {
        std::deque<MarketBar> minutes;  // of live or recorded sessions
        std::vector<MarketBar> days;
        std::size_t next_day = 0;  // minutes before it are in `days`
    };
    void minutes_between(std::uint32_t symbol, Timestamp from, Timestamp to, std::size_t limit,
                         std::vector<MarketBar>& out);
    void days_between(std::uint32_t symbol, Timestamp from, Timestamp to, std::vector<MarketBar>& out);

    std::vector<Kept> kept_;
    std::unique_ptr<SyntheticHistory> history_;
    std::size_t minutes_kept_ = 0;
};

}  // namespace tradewind::exchange
