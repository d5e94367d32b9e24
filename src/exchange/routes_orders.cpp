#include <algorithm>
#include <charconv>

#include "exchange/order_codec.hpp"
#include "exchange/routes.hpp"
#include "exchange/wire_json.hpp"
#include "market/new_york_time.hpp"

namespace tradewind::exchange {
namespace {

using net::Request;
using net::Response;

constexpr std::size_t kMostOrders = 500;

net::Response answer_order(Exchange& exchange, const ApiResult<const ClientOrder*>& order) {
    return order ? json_answer(order_json(exchange, **order, true)) : refusal(order.error());
}

Response post_order(WireCore& core, const Request& request) {
    const auto decoded = decode_order_request(request.body);
    if (!decoded) return refusal(decoded.error());
    Response response = core.run(
        [&](Exchange& exchange) { return answer_order(exchange, exchange.desk().submit(*decoded, exchange.now())); });
    if (response.status == 200 && core.chaos().happens(ChaosMode::kLostReply)) response.status = 0;
    return response;
}

/// What a list of orders is asked for by.
struct OrderFilter {
    std::string status = "open", side, before_id, after_id;
    std::vector<std::string> symbols;
    std::optional<Timestamp> after, until;
    bool rising = false, nested = false;
    std::size_t limit = 50;
};

bool fits(Exchange& exchange, const OrderFilter& filter, const ClientOrder& order) {
    if (filter.nested && order.parent) return false;
    const bool open = !is_terminal(order.state);
    if (filter.status == "open" ? !open : (filter.status == "closed" && open)) return false;
    if (filter.after && order.submitted <= *filter.after) return false;
    if (filter.until && order.submitted >= *filter.until) return false;
    if (!filter.side.empty() && (order.side == Side::kBuy) != (filter.side == "buy")) return false;
    if (filter.symbols.empty()) return true;
    const auto symbol = exchange.market().stocks()[order.symbol].asset.ticker.view();
    return std::ranges::find(filter.symbols, symbol) != filter.symbols.end();
}

Response list_orders(Exchange& exchange, const OrderFilter& filter) {
    const auto& orders = exchange.desk().orders();
    std::size_t first = 0;
    std::size_t last = orders.size();
    for (std::size_t i = 0; i < orders.size(); ++i) {
        if (!filter.after_id.empty() && orders[i].id == filter.after_id) first = i + 1;
        if (!filter.before_id.empty() && orders[i].id == filter.before_id) last = i;
    }
    Json list = Json::array();
    for (std::size_t step = first; step < last && list.size() < filter.limit; ++step) {
        const auto& order = orders[filter.rising ? step : last - 1 - (step - first)];
        if (fits(exchange, filter, order)) list.push_back(order_json(exchange, order, filter.nested));
    }
    return json_answer(list);
}

Response get_orders(WireCore& core, const Request& request) {
    OrderFilter filter;
    filter.status = request.query_value("status").value_or("open");
    if (filter.status.empty()) filter.status = "open";
    if (filter.status != "open" && filter.status != "closed" && filter.status != "all")
        return refusal(422, 40010001, "invalid order status");
    filter.side = request.query_value("side").value_or("");
    filter.symbols = split_list(request.query_value("symbols").value_or(""));
    filter.before_id = request.query_value("before_order_id").value_or("");
    filter.after_id = request.query_value("after_order_id").value_or("");
    filter.nested = request.query_value("nested") == "true" || request.query_value("nested") == "True";
    filter.rising = request.query_value("direction") == "asc";
    for (const auto& [name, target] : {std::pair("after", &filter.after), std::pair("until", &filter.until)}) {
        const auto text = request.query_value(name).value_or("");
        if (text.empty()) continue;
        *target = read_time(text);
        if (!*target) return refusal(422, 40010001, std::string("invalid ").append(name));
    }
    const auto limit = read_count(request, "limit", 50, kMostOrders);
    if (!limit) return refusal(422, 40010001, "invalid limit");
    filter.limit = *limit;
    return core.run([&](Exchange& exchange) { return list_orders(exchange, filter); });
}

Response get_order(WireCore& core, const Request& request) {
    const std::string id(request.param("id"));
    const auto nested = request.query_value("nested").value_or("");
    return core.run([&](Exchange& exchange) {
        const auto* order = exchange.desk().find(id);
        return order == nullptr ? refusal(404, 40410000, "order not found for " + id)
                                : json_answer(order_json(exchange, *order, nested == "true" || nested == "True"));
    });
}

Response get_by_client_id(WireCore& core, const Request& request) {
    const auto id = request.query_value("client_order_id").value_or("");
    return core.run([&](Exchange& exchange) {
        const auto* order = exchange.desk().find_by_client_id(id);
        return order == nullptr ? refusal(404, 40410000, "order not found for " + id)
                                : json_answer(order_json(exchange, *order, true));
    });
}

Response patch_order(WireCore& core, const Request& request) {
    const auto decoded = decode_replace_request(request.body);
    if (!decoded) return refusal(decoded.error());
    return core.run([&](Exchange& exchange) {
        return answer_order(exchange, exchange.desk().replace(request.param("id"), *decoded, exchange.now()));
    });
}

Response delete_order(WireCore& core, const Request& request) {
    return core.run([&](Exchange& exchange) {
        const auto status = exchange.desk().cancel(request.param("id"), exchange.now());
        return status ? Response{204, {}, {}} : refusal(status.error());
    });
}

Json cancel_rows(Exchange& exchange) {
    Json rows = Json::array();
    for (const auto& [id, status] : exchange.desk().cancel_all(exchange.now())) {
        Json row{{"id", id}, {"status", status ? 200 : status.error().status}};
        if (!status) row["body"] = {{"code", status.error().code}, {"message", status.error().message}};
        rows.push_back(std::move(row));
    }
    return rows;
}

Response get_positions(Exchange& exchange) {
    Json list = Json::array();
    for (const auto& [symbol, holding] : exchange.desk().account().holdings())
        list.push_back(position_json(exchange, symbol, holding));
    return json_answer(list);
}

// By symbol or the asset's id.
std::optional<std::uint32_t> find_asset(Exchange& exchange, std::string_view text) {
    if (const auto symbol = exchange.market().find(text)) return symbol;
    const auto& stocks = exchange.market().stocks();
    const auto found = std::ranges::find_if(stocks, [&](const Stock& stock) { return stock.asset.id == text; });
    return found == stocks.end() ? std::nullopt : std::optional(static_cast<std::uint32_t>(found - stocks.begin()));
}

Response get_position(Exchange& exchange, const Request& request) {
    const auto symbol = find_asset(exchange, request.param("symbol"));
    if (!symbol) return refusal(404, 40410000, "symbol not found: " + std::string(request.param("symbol")));
    const auto& holdings = exchange.desk().account().holdings();
    const auto found = holdings.find(*symbol);
    return found == holdings.end() ? refusal(404, 40410000, "position does not exist")
                                   : json_answer(position_json(exchange, *symbol, found->second));
}

Response close_position(Exchange& exchange, const Request& request) {
    const auto symbol = find_asset(exchange, request.param("symbol"));
    if (!symbol) return refusal(404, 40410000, "symbol not found: " + std::string(request.param("symbol")));
    std::optional<Decimal> parts[2];
    for (int i = 0; i < 2; ++i) {
        const auto text = request.query_value(i == 0 ? "qty" : "percentage").value_or("");
        if (text.empty()) continue;
        const auto value = Decimal::parse(text);
        if (!value) return refusal(422, 40010001, i == 0 ? "invalid qty" : "invalid percentage");
        parts[i] = *value;
    }
    return answer_order(exchange, exchange.desk().close_position(*symbol, parts[0], parts[1], exchange.now()));
}

Response close_all(Exchange& exchange, const Request& request) {
    const auto cancel = request.query_value("cancel_orders").value_or("");
    if (cancel == "true" || cancel == "True") {
        exchange.desk().cancel_all(exchange.now());
        exchange.advance_to(exchange.now() + std::chrono::milliseconds(2));  // their shares are needed
    }
    const auto holdings = exchange.desk().account().holdings();
    Json rows = Json::array();
    for (const auto& [symbol, holding] : holdings) {
        const auto order = exchange.desk().close_position(symbol, {}, {}, exchange.now());
        Json row{{"symbol", exchange.market().stocks()[symbol].asset.ticker.view()},
                 {"status", order ? 200 : order.error().status}};
        if (order) {
            row["body"] = order_json(exchange, **order, true);
        } else {
            row["body"] = {{"code", order.error().code}, {"message", order.error().message}};
            for (const auto& [name, value] : order.error().details) row["body"][name] = value;
        }
        rows.push_back(std::move(row));
    }
    return json_answer(rows, 207);
}

}  // namespace

std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto comma = text.find(',');
        if (comma != 0) parts.emplace_back(text.substr(0, comma));
        text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    }
    return parts;
}

std::optional<Timestamp> read_time(std::string_view text) {
    const auto time = parse_timestamp(text);
    if (!time) return std::nullopt;
    if (text.size() == 10) return market::new_york_instant(std::chrono::floor<std::chrono::days>(*time), Duration{});
    return *time;
}

std::optional<std::size_t> read_count(const Request& request, std::string_view name, std::size_t otherwise,
                                      std::size_t most) {
    const auto text = request.query_value(name).value_or("");
    if (text.empty()) return otherwise;
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 1 || value > most) return std::nullopt;
    return value;
}

void add_order_routes(net::Router& router, WireCore& core) {
    const auto with = [&core](auto handler) {
        return [&core, handler](const Request& request) { return handler(core, request); };
    };
    const auto inside = [&core](auto handler) {
        return [&core, handler](const Request& request) {
            return core.run([&](Exchange& exchange) { return handler(exchange, request); });
        };
    };
    router.post("/v2/orders", with(post_order));
    router.get("/v2/orders", with(get_orders));
    router.add("DELETE", "/v2/orders", [&core](const Request&) {
        return core.run([](Exchange& exchange) { return json_answer(cancel_rows(exchange), 207); });
    });
    router.get("/v2/orders:by_client_order_id", with(get_by_client_id));
    router.get("/v2/orders/{id}", with(get_order));
    router.add("PATCH", "/v2/orders/{id}", with(patch_order));
    router.add("DELETE", "/v2/orders/{id}", with(delete_order));
    router.get("/v2/positions", [&core](const Request&) { return core.run(get_positions); });
    router.get("/v2/positions/{symbol}", inside(get_position));
    router.add("DELETE", "/v2/positions/{symbol}", inside(close_position));
    router.add("DELETE", "/v2/positions", inside(close_all));
}

}  // namespace tradewind::exchange
