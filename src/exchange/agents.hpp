#pragma once

#include "exchange/order_book.hpp"
#include "exchange/stock.hpp"

namespace tradewind::exchange {

/// Clears the slot of an agent's order that a fill has used up.
void forget_agent(Stock& stock, const OrderBook::Fill& fill);

}  // namespace tradewind::exchange
