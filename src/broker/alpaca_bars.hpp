#pragma once

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

/// As Bar::source says it: `alpaca:<feed>`.
std::string bar_source(const std::string& feed);

}  // namespace tradewind::broker
