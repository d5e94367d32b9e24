#include "exchange/market_types.hpp"

#include <algorithm>

namespace tradewind::exchange {

void MarketBar::add(Decimal price, Decimal quantity) {
    if (trades == 0) open = high = low = price;
    high = std::max(high, price);
    low = std::min(low, price);
    close = price;
    const double shares = quantity.to_double();
    volume += shares;
    amount += shares * price.to_double();
    ++trades;
}

void MarketBar::merge(const MarketBar& later) {
    if (trades == 0 && volume == 0) {
        const Timestamp begin = start;
        *this = later;
        start = begin;
        return;
    }
    high = std::max(high, later.high);
    low = std::min(low, later.low);
    close = later.close;
    volume += later.volume;
    amount += later.amount;
    trades += later.trades;
}

}  // namespace tradewind::exchange
