#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "broker/alpaca_http.hpp"
#include "core/messages.hpp"

namespace tradewind::broker {

/// Bars of stocks in [from, to] from Alpaca's market data API, raw prices, page by page; sorted by end, then ticker.
/// All of them or an error. `feed`: iex, sip or delayed_sip. Bars that have not ended by `to` are left out.
Result<std::vector<Bar>> fetch_bars(AlpacaHttp& data, std::span<const Ticker> tickers, Timeframe timeframe,
                                    Timestamp from, Timestamp to, const std::string& feed);

/// One symbol's history, a stock's or a coin's.
struct BarHistory {
    Ticker ticker;
    Timeframe timeframe = Timeframe::k1d;
    Timestamp from;  ///< By start, included.
    Timestamp to;    ///< Not included.
    std::string feed = "iex";
    std::string adjustment = "raw";  ///< raw | split | all
};
/// Hands on the history page by page, each in rising time and after the one before. Ends with the first error, its own
/// or that of `each`; what was handed on by then stands.
Status read_history(AlpacaHttp& data, const BarHistory& history, const std::function<Status(std::vector<Bar>)>& each);

/// As Bar::source says it: `alpaca:<feed>`.
std::string bar_source(const std::string& feed);

}  // namespace tradewind::broker
