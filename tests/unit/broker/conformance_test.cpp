#include <algorithm>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "broker/alpaca_broker.hpp"
#include "broker/simulated_broker.hpp"

/// What every broker promises (broker.hpp), asked of the simulated one and of the client of Alpaca's API against a
/// small account that answers as Alpaca does.
namespace tradewind::broker {
namespace {

using nlohmann::json;

Decimal d(std::string_view text) {
    return Decimal::parse(text).value();
}
Timestamp minute(int number) {
    return parse_timestamp("2024-06-03T14:00:00Z").value() + std::chrono::minutes(number);
}

/// A market of one share whose price the test moves, and a broker on it.
class SimulatedBench {
public:
    SimulatedBench() {
        fills_.volume_cap = d("1");
        costs_.slippage_bps = {};
        costs_.regulatory_fees = false;
        broker_.emplace(fills_, costs_, d("100000"));
        trade("100");
    }
    Broker& broker() { return *broker_; }
    /// The share trades at that price for a while.
    void trade(std::string_view price) {
        Bar bar;
        bar.ticker = Ticker::parse("ACME").value();
        bar.start = minute(now_++);
        bar.end = minute(now_);
        bar.open = bar.high = bar.low = bar.close = d(price);
        bar.volume = 1e6;
        broker_->on_bar(bar);
    }

private:
    int now_ = 0;
    matching::FillSettings fills_;
    matching::CostSettings costs_;
    std::optional<SimulatedBroker> broker_;
};

/// Alpaca's orders, positions and account for one share, in memory.
class AlpacaBench {
public:
    Broker& broker() { return broker_; }
    void trade(std::string_view price) {
        const Decimal at = d(price);
        for (json& order : orders_) {
            if (order["status"] != "new") continue;
            const bool buy = order["side"] == "buy";
            const bool limit = order["type"] == "limit";
            if (limit && (buy ? at >= d(order["limit_price"].get<std::string>())
                              : at <= d(order["limit_price"].get<std::string>())))
                continue;
            order["status"] = "filled";
            order["filled_qty"] = order["qty"];
            order["filled_avg_price"] = std::string(price);
            const Decimal quantity = d(order["qty"].get<std::string>());
            position_ += buy ? quantity : -quantity;
            const Decimal value = multiply(quantity, at, Rounding::kHalfEven);
            cash_ += buy ? -value : value;
        }
    }

private:
    static HttpResponse answer(int status, const json& body) {
        HttpResponse response;
        response.status = status;
        response.body = body.is_null() ? "" : body.dump();
        return response;
    }
    json* by(const char* key, const std::string& value) {
        const auto found = std::ranges::find_if(orders_, [&](const json& order) { return order[key] == value; });
        return found == orders_.end() ? nullptr : &*found;
    }
    HttpResponse take(json asked) {
        if (by("client_order_id", asked["client_order_id"]) != nullptr) {
            return answer(422, {{"code", 40010001}, {"message", "client_order_id must be unique"}});
        }
        if (d(asked["qty"].get<std::string>()).sign() <= 0)
            return answer(422, {{"code", 40010001}, {"message", "qty must be > 0"}});
        const auto number = std::to_string(orders_.size());
        asked.update({{"id", "o" + number},
                      {"status", "new"},
                      {"filled_qty", "0"},
                      {"filled_avg_price", nullptr},
                      {"submitted_at", format_timestamp(minute(static_cast<int>(orders_.size())))}});
        orders_.push_back(asked);
        return answer(200, orders_.back());
    }
    HttpResponse change(const std::string& id, const HttpRequest& request) {
        json* order = by("id", id);
        if (order == nullptr) return answer(404, {{"code", 40410000}, {"message", "order not found"}});
        if ((*order)["status"] != "new")
            return answer(422, {{"code", 42210000}, {"message", "order is not cancelable"}});
        if (request.method == "DELETE") {
            (*order)["status"] = "canceled";
            return answer(204, nullptr);
        }
        (*order)["status"] = "replaced";
        json next = *order;
        next.update(json::parse(request.body));
        return take(next);
    }
    Result<HttpResponse> serve(const HttpRequest& request) {
        const std::string path = request.url.substr(std::string_view("https://alpaca.test").size());
        const auto after = [&](std::string_view prefix) { return path.substr(prefix.size()); };
        if (request.method == "POST") return take(json::parse(request.body));
        if (path.starts_with("/v2/orders/")) return change(after("/v2/orders/"), request);
        if (path.starts_with("/v2/orders:by_client_order_id?client_order_id=")) {
            const json* order = by("client_order_id", after("/v2/orders:by_client_order_id?client_order_id="));
            return order == nullptr ? answer(404, {{"message", "order not found"}}) : answer(200, *order);
        }
        if (path.starts_with("/v2/orders?")) return answer(200, orders_);
        if (path == "/v2/account") return answer(200, {{"status", "ACTIVE"}, {"cash", cash_.to_string()}});
        json rows = json::array();
        if (!position_.is_zero())
            rows.push_back({{"symbol", "ACME"}, {"qty", position_.to_string()}, {"avg_entry_price", "1"}});
        return answer(200, rows);
    }

    std::vector<json> orders_;
    Decimal position_;
    Decimal cash_ = d("100000");
    SystemMachineClock clock_;
    AlpacaHttp http_{"https://alpaca.test",
                     {"KEY", "SECRET"},
                     [this](const HttpRequest& request) { return serve(request); },
                     clock_,
                     [](Duration) {}};
    AlpacaBroker broker_{http_};
};

Order buy(std::string_view client_id, std::string_view quantity = "10", std::string_view limit = {}) {
    Order order;
    order.ticker = Ticker::parse("ACME").value();
    order.client_order_id = client_id;
    order.quantity = d(quantity);
    if (!limit.empty()) {
        order.type = OrderType::kLimit;
        order.limit_price = d(limit);
    }
    return order;
}

}  // namespace

TEMPLATE_TEST_CASE("an order is taken, found by its client id, and filled into a position", "", SimulatedBench,
                   AlpacaBench) {
    TestType bench;
    Broker& broker = bench.broker();
    CHECK_FALSE(*broker.find_order("tw-1"));
    const auto taken = broker.submit(buy("tw-1"));
    REQUIRE(taken);
    CHECK(taken->client_order_id == "tw-1");
    CHECK(taken->status == BrokerStatus::kWorking);
    CHECK((*broker.find_order("tw-1"))->id == taken->id);
    bench.trade("101.5");
    const auto filled = *broker.find_order("tw-1");
    CHECK(filled->status == BrokerStatus::kFilled);
    CHECK(filled->filled == d("10"));
    CHECK(filled->average_price == d("101.5"));
    REQUIRE(broker.positions()->size() == 1);
    CHECK(broker.positions()->front().quantity == d("10"));
    CHECK(broker.account()->cash == d("98985"));
    CHECK(broker.account()->may_trade);
}

TEMPLATE_TEST_CASE("an order sent twice under one client id is there once", "", SimulatedBench, AlpacaBench) {
    TestType bench;
    const auto one = bench.broker().submit(buy("tw-1"));
    const auto two = bench.broker().submit(buy("tw-1"));
    REQUIRE(two);
    CHECK(two->id == one->id);
    bench.trade("100");
    CHECK(bench.broker().positions()->front().quantity == d("10"));
    CHECK(bench.broker().orders_since({})->size() == 1);
}

TEMPLATE_TEST_CASE("what works can be canceled, once", "", SimulatedBench, AlpacaBench) {
    TestType bench;
    Broker& broker = bench.broker();
    const auto order = broker.submit(buy("tw-1", "10", "90"));
    REQUIRE(order);
    bench.trade("95");
    REQUIRE(broker.cancel(order->id));
    bench.trade("80");
    const auto ended = *broker.find_order("tw-1");
    CHECK(ended->status == BrokerStatus::kCanceled);
    CHECK(ended->filled.is_zero());
    CHECK(broker.cancel(order->id).error().code == ErrorCode::kRefused);
    CHECK(broker.cancel("nobody").error().code == ErrorCode::kNotFound);
    CHECK(broker.positions()->empty());
}

TEMPLATE_TEST_CASE("a replaced order ends, and the new one has its own client id and terms", "", SimulatedBench,
                   AlpacaBench) {
    TestType bench;
    Broker& broker = bench.broker();
    REQUIRE(broker.capabilities().replaces);
    const auto first = broker.submit(buy("tw-1", "10", "90"));
    bench.trade("95");
    ReplaceTerms terms;
    terms.client_order_id = "tw-2";
    terms.limit_price = d("97");
    const auto second = broker.replace(first->id, terms);
    REQUIRE(second);
    CHECK(second->client_order_id == "tw-2");
    bench.trade("96");
    CHECK((*broker.find_order("tw-1"))->status == BrokerStatus::kCanceled);
    CHECK((*broker.find_order("tw-2"))->status == BrokerStatus::kFilled);
    CHECK(broker.positions()->front().quantity == d("10"));
    terms.client_order_id = "tw-3";
    CHECK(broker.replace(second->id, terms).error().code == ErrorCode::kRefused);
}

TEMPLATE_TEST_CASE("nonsense is refused, and all orders are told in the order of their coming", "", SimulatedBench,
                   AlpacaBench) {
    TestType bench;
    Broker& broker = bench.broker();
    CHECK(broker.submit(buy("tw-0", "0")).error().code == ErrorCode::kRefused);
    for (const auto* id : {"tw-1", "tw-2", "tw-3"}) REQUIRE(broker.submit(buy(id)));
    auto orders = *broker.orders_since({});
    std::erase_if(orders, [](const BrokerOrder& order) { return order.status == BrokerStatus::kRejected; });
    REQUIRE(orders.size() == 3);
    CHECK(orders[0].client_order_id == "tw-1");
    CHECK(orders[2].client_order_id == "tw-3");
}

TEST_CASE("the simulated broker tells every change to who listens") {
    matching::CostSettings costs;
    costs.slippage_bps = {};
    matching::FillSettings fills;
    SimulatedBroker broker(fills, costs, d("100000"));
    std::vector<std::string> events;
    broker.listen([&](const TradeUpdate& update) { events.push_back(update.event); });
    Bar bar;
    bar.ticker = Ticker::parse("ACME").value();
    for (int i = 0; i < 3; ++i) {
        if (i == 1) REQUIRE(broker.submit(buy("tw-1", "150")));
        bar.start = minute(i);
        bar.end = minute(i + 1);
        bar.open = bar.high = bar.low = bar.close = d("100");
        bar.volume = 1000;  // a tenth of it is ours
        broker.on_bar(bar);
    }
    CHECK(events == std::vector<std::string>{"new", "partial_fill", "fill"});
}

}  // namespace tradewind::broker
