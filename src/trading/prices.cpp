#include "trading/prices.hpp"

namespace tradewind::trading {
namespace {

constexpr Decimal kOne = Decimal::from_int(1);
constexpr Decimal kHundred = Decimal::from_int(100);
constexpr Decimal kBpsPerOne = Decimal::from_int(10'000);

std::optional<Decimal> level(const Ticker& ticker, Side side, Decimal price, Decimal percent, bool above) {
    if (percent.is_zero()) return std::nullopt;
    const Decimal distance = multiply_divide(price, percent, kHundred, Rounding::kHalfEven);
    const Decimal result = tick_price(ticker, side, above ? price + distance : price - distance);
    return result.sign() > 0 ? std::optional(result) : std::nullopt;
}

}  // namespace

Decimal tick_price(const Ticker& ticker, Side side, Decimal price) {
    if (ticker.is_crypto()) return price;
    return price.rounded(price >= kOne ? 2 : 4, side == Side::kBuy ? Rounding::kFloor : Rounding::kCeiling);
}

Decimal entry_limit(const Ticker& ticker, Side side, Decimal last_price, Decimal offset_bps) {
    const Decimal offset = multiply_divide(last_price, offset_bps, kBpsPerOne, Rounding::kHalfEven);
    return tick_price(ticker, side, side == Side::kBuy ? last_price + offset : last_price - offset);
}

ExitLevels exit_levels(const ExitSettings& exits, const Ticker& ticker, const Holding& holding) {
    const bool is_long = holding.quantity.sign() > 0;
    const Side side = is_long ? Side::kSell : Side::kBuy;
    const Decimal price = holding.average_price();
    return {level(ticker, side, price, exits.stop_loss_pct, !is_long),
            level(ticker, side, price, exits.take_profit_pct, is_long)};
}

}  // namespace tradewind::trading
