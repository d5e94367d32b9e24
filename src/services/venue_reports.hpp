#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "broker/alpaca_codec.hpp"
#include "matching/venue.hpp"

namespace tradewind::services {

/// The order that we sent under this client id; nothing where it is none of ours.
std::optional<OrderId> order_of_client_id(std::string_view client_order_id);

/// All that a broker's view of an order says: what is filled, and where it stands. Its fills are one report of unknown
/// size whose average prices what we had not heard of.
std::vector<matching::VenueReport> reports_of(const broker::BrokerOrder& order, OrderId id, Timestamp now);

/// An order event; none where the order isn't ours or the event changes nothing.
std::vector<matching::VenueReport> reports_of(const broker::TradeUpdate& update, Timestamp now);

}  // namespace tradewind::services
