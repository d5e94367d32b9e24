#pragma once

#include <optional>

#include "core/ticker.hpp"
#include "trading/decision_settings.hpp"
#include "trading/portfolio.hpp"

namespace tradewind::trading {

/// A price that the exchange takes: cents, a hundredth of one below 1, nine decimals for crypto; down for buys, up for
/// sells.
Decimal tick_price(const Ticker& ticker, Side side, Decimal price);

/// The last price worsened by `offset_bps`, as a buy's or a sell's limit.
Decimal entry_limit(const Ticker& ticker, Side side, Decimal last_price, Decimal offset_bps);

/// Stop and target of a position, from its average price. Nothing for a leg that settings leave out, or whose price
/// would not be above zero.
struct ExitLevels {
    std::optional<Decimal> stop;
    std::optional<Decimal> target;
};
ExitLevels exit_levels(const ExitSettings& exits, const Ticker& ticker, const Holding& holding);

}  // namespace tradewind::trading
