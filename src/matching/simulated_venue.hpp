#pragma once

#include <string>
#include <vector>

#include "core/ticker_table.hpp"
#include "market/session_cursor.hpp"
#include "matching/fill_model.hpp"
#include "matching/settings.hpp"
#include "matching/split.hpp"
#include "matching/venue.hpp"

namespace tradewind::matching {

/// A venue made of bars: rests orders per ticker and fills them as commands.md ("Backtest") says. Pure: bars and
/// requests in, reports out.
/// - An order fills at the earliest in the first bar that starts at or after `order.time` and isn't wholly outside the
///   session. A cancel likewise takes hold from the first bar that starts at or after its request: what happened in the
///   bar in progress is known only at its end.
/// - Within one bar: market orders at the open, then stops, then limits, each in order of submission. All of them share
///   the bar's capacity (volume · cap); what remains of an order goes on.
/// - One order of a group that fills reduces the others by as much; a stop that triggers cancels them.
/// - An order that was held back until another had filled still takes part in the bar in which that happened, if it was
///   decided before the bar: its fill follows the other's.
/// - Day orders end at the close of the first session in which they met a bar, at the latest after a week without one.
class SimulatedVenue {
public:
    SimulatedVenue(const FillSettings& fills, const CostSettings& costs) : fills_(fills), costs_(costs) {}

    /// Accepts, rejects or cancels. Reports are appended.
    void handle(const VenueRequest& request, std::vector<VenueReport>& reports);
    /// What takes hold at the bar's start: cancels asked for before it, expiries, the bar's split. Before `on_bar`, so
    /// that an order made because of these can still fill in the bar.
    void on_bar_start(const Bar& bar, std::vector<VenueReport>& reports);
    /// Fills in one bar. Bars of a ticker must not overlap; one that starts before the end of the last is ignored.
    void on_bar(const Bar& bar, std::vector<VenueReport>& reports);
    /// Time went on to `now`, and all bars that ended by then were given: day orders expire.
    void advance(Timestamp now, std::vector<VenueReport>& reports);

    [[nodiscard]] std::size_t resting_count() const { return resting_count_; }

private:
    struct Resting {
        Order order;
        OrderId group;
        Decimal remaining;
        Decimal cumulative;
        Timestamp expires;
        std::optional<Timestamp> cancel_at;
        bool met_a_bar = false;
        bool triggered = false;
        bool closed = false;
    };
    struct Book {
        market::SessionCursor sessions;
        Timestamp last_start = Timestamp::min();
        Timestamp last_end = Timestamp::min();
        std::vector<Resting> resting;
        BarPrices last_bar;
        std::optional<FillTimes> last_times;  // of last_bar, where it lies in a session
        Decimal capacity_left;                // of last_bar
    };
    enum class Pass : std::uint8_t { kMarket, kStop, kLimit };
    Book& book_of(const Ticker& ticker);
    void submit(const VenueRequest& request, std::vector<VenueReport>& reports);
    void cancel(const VenueRequest& request, std::vector<VenueReport>& reports);
    void match(Book& book, Pass pass, std::vector<VenueReport>& reports);
    void meet(Book& book, Resting& resting, std::vector<VenueReport>& reports);
    void fill(Book& book, Resting& resting, const Touch& touch, std::vector<VenueReport>& reports);
    void reduce_siblings(Book& book, const Resting& filled, Decimal quantity, Timestamp time, Timestamp known_at,
                         std::vector<VenueReport>& reports);
    void close(Resting& resting, VenueReport::Kind kind, Timestamp time, Timestamp known_at, std::string reason,
               std::vector<VenueReport>& reports);
    void resolve_cancels(Book& book, Timestamp until, Timestamp known_at, std::vector<VenueReport>& reports);
    void expire(Book& book, Timestamp until, Timestamp known_at, std::vector<VenueReport>& reports);
    void sweep(Book& book);

    FillSettings fills_;
    CostSettings costs_;
    TickerTable tickers_;
    std::vector<Book> books_;
    std::size_t resting_count_ = 0;
    std::size_t pending_cancels_ = 0;
    Timestamp next_expiry_ = Timestamp::max();
};

}  // namespace tradewind::matching
