#pragma once

#include <chrono>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "exchange/market_types.hpp"
#include "market/session_calendar.hpp"

namespace tradewind::exchange {

/// How a stock behaves.
struct StockProfile {
    double price = 50;  ///< Before the first live session.
    double daily_volatility = 0.018;
    double beta = 1;
    double minute_volume = 3000;
};

/// The sessions before an invented market opened. Each day of each symbol follows from the seed alone, so minutes are
/// made when somebody asks for them and the memory is bounded.
class SyntheticHistory {
public:
    SyntheticHistory(std::uint64_t seed, std::vector<StockProfile> profiles, Timestamp first_live_open, int sessions);

    [[nodiscard]] const std::vector<market::Session>& sessions() const { return sessions_; }
    /// Minute bars of one session, in order of time.
    const std::vector<MarketBar>& minutes(std::uint32_t symbol, std::size_t session);
    /// The session's daily bar; `start` is midnight in New York.
    MarketBar day(std::uint32_t symbol, std::size_t session);
    [[nodiscard]] double last_close(std::uint32_t symbol) const { return profiles_[symbol].price; }

private:
    struct Edge {
        float open = 0;  ///< log price
        float close = 0;
    };
    [[nodiscard]] std::vector<MarketBar> make_minutes(std::uint32_t symbol, std::size_t session) const;

    std::uint64_t seed_;
    std::vector<StockProfile> profiles_;
    std::vector<market::Session> sessions_;
    std::vector<std::vector<Edge>> edges_;  // by symbol, session
    std::unordered_map<std::uint64_t, std::vector<MarketBar>> cache_;
    std::unordered_map<std::uint64_t, MarketBar> days_;
};

/// A price in whole cents (hundredths of a cent under a dollar), at least the smallest.
Decimal price_of(double value);
std::uint64_t mix(std::uint64_t a, std::uint64_t b);

}  // namespace tradewind::exchange
