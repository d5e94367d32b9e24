#pragma once

#include <string>
#include <string_view>

#include "core/messages.hpp"

/// Short ways to say events in tests.
namespace tradewind::trading::testing {

inline Decimal d(std::string_view text) {
    return Decimal::parse(text).value();
}
inline Timestamp at(std::string_view text) {
    return parse_timestamp(text).value();
}
inline Ticker symbol(std::string_view text) {
    return Ticker::parse(text).value();
}

struct Ohlc {
    std::string_view open, high, low, close;
};

inline Bar minute_bar(std::string_view ticker, Timestamp start, Ohlc prices, double volume = 1e6) {
    Bar bar;
    bar.ticker = symbol(ticker);
    bar.start = start;
    bar.end = start + std::chrono::minutes(1);
    bar.open = d(prices.open);
    bar.high = d(prices.high);
    bar.low = d(prices.low);
    bar.close = d(prices.close);
    bar.volume = volume;
    return bar;
}

inline TradeSignal signal(std::string_view ticker, Timestamp time, Direction direction) {
    TradeSignal made;
    made.ticker = symbol(ticker);
    made.time = time;
    made.direction = direction;
    made.strength = 0.5;
    made.volatility = 0.2;
    made.id = SignalId::from_fields({"test", ticker, id_field(time), to_string(direction)});
    made.opinions.push_back({"momentum", direction, 0.5, 0.5, 0.5, 0.25, 0, ""});
    made.opinions.push_back({"news_driven", direction, 0.5, 0.5, 0.5, 0.25, 0, ""});
    return made;
}

}  // namespace tradewind::trading::testing
