#include "strategies/market_state.hpp"

namespace tradewind::strategies {

MarketState::MarketState(Timeframe timeframe, std::size_t volatility_bars)
    : timeframe_(timeframe), bars_(kHistory), volatility_(volatility_bars) {}

void MarketState::rescale(market::SplitRatio split) {
    bars_.rescale(split);
    volatility_.rescale(split);
    close_ = split.price(close_);
}

double MarketState::annual_volatility(bool never_closes) const {
    const double days = never_closes ? 365 : 252;
    const double seconds_a_day = never_closes ? 86'400 : 390 * 60;
    const double bars_a_day = timeframe_ == Timeframe::k1d ? 1 : seconds_a_day / to_seconds(length_of(timeframe_));
    return volatility() * std::sqrt(days * bars_a_day);
}

}  // namespace tradewind::strategies
