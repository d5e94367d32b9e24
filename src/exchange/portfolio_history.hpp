#pragma once

#include <optional>
#include <string>
#include <vector>

#include "exchange/exchange.hpp"

namespace tradewind::exchange {

struct HistoryQuery {
    std::string period;     ///< `1D`, `2W`, `3M`, `1A`; empty: 1M
    std::string timeframe;  ///< `1Min`, `5Min`, `15Min`, `1H`, `1D`; empty: by the period
    std::optional<Timestamp> start, end;
};

struct PortfolioHistory {
    std::vector<Exchange::EquityPoint> points;
    Decimal base;
    std::string timeframe;
};

/// The account's value over time; before the exchange began, its opening cash.
ApiResult<PortfolioHistory> portfolio_history(Exchange& exchange, const HistoryQuery& query);

}  // namespace tradewind::exchange
