#include "fake_alpaca.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace tradewind::test {

using nlohmann::json;

FakeAlpaca::FakeAlpaca() {
    net::Router router;
    router.post("/v2/orders", [this](const net::Request& request) { return take_order(request.body); });
    router.get("/v2/orders:by_client_order_id", [this](const net::Request& request) {
        return show(request.query_value("client_order_id").value_or(""));
    });
    router.get("/v2/orders", [this](const net::Request&) {
        std::scoped_lock lock(mutex_);
        json list = json::array();
        for (const auto& order : orders_) list.push_back(json::parse(json_of(order)));
        return net::json_response(list.dump());
    });
    router.get("/v2/positions", [this](const net::Request&) { return net::json_response(positions()); });
    router.get("/v2/account", [this](const net::Request&) {
        std::scoped_lock lock(mutex_);
        Decimal cash = Decimal::from_int(100'000);
        for (const auto& order : orders_) {
            if (order.price.empty()) continue;
            const Decimal value =
                multiply(*Decimal::parse(order.filled), *Decimal::parse(order.price), Rounding::kHalfEven);
            cash += order.side == "buy" ? -value : value;
        }
        return net::json_response(json{{"status", "ACTIVE"}, {"cash", cash.to_string()}, {"equity", "100000"}}.dump());
    });
    net::WebSocketHandler events;
    events.on_message = [this](const net::WebSocketSessionPtr& session, std::string_view payload, bool) {
        on_message(session, payload);
    };
    events.on_close = [this](const net::WebSocketSessionPtr& session) {
        std::scoped_lock lock(mutex_);
        std::erase(listeners_, session);
    };
    router.websocket("/stream", std::move(events));
    auto server = net::Server::start({}, std::move(router));
    if (!server) throw std::runtime_error(server.error().message);
    server_ = std::move(*server);
}

FakeAlpaca::~FakeAlpaca() {
    server_->stop();
}

std::string FakeAlpaca::json_of(const Order& order) const {
    return json{{"id", order.id},
                {"client_order_id", order.client_id},
                {"symbol", order.symbol},
                {"status", order.status},
                {"qty", order.quantity},
                {"filled_qty", order.filled},
                {"filled_avg_price", order.price.empty() ? json() : json(order.price)}}
        .dump();
}

net::Response FakeAlpaca::take_order(const std::string& body) {
    ++posts;
    const auto asked = json::parse(body);
    std::scoped_lock lock(mutex_);
    const std::string client_id = asked.at("client_order_id");
    if (std::ranges::contains(orders_, client_id, &Order::client_id)) {
        return net::json_response(R"({"code":40010001,"message":"client_order_id must be unique"})", 422);
    }
    Order order;
    order.id = "broker-" + std::to_string(orders_.size());
    order.client_id = client_id;
    order.symbol = asked.at("symbol");
    order.side = asked.at("side");
    order.quantity = asked.at("qty");
    orders_.push_back(std::move(order));
    if (loses_answers) return net::text_response("<html>gateway timeout</html>", 504);
    tell("new", orders_.back());
    return net::json_response(json_of(orders_.back()));
}

net::Response FakeAlpaca::show(const std::string& client_id) {
    std::scoped_lock lock(mutex_);
    const auto found = std::ranges::find(orders_, client_id, &Order::client_id);
    if (found == orders_.end()) return net::json_response(R"({"code":40410000,"message":"order not found"})", 404);
    return net::json_response(json_of(*found));
}

std::string FakeAlpaca::positions() {
    std::scoped_lock lock(mutex_);
    std::map<std::string, Decimal> held;
    for (const auto& order : orders_) {
        const Decimal filled = *Decimal::parse(order.filled);
        held[order.symbol] += order.side == "buy" ? filled : -filled;
    }
    held["ACME"] += Decimal::from_int(foreign_shares);
    json list = json::array();
    for (const auto& [symbol, quantity] : held) {
        if (!quantity.is_zero()) list.push_back({{"symbol", symbol}, {"qty", quantity.to_string()}});
    }
    return list.dump();
}

std::vector<std::string> FakeAlpaca::client_ids() {
    std::scoped_lock lock(mutex_);
    std::vector<std::string> ids;
    for (const auto& order : orders_) ids.push_back(order.client_id);
    return ids;
}

void FakeAlpaca::fill(const std::string& client_id, const std::string& price) {
    std::scoped_lock lock(mutex_);
    const auto found = std::ranges::find(orders_, client_id, &Order::client_id);
    if (found == orders_.end()) throw std::runtime_error("no such order");
    found->filled = found->quantity;
    found->price = price;
    found->status = "filled";
    tell("fill", *found);
}

// As the paper host does: JSON in binary frames.
void FakeAlpaca::tell(const std::string& event, const Order& order) {
    json data{{"event", event}, {"order", json::parse(json_of(order))}};
    if (event == "fill") {
        data["price"] = order.price;
        data["qty"] = order.quantity;
    }
    const std::string text = json{{"stream", "trade_updates"}, {"data", data}}.dump();
    for (const auto& listener : listeners_) listener->send(text, true);
}

void FakeAlpaca::on_message(const net::WebSocketSessionPtr& session, std::string_view payload) {
    const auto message = json::parse(payload);
    if (message.at("action") == "authenticate") {
        session->send(R"({"stream":"authorization","data":{"action":"authenticate","status":"authorized"}})", true);
        return;
    }
    std::scoped_lock lock(mutex_);
    listeners_.push_back(session);
    session->send(R"({"stream":"listening","data":{"streams":["trade_updates"]}})", true);
}

}  // namespace tradewind::test
