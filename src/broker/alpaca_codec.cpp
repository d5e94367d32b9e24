#include "broker/alpaca_codec.hpp"

#include <array>

#include "broker/alpaca_decode.hpp"
#include "market/session_calendar.hpp"

namespace tradewind::broker {
namespace {

using nlohmann::json;

BrokerStatus status_of(std::string_view text) {
    if (text == "filled") return BrokerStatus::kFilled;
    if (text == "canceled" || text == "replaced") return BrokerStatus::kCanceled;
    if (text == "expired") return BrokerStatus::kExpired;
    if (text == "rejected") return BrokerStatus::kRejected;
    return BrokerStatus::kWorking;
}

// More decimals than an exchange takes are refused, so prices are rounded in the direction that costs us nothing.
std::string price_text(Decimal price, Side side) {
    const int digits = price >= Decimal::from_int(1) ? 2 : 4;
    return price.rounded(digits, side == Side::kBuy ? Rounding::kFloor : Rounding::kCeiling).to_string();
}

std::string_view type_name(OrderType type) {
    switch (type) {
        case OrderType::kMarket:
            return "market";
        case OrderType::kLimit:
            return "limit";
        case OrderType::kStop:
            break;
    }
    return "stop";
}

}  // namespace

std::string encode_order(const Order& order) {
    json body{{"symbol", order.ticker.to_string()},
              {"qty", order.quantity.to_string()},
              {"side", order.side == Side::kBuy ? "buy" : "sell"},
              {"type", type_name(order.type)},
              {"time_in_force", order.time_in_force == TimeInForce::kGtc || order.ticker.is_crypto() ? "gtc" : "day"},
              {"client_order_id", order.client_order_id}};
    if (order.limit_price) body["limit_price"] = price_text(*order.limit_price, order.side);
    if (order.stop_price) body["stop_price"] = price_text(*order.stop_price, order.side);
    return body.dump();
}

std::string encode_terms(const ReplaceTerms& terms) {
    json body{{"client_order_id", terms.client_order_id}};
    if (terms.quantity) body["qty"] = terms.quantity->to_string();
    if (terms.limit_price) body["limit_price"] = terms.limit_price->to_string();
    if (terms.stop_price) body["stop_price"] = terms.stop_price->to_string();
    return body.dump();
}

Result<BrokerOrder> order_of(const json& object) {
    if (!object.is_object()) return std::unexpected(not_promised("order"));
    BrokerOrder order;
    order.id = text_of(object, "id");
    order.client_order_id = text_of(object, "client_order_id");
    order.symbol = text_of(object, "symbol");
    order.raw_status = text_of(object, "status");
    if (order.id.empty() || order.raw_status.empty()) return std::unexpected(not_promised("order"));
    order.status = status_of(order.raw_status);
    order.quantity = decimal_of(object, "qty").value_or(Decimal());
    order.filled = decimal_of(object, "filled_qty").value_or(Decimal());
    order.average_price = decimal_of(object, "filled_avg_price");
    order.submitted = time_of(object, "submitted_at");
    order.updated = time_of(object, "updated_at");
    return order;
}

Result<BrokerOrder> decode_order(std::string_view text) {
    return order_of(json::parse(text, nullptr, false));
}

Result<std::vector<BrokerOrder>> decode_orders(std::string_view text) {
    const auto list = json::parse(text, nullptr, false);
    if (!list.is_array()) return std::unexpected(not_promised("list of orders"));
    std::vector<BrokerOrder> orders;
    for (const auto& item : list) {
        auto order = order_of(item);
        if (!order) return std::unexpected(order.error());
        orders.push_back(std::move(*order));
    }
    return orders;
}

Result<std::vector<BrokerPosition>> decode_positions(std::string_view text) {
    const auto list = json::parse(text, nullptr, false);
    if (!list.is_array()) return std::unexpected(not_promised("list of positions"));
    std::vector<BrokerPosition> positions;
    for (const auto& item : list) {
        const auto quantity = item.is_object() ? decimal_of(item, "qty") : std::nullopt;
        if (!quantity) return std::unexpected(not_promised("position"));
        BrokerPosition position{text_of(item, "symbol"), *quantity,
                                decimal_of(item, "avg_entry_price").value_or(Decimal())};
        if (text_of(item, "side") == "short" && position.quantity.sign() > 0) position.quantity = -position.quantity;
        positions.push_back(std::move(position));
    }
    return positions;
}

Result<BrokerAccount> decode_account(std::string_view text) {
    const auto object = json::parse(text, nullptr, false);
    const auto cash = object.is_object() ? decimal_of(object, "cash") : std::nullopt;
    if (!cash) return std::unexpected(not_promised("account"));
    BrokerAccount account;
    account.cash = *cash;
    account.equity = decimal_of(object, "equity").value_or(*cash);
    account.buying_power = decimal_of(object, "buying_power").value_or(Decimal());
    account.status = text_of(object, "status");
    account.may_trade = account.status == "ACTIVE";
    for (const char* block : std::array{"trading_blocked", "account_blocked", "trade_suspended_by_user"}) {
        if (!flag_of(object, block)) continue;
        account.may_trade = false;
        account.status = block;
    }
    return account;
}

std::optional<Bar> bar_of(const json& object, std::string_view symbol, Timeframe timeframe, std::string_view source) {
    if (!object.is_object()) return std::nullopt;
    const auto ticker = Ticker::parse(symbol);
    const auto open = decimal_of(object, "o");
    const auto high = decimal_of(object, "h");
    const auto low = decimal_of(object, "l");
    const auto close = decimal_of(object, "c");
    Bar bar;
    bar.start = time_of(object, "t");
    if (!ticker || !open || !high || !low || !close || bar.start == Timestamp{}) return std::nullopt;
    bar.ticker = *ticker;
    bar.timeframe = timeframe;
    bar.end = market::SessionCalendar::of(*ticker).bar_end(timeframe, bar.start);
    bar.open = *open;
    bar.high = *high;
    bar.low = *low;
    bar.close = *close;
    bar.volume = object.contains("v") && object["v"].is_number() ? object["v"].get<double>() : 0;
    bar.vwap = decimal_of(object, "vw");
    if (object.contains("n") && object["n"].is_number_integer()) bar.trade_count = object["n"].get<std::int64_t>();
    bar.source = source;
    return bar;
}

Result<BarPage> decode_bar_page(std::string_view text, Timeframe timeframe, std::string_view source) {
    const auto object = json::parse(text, nullptr, false);
    if (!object.is_object() || !object.contains("bars")) return std::unexpected(not_promised("page of bars"));
    BarPage page;
    page.next_page_token = text_of(object, "next_page_token");
    if (!object["bars"].is_object()) return page;
    for (const auto& [symbol, list] : object["bars"].items()) {
        for (const auto& item : list) {
            if (auto bar = bar_of(item, symbol, timeframe, source)) page.bars.push_back(std::move(*bar));
        }
    }
    return page;
}

}  // namespace tradewind::broker
