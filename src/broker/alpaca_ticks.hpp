#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "broker/alpaca_http.hpp"
#include "core/messages.hpp"

/// Trades, quotes and snapshots of stocks from Alpaca's market data API.
namespace tradewind::broker {

struct TradeTick {
    Timestamp time;
    Decimal price;
    Decimal size;
    std::int64_t id = 0;
    bool valid = true;  ///< False: canceled or replaced by a correction since.
};
struct QuoteTick {
    Timestamp time;
    Decimal bid, ask;  ///< 0: nobody quotes on that side.
    Decimal bid_size, ask_size;
};
/// What is known of a stock right now; members are empty where it hasn't traded.
struct StockSnapshot {
    std::optional<TradeTick> trade;
    std::optional<QuoteTick> quote;
    std::optional<Bar> minute, day, previous_day;
};

/// All trades of [from, to], oldest first, page by page. All of them or an error. `feed`: iex or sip.
Result<std::vector<TradeTick>> read_trades(AlpacaHttp& data, const Ticker& ticker, Timestamp from, Timestamp to,
                                           const std::string& feed);
Result<std::vector<QuoteTick>> read_quotes(AlpacaHttp& data, const Ticker& ticker, Timestamp from, Timestamp to,
                                           const std::string& feed);
/// Symbols that Alpaca doesn't know are left out.
Result<std::map<std::string, StockSnapshot>> read_snapshots(AlpacaHttp& data, std::span<const Ticker> tickers,
                                                            const std::string& feed);

}  // namespace tradewind::broker
