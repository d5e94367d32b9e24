#include "exchange/wire_json.hpp"

#include <fmt/core.h>

#include "market/new_york_time.hpp"

namespace tradewind::exchange {
namespace {

std::string ratio_text(Decimal part, Decimal whole) {
    return whole.is_zero() ? "0" : divide(part, whole, Rounding::kHalfEven).to_string();
}

Json optional_text(const std::string& text) {
    return text.empty() ? Json() : Json(text);
}

}  // namespace

std::string new_york_text(Timestamp time) {
    const Duration offset = market::new_york_offset(time);
    std::string local = format_timestamp(time + offset);
    local.pop_back();  // Z
    return local + fmt::format("-{:02}:00", -std::chrono::duration_cast<std::chrono::hours>(offset).count());
}

Json text_or_null(const std::optional<Decimal>& value) {
    return value ? Json(value->to_string()) : Json();
}

Json time_or_null(const std::optional<Timestamp>& value) {
    return value ? Json(format_timestamp(*value)) : Json();
}

Json order_json(Exchange& exchange, const ClientOrder& order, bool nested) {
    const auto& asset = exchange.market().stocks()[order.symbol].asset;
    Json legs;
    if (nested && !order.children.empty()) {
        legs = Json::array();
        for (const auto child : order.children) legs.push_back(order_json(exchange, exchange.desk().at(child), true));
    }
    return {{"id", order.id},
            {"client_order_id", order.client_order_id},
            {"created_at", format_timestamp(order.created)},
            {"updated_at", format_timestamp(order.updated)},
            {"submitted_at", format_timestamp(order.submitted)},
            {"filled_at", time_or_null(order.filled_at)},
            {"expired_at", time_or_null(order.expired_at)},
            {"expires_at", time_or_null(order.expires_at)},
            {"canceled_at", time_or_null(order.canceled_at)},
            {"failed_at", time_or_null(order.failed_at)},
            {"replaced_at", time_or_null(order.replaced_at)},
            {"replaced_by", optional_text(order.replaced_by)},
            {"replaces", optional_text(order.replaces)},
            {"asset_id", asset.id},
            {"symbol", asset.ticker.view()},
            {"asset_class", "us_equity"},
            {"notional", text_or_null(order.notional)},
            {"qty", text_or_null(order.quantity)},
            {"filled_qty", order.filled.to_string()},
            {"filled_avg_price", text_or_null(order.average_price())},
            {"order_class", order.order_class == OrderClass::kSimple ? "" : to_string(order.order_class)},
            {"order_type", to_string(order.kind)},
            {"type", to_string(order.kind)},
            {"side", order.side == Side::kBuy ? "buy" : "sell"},
            {"position_intent", order.position_intent},
            {"time_in_force", to_string(order.force)},
            {"limit_price", text_or_null(order.limit_price)},
            {"stop_price", text_or_null(order.stop_price)},
            {"status", to_string(order.state)},
            {"extended_hours", order.extended_hours},
            {"legs", legs},
            {"trail_percent", text_or_null(order.trail_percent)},
            {"trail_price", text_or_null(order.trail_price)},
            {"hwm", text_or_null(order.high_water)},
            {"subtag", nullptr},
            {"source", nullptr}};
}

Json position_json(Exchange& exchange, std::uint32_t symbol, const Holding& holding) {
    const auto& stock = exchange.market().stocks()[symbol];
    const Decimal value = multiply(holding.quantity, stock.last, Rounding::kHalfEven);
    const Decimal gain = value - holding.cost;
    const Decimal change = multiply(holding.quantity, stock.last - stock.previous_close, Rounding::kHalfEven);
    const Decimal before = multiply(holding.quantity, stock.previous_close, Rounding::kHalfEven);
    return {{"asset_id", stock.asset.id},
            {"symbol", stock.asset.ticker.view()},
            {"exchange", stock.asset.exchange},
            {"asset_class", "us_equity"},
            {"asset_marginable", true},
            {"qty", holding.quantity.to_string()},
            {"qty_available", exchange.desk().available(symbol).to_string()},
            {"avg_entry_price", holding.average().to_string()},
            {"side", holding.quantity.sign() < 0 ? "short" : "long"},
            {"market_value", value.to_string()},
            {"cost_basis", holding.cost.to_string()},
            {"unrealized_pl", gain.to_string()},
            {"unrealized_plpc", ratio_text(gain, holding.cost.abs())},
            {"unrealized_intraday_pl", change.to_string()},
            {"unrealized_intraday_plpc", ratio_text(change, before.abs())},
            {"current_price", stock.last.to_string()},
            {"lastday_price", stock.previous_close.to_string()},
            {"change_today", ratio_text(stock.last - stock.previous_close, stock.previous_close)}};
}

Json asset_json(const Asset& asset) {
    Json attributes = Json::array();
    if (asset.fractionable) attributes.push_back("fractional_eh_enabled");
    return {{"id", asset.id},
            {"class", "us_equity"},
            {"exchange", asset.exchange},
            {"symbol", asset.ticker.view()},
            {"name", asset.name},
            {"status", "active"},
            {"tradable", true},
            {"marginable", true},
            {"maintenance_margin_requirement", 30},
            {"margin_requirement_long", "30"},
            {"margin_requirement_short", "100"},
            {"shortable", asset.shortable},
            {"easy_to_borrow", asset.shortable},
            {"borrow_status", asset.shortable ? "easy_to_borrow" : "hard_to_borrow"},
            {"fractionable", asset.fractionable},
            {"attributes", attributes}};
}

Json activity_json(const Activity& activity) {
    return {{"id", activity.id},
            {"activity_type", "FILL"},
            {"transaction_time", format_timestamp(activity.time)},
            {"type", activity.partial ? "partial_fill" : "fill"},
            {"price", activity.price.to_string()},
            {"qty", activity.quantity.to_string()},
            {"side", activity.side == Side::kBuy ? "buy" : "sell"},
            {"symbol", activity.symbol},
            {"leaves_qty", activity.leaves.to_string()},
            {"order_id", activity.order_id},
            {"cum_qty", activity.cumulative.to_string()},
            {"order_status", to_string(activity.order_state)}};
}

Json order_event_json(Exchange& exchange, const OrderEvent& event, bool sse) {
    Json data;
    if (sse) {
        data["at"] = format_timestamp(event.time);
        data["event_id"] = event.event_id;
    }
    data["event"] = event.event;
    data["execution_id"] = event.execution_id;
    data["timestamp"] = format_timestamp(event.time);
    if (event.price) {
        data["price"] = event.price->to_string();
        data["qty"] = event.quantity->to_string();
        data["position_qty"] = event.position->to_string();
    }
    data["order"] = order_json(exchange, event.order, false);
    return data;
}

Json news_json(const NewsItem& item, bool content, bool images) {
    Json body{{"id", item.id},
              {"headline", item.headline},
              {"summary", item.summary},
              {"author", item.author},
              {"created_at", format_timestamp(item.created)},
              {"updated_at", format_timestamp(item.updated)},
              {"url", fmt::format("https://wire.invalid/{}", item.id)},
              {"content", content ? item.content : ""},
              {"symbols", item.symbols},
              {"source", "invented-wire"}};
    if (images) body["images"] = Json::array();
    return body;
}

net::Response json_answer(const Json& body, int status) {
    return net::json_response(body.dump(-1, ' ', false, Json::error_handler_t::replace), status);
}

net::Response refusal(const ApiError& error) {
    Json body{{"code", error.code}, {"message", error.message}};
    for (const auto& [name, value] : error.details) body[name] = value;
    return json_answer(body, error.status);
}

net::Response refusal(int status, int code, std::string message) {
    return refusal(ApiError{status, code, std::move(message)});
}

}  // namespace tradewind::exchange
