#pragma once

#include <deque>
#include <memory>

#include "exchange/desk.hpp"
#include "exchange/market.hpp"
#include "exchange/news_wire.hpp"
#include "exchange/options.hpp"

namespace tradewind::exchange {

/// The whole exchange without a wire: books, agents, news, one account; driven by market time. Not thread-safe.
class Exchange {
public:
    /// `listener` must outlive it. Founded before the session, or at its opening where it begins in one; brought to
    /// `options.start` before it is shown.
    Exchange(const ExchangeOptions& options, MarketListener& listener, Desk::OnEvent on_order);

    /// Lets everything happen that is due until `time`, in order.
    void advance_to(Timestamp time);
    /// The next instant at which something happens.
    [[nodiscard]] Timestamp next_time() const;
    [[nodiscard]] Timestamp now() const { return now_; }

    [[nodiscard]] Market& market() { return market_; }
    [[nodiscard]] Desk& desk() { return desk_; }
    [[nodiscard]] const Desk& desk() const { return desk_; }
    [[nodiscard]] NewsWire& news() { return news_; }

    struct EquityPoint {
        Timestamp time;
        Decimal equity;
    };
    /// Equity at the end of each minute of the last sessions, and at each session's close.
    [[nodiscard]] const std::deque<EquityPoint>& minute_equity() const { return minute_equity_; }
    [[nodiscard]] const std::deque<EquityPoint>& daily_equity() const { return daily_equity_; }
    [[nodiscard]] Timestamp started() const { return started_; }

private:
    void sample_equity(Timestamp time);

    Market market_;
    Desk desk_;
    NewsWire news_;
    Timestamp now_;
    Timestamp started_;
    Timestamp next_sample_;
    Phase sampled_phase_ = Phase::kClosed;
    std::deque<EquityPoint> minute_equity_;
    std::deque<EquityPoint> daily_equity_;
};

}  // namespace tradewind::exchange
