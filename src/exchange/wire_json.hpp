#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "exchange/exchange.hpp"
#include "net/message.hpp"

/// The exchange's facts as Alpaca's JSON; for .cpp files only.
namespace tradewind::exchange {

using Json = nlohmann::ordered_json;

/// RFC 3339 with New York's offset, as the clock says it.
std::string new_york_text(Timestamp time);
Json text_or_null(const std::optional<Decimal>& value);
Json time_or_null(const std::optional<Timestamp>& value);

/// `nested`: children in `legs`.
Json order_json(Exchange& exchange, const ClientOrder& order, bool nested);
Json position_json(Exchange& exchange, std::uint32_t symbol, const Holding& holding);
Json asset_json(const Asset& asset);
Json activity_json(const Activity& activity);
/// The `data` of a trade_updates message; with `at` and `event_id` for server-sent events.
Json order_event_json(Exchange& exchange, const OrderEvent& event, bool sse);
Json news_json(const NewsItem& item, bool content, bool images);

net::Response json_answer(const Json& body, int status = 200);
net::Response refusal(const ApiError& error);
net::Response refusal(int status, int code, std::string message);

}  // namespace tradewind::exchange
