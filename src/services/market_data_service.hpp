#pragma once

#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "broker/alpaca_http.hpp"
#include "services/world.hpp"

namespace tradewind::services {

/// The tickers to read bars of: `universe.symbols`, else liquid US stocks, as many as Alpaca's free plan streams. Coins
/// are left out, with a warning.
std::vector<Ticker> market_universe(const World& world);

/// market-data: minute bars from Alpaca, first the past that indicators need, then live; each once, gaps filled from
/// history. Stored with the instant at which they became known, and published on market:bars.
class MarketData {
public:
    MarketData(World& world, broker::AlpacaHttp& data, broker::AlpacaKeys keys, const MarketClock& market);

    /// Reads where the store's bars end.
    Status restore();
    /// Fetches and publishes what lies between the last bar of each ticker and now.
    Status catch_up();
    /// As `take`, for what the stream brought: where a minute before it is missing, history is asked for it first.
    Status take_live(std::vector<Bar> bars);
    /// Stores and publishes bars that come after the last one of their ticker; leaves out the others.
    Status take(std::vector<Bar> bars);
    /// Stores a correction; it never re-decides.
    Status correct(std::vector<Bar> bars);
    /// One connection to the stream, from handshake to end. The error says why it ended.
    Status stream(const std::stop_token& stop);

private:
    [[nodiscard]] bool leaves_gap(const Bar& bar) const;
    Status store(std::span<const Bar> bars);

    World& world_;
    broker::AlpacaHttp& data_;
    broker::AlpacaKeys keys_;
    const MarketClock& market_;
    std::vector<Ticker> tickers_;
    std::map<Ticker, Timestamp> last_start_;
    bool leftovers_ = false;
};

}  // namespace tradewind::services
