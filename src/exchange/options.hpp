#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/messages.hpp"

namespace tradewind::exchange {

/// What an exchange is made of. The same options and the same client actions at the same market times give the same
/// tape, byte for byte.
struct ExchangeOptions {
    std::uint64_t seed = 1;
    Timestamp start;                   ///< Market time when it is ready.
    std::vector<std::string> symbols;  ///< Empty: the invented companies, or all that is recorded.
    std::vector<Bar> recorded;         ///< In order of time; empty: an invented market.
    Decimal cash = Decimal::from_int(100'000);
    double news_per_hour = 10;   ///< Of the whole market, in hours of any phase but the night.
    double news_impact = 0.012;  ///< Log return that a full-strength headline is worth; 0: news are noise.
    Duration news_delay = std::chrono::seconds(20);  ///< From the headline to the first effect on the price.
    bool news = true;
    bool splits = true;  ///< Now and then an invented stock splits over night.
    int history_sessions = 260;
};

/// A little before an invented market is shown: the fifth minute of the session on Monday, 5 January 2026.
Timestamp default_start();

}  // namespace tradewind::exchange
