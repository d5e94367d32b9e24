#include "broker/alpaca_tickets.hpp"

#include <array>

#include "broker/alpaca_codec.hpp"
#include "broker/alpaca_json.hpp"

namespace tradewind::broker {
namespace {

using nlohmann::json;

constexpr std::array kTicketTypes{"market", "limit", "stop", "stop_limit", "trailing_stop"};
constexpr std::array kTicketForces{"day", "gtc", "ioc", "fok", "opg", "cls"};
constexpr std::array kTicketClasses{"simple", "bracket", "oco", "oto"};

template <class Names, class Value>
const char* name_of(const Names& names, Value value) {
    return names[static_cast<std::size_t>(value)];
}

std::string rounded_price(Decimal price, Side side) {
    const int digits = price >= Decimal::from_int(1) ? 2 : 4;
    return price.rounded(digits, side == Side::kBuy ? Rounding::kFloor : Rounding::kCeiling).to_string();
}

Side other(Side side) {
    return side == Side::kBuy ? Side::kSell : Side::kBuy;
}

Status wrong_ticket(std::string message) {
    return fail(ErrorCode::kInvalidArgument, std::move(message));
}

}  // namespace

Status check_ticket(const OrderTicket& ticket) {
    const bool limited = ticket.type == TicketType::kLimit || ticket.type == TicketType::kStopLimit;
    const bool stopped = ticket.type == TicketType::kStop || ticket.type == TicketType::kStopLimit;
    const bool trailing = ticket.type == TicketType::kTrailingStop;
    if (ticket.client_order_id.empty()) return wrong_ticket("an order needs a client_order_id");
    if (ticket.quantity.has_value() == ticket.notional.has_value())
        return wrong_ticket("an order needs either a quantity or a notional");
    // The limit of an oco order is its take-profit's.
    if (limited != ticket.limit_price.has_value() && ticket.order_class != TicketClass::kOco)
        return wrong_ticket("limit and stop-limit orders have a limit price, others have none");
    if (stopped != ticket.stop_price.has_value())
        return wrong_ticket("stop and stop-limit orders have a stop price, others have none");
    if (ticket.trail_price && ticket.trail_percent) return wrong_ticket("a trail is an amount or a percentage");
    if (trailing != (ticket.trail_price || ticket.trail_percent))
        return wrong_ticket("trailing stops have a trail, others have none");
    if (ticket.stop_loss_limit && !ticket.stop_loss) return wrong_ticket("a stop-loss limit needs its stop");
    const int exits = (ticket.take_profit ? 1 : 0) + (ticket.stop_loss ? 1 : 0);
    switch (ticket.order_class) {
        case TicketClass::kSimple:
            return exits == 0 ? Status{} : wrong_ticket("a simple order has no exits");
        case TicketClass::kOto:
            return exits == 1 ? Status{} : wrong_ticket("an oto order has one exit");
        case TicketClass::kBracket:
        case TicketClass::kOco:
            break;
    }
    return exits == 2 ? Status{} : wrong_ticket("a bracket and an oco order have a take-profit and a stop-loss");
}

std::string encode_ticket(const OrderTicket& ticket) {
    json body{{"client_order_id", ticket.client_order_id},
              {"symbol", ticket.symbol},
              {"side", ticket.side == Side::kBuy ? "buy" : "sell"},
              {"type", name_of(kTicketTypes, ticket.type)},
              {"time_in_force", name_of(kTicketForces, ticket.force)}};
    if (ticket.quantity) body["qty"] = ticket.quantity->to_string();
    if (ticket.notional) body["notional"] = ticket.notional->rounded(2, Rounding::kFloor).to_string();
    if (ticket.limit_price) body["limit_price"] = rounded_price(*ticket.limit_price, ticket.side);
    if (ticket.stop_price) body["stop_price"] = rounded_price(*ticket.stop_price, ticket.side);
    if (ticket.trail_price) body["trail_price"] = ticket.trail_price->to_string();
    if (ticket.trail_percent) body["trail_percent"] = ticket.trail_percent->to_string();
    if (ticket.extended_hours) body["extended_hours"] = true;
    if (ticket.order_class != TicketClass::kSimple) body["order_class"] = name_of(kTicketClasses, ticket.order_class);
    const Side exit = ticket.order_class == TicketClass::kOco ? ticket.side : other(ticket.side);
    if (ticket.take_profit) body["take_profit"] = {{"limit_price", rounded_price(*ticket.take_profit, exit)}};
    if (ticket.stop_loss) body["stop_loss"] = {{"stop_price", rounded_price(*ticket.stop_loss, exit)}};
    if (ticket.stop_loss_limit) body["stop_loss"]["limit_price"] = rounded_price(*ticket.stop_loss_limit, exit);
    return body.dump();
}

Result<BrokerOrder> place(AlpacaHttp& trading, const OrderTicket& ticket) {
    if (Status sound = check_ticket(ticket); !sound) return std::unexpected(sound.error());
    const auto response = trading.send("POST", "/v2/orders", encode_ticket(ticket));
    if (response) return decode_order(response->body);
    if (response.error().code != ErrorCode::kConflict) return std::unexpected(response.error());
    // It is there already, from a try whose answer was lost.
    const auto body =
        trading.read("/v2/orders:by_client_order_id?client_order_id=" + url_encode(ticket.client_order_id));
    return body ? decode_order(*body) : std::unexpected(body.error());
}

Result<BrokerOrder> replace_trail(AlpacaHttp& trading, const std::string& broker_order_id,
                                  const std::string& client_order_id, Decimal trail) {
    const json terms{{"client_order_id", client_order_id}, {"trail", trail.to_string()}};
    const auto response = trading.send("PATCH", "/v2/orders/" + url_encode(broker_order_id), terms.dump());
    return response ? decode_order(response->body) : std::unexpected(response.error());
}

Result<std::vector<std::string>> cancel_all(AlpacaHttp& trading) {
    const auto response = trading.send("DELETE", "/v2/orders", {});
    if (!response) return std::unexpected(response.error());
    const auto rows = json::parse(response->body, nullptr, false);
    if (!rows.is_array()) return fail(ErrorCode::kParse, "Alpaca's answer is no list of cancels");
    std::vector<std::string> taken;
    for (const auto& row : rows) {
        if (row.is_object() && row.contains("status") && row["status"] == 200) taken.push_back(text_of(row, "id"));
    }
    return taken;
}

Result<BrokerOrder> close_position(AlpacaHttp& trading, const std::string& symbol) {
    const auto response = trading.send("DELETE", "/v2/positions/" + url_encode(symbol), {});
    return response ? decode_order(response->body) : std::unexpected(response.error());
}

}  // namespace tradewind::broker
