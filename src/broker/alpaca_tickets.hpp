#pragma once

#include <optional>
#include <string>
#include <vector>

#include "broker/alpaca_http.hpp"
#include "broker/broker.hpp"

/// Orders with everything that Alpaca takes: all types, durations and classes. The engine's own orders go through
/// AlpacaBroker; these are for whoever places them by hand.
namespace tradewind::broker {

enum class TicketType : std::uint8_t { kMarket, kLimit, kStop, kStopLimit, kTrailingStop };
enum class TicketForce : std::uint8_t { kDay, kGtc, kIoc, kFok, kOpg, kCls };
enum class TicketClass : std::uint8_t { kSimple, kBracket, kOco, kOto };

struct OrderTicket {
    std::string client_order_id;  ///< Never empty: it is what an order without an answer is looked up by.
    std::string symbol;
    Side side = Side::kBuy;
    std::optional<Decimal> quantity;  ///< Or:
    std::optional<Decimal> notional;  ///< Dollars.
    TicketType type = TicketType::kMarket;
    TicketForce force = TicketForce::kDay;
    std::optional<Decimal> limit_price, stop_price;
    std::optional<Decimal> trail_price, trail_percent;  ///< One of them, of a trailing stop.
    bool extended_hours = false;
    TicketClass order_class = TicketClass::kSimple;
    std::optional<Decimal> take_profit;      ///< Limit of the exit with profit.
    std::optional<Decimal> stop_loss;        ///< Stop of the exit with loss…
    std::optional<Decimal> stop_loss_limit;  ///< …which is a stop-limit with this.
};

/// kInvalidArgument where a ticket contradicts itself, before anything is sent: what the type needs is missing, more or
/// less than one of quantity and notional, a class without its exits.
Status check_ticket(const OrderTicket& ticket);
/// The body of POST /v2/orders. Prices are rounded to what an exchange takes, in the direction that costs nothing.
std::string encode_ticket(const OrderTicket& ticket);

/// Places it; where Alpaca has that client id already, the order that is there. Errors as Broker::submit.
Result<BrokerOrder> place(AlpacaHttp& trading, const OrderTicket& ticket);
/// New terms for a working order, or a new trail of a trailing stop.
Result<BrokerOrder> replace_trail(AlpacaHttp& trading, const std::string& broker_order_id,
                                  const std::string& client_order_id, Decimal trail);
/// Asks for the end of all open orders; their ids where it was taken.
Result<std::vector<std::string>> cancel_all(AlpacaHttp& trading);
/// An order that closes the whole position.
Result<BrokerOrder> close_position(AlpacaHttp& trading, const std::string& symbol);

}  // namespace tradewind::broker
