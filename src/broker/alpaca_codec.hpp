#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "broker/broker.hpp"

/// Alpaca's JSON and our structs. Unknown fields are ignored, unknown states are taken to be alive. kParse where the
/// text is not what was promised.
namespace tradewind::broker {

/// The body of POST /v2/orders. Money as text.
std::string encode_order(const Order& order);
/// The body of PATCH /v2/orders/{id}.
std::string encode_terms(const ReplaceTerms& terms);
Result<BrokerOrder> decode_order(std::string_view json);
Result<std::vector<BrokerOrder>> decode_orders(std::string_view json);
Result<std::vector<BrokerPosition>> decode_positions(std::string_view json);
Result<BrokerAccount> decode_account(std::string_view json);

/// One page of `GET /v2/stocks/bars`.
struct BarPage {
    std::vector<Bar> bars;  ///< By symbol, then time.
    std::string next_page_token;
};
Result<BarPage> decode_bar_page(std::string_view json, Timeframe timeframe, std::string_view source);

/// An order event of the `trade_updates` stream.
struct TradeUpdate {
    std::string event;  ///< `fill`, `partial_fill`, `canceled`…
    BrokerOrder order;  ///< As it is after the event.
    Timestamp time;
    Decimal price;     ///< Of this execution; zero where the event is no fill.
    Decimal quantity;  ///< Likewise.
};

}  // namespace tradewind::broker
