#pragma once

#include <optional>

#include "core/messages.hpp"
#include "core/records.hpp"
#include "market/session_cursor.hpp"
#include "matching/settings.hpp"

/// How a bar fills orders: pure functions of an order's terms and one bar.
namespace tradewind::matching {

/// What of a bar decides on fills.
struct BarPrices {
    Timestamp start;
    Timestamp end;
    Decimal open, high, low;

    BarPrices() = default;
    BarPrices(const Bar& bar) : start(bar.start), end(bar.end), open(bar.open), high(bar.high), low(bar.low) {}
};

/// Where an order meets a bar. `at_open` tells a fill at the bar's first price from one on the way.
struct Touch {
    Decimal price;  ///< Before slippage.
    bool at_open = false;
};

/// Market orders, and stops that were triggered by an earlier bar: the open. Limits only where traded through (low <
/// limit for a buy, high > limit for a sell), at the better of limit and open. Stops where reached, at the stop, or at
/// the open beyond it. Nothing where the bar doesn't meet the order.
std::optional<Touch> touch(const Order& order, bool triggered, const BarPrices& bar);

/// What a fill at `reference` is paid with: worse by `slippage_bps` for market orders and stops, never for limits.
/// Rounded half-even at the ninth decimal.
Decimal slipped_price(const Order& order, Decimal reference, const CostSettings& costs);

struct FillCosts {
    Decimal commission;
    Decimal fees;
};
/// Commission: bps of the value plus an amount per share. Fees: bps of the value, on sells, and the regulators'. Each
/// product is rounded half-even at the ninth decimal.
FillCosts fill_costs(const Order& order, Decimal quantity, Decimal price, Timestamp time, const CostSettings& costs);

/// The most that all orders together may take of a bar: volume · cap, rounded toward zero at the ninth decimal.
Decimal bar_capacity(const Bar& bar, const FillSettings& fills);

/// What an order gets of what is left of the bar: whole units where its quantity is whole.
Decimal capped_quantity(Decimal remaining, Decimal capacity);

/// The instants at which a bar's fills are said to happen. The open's is the first tradable one of the bar; when on the
/// way to its close a price was met is not known, and the middle of what is tradable stands for it.
struct FillTimes {
    Timestamp at_open;
    Timestamp within;
};
/// Nothing for a bar wholly outside the session.
std::optional<FillTimes> fill_times(const Bar& bar, market::SessionCursor& sessions);

}  // namespace tradewind::matching
