#include <catch2/catch_test_macros.hpp>

#include "gateway_fixture.hpp"
#include "net/websocket_client.hpp"
#include "storage/articles.hpp"
#include "storage/bars.hpp"
#include "storage/orders.hpp"
#include "storage/portfolio.hpp"
#include "storage/signals.hpp"

using namespace tradewind;
using namespace tradewind::test;
using std::chrono::seconds;

namespace {

class Listener {
public:
    explicit Listener(const GatewayFixture& fixture)
        : socket_(must(net::WebSocketClient::connect(
              {.url = "ws" + fixture.gateway->url().substr(4) + "/ws", .headers = {{"Cookie", fixture.cookie()}}}))) {}

    void send(const json& message) { REQUIRE(socket_->send(message.dump())); }
    json next() {
        const auto message = must(socket_->receive(seconds(20)));
        REQUIRE(message);
        return json::parse(message->payload);
    }
    /// Skips events of other topics.
    json next_of(std::string_view topic) {
        while (true) {
            auto message = next();
            if (message["op"] == "event" && message["topic"] == topic) return message;
        }
    }
    json subscribe(const std::vector<std::string>& topics, const json& since = json::object()) {
        send({{"op", "subscribe"}, {"topics", topics}, {"since", since}});
        while (true) {
            const auto answer = next();
            if (answer["op"] == "subscribed") return answer["topics"];
        }
    }

private:
    std::unique_ptr<net::WebSocketClient> socket_;
};

/// Makes sure that the feed has taken note of what is there: it then tells a change of state.
void settle(GatewayFixture& fixture, Listener& listener) {
    listener.subscribe({"portfolio"});
    static int seconds_now = 1'000;
    ++seconds_now;
    while (true) {
        fixture.store.write([&](storage::Transaction& tx) {
            return storage::insert_snapshot(
                tx, {at(++seconds_now), decimal("100000"), decimal("100000"), {}, {}, "ledger"});
        });
        listener.send({{"op", "ping"}});
        while (true) {
            const auto message = listener.next();
            if (message["op"] == "event") return;
            if (message["op"] == "pong") break;
        }
    }
}

}  // namespace

TEST_CASE("what happens is told to those who listen, as the lists show it") {
    GatewayFixture fixture;
    Listener listener(fixture);
    settle(fixture, listener);
    listener.subscribe({"signals", "orders", "trades", "news", "bars"});
    Chain chain;
    fixture.store.write([&](storage::Transaction& tx) -> Status {
        must(storage::insert_articles(tx, std::array{sample_article()}));
        must(storage::insert_scores(tx, std::array{sample_score(sample_article())}));
        must(storage::insert_bars(tx, std::array{sample_bar()}, at(9)));
        chain = store_chain(tx);
        return {};
    });
    CHECK(listener.next_of("news")["data"] == fixture.get_json("/api/news")["items"][0]);
    CHECK(listener.next_of("bars")["data"]["symbol"] == "AAPL");
    CHECK(listener.next_of("signals")["data"] == fixture.get_json("/api/signals")["items"][0]);
    CHECK(listener.next_of("orders")["data"]["id"] == chain.order.id.to_string());
    CHECK(listener.next_of("trades")["data"] == fixture.get_json("/api/trades")["items"][0]);
}

TEST_CASE("an order is told again at each change") {
    GatewayFixture fixture;
    Chain chain;
    fixture.store.write([&](storage::Transaction& tx) -> Status {
        chain = store_chain(tx);
        chain.order.status = OrderStatus::kAccepted;
        chain.order.closed_at.reset();
        return storage::upsert_order(tx, chain.order);
    });
    Listener listener(fixture);
    settle(fixture, listener);
    listener.subscribe({"orders"});
    chain.order.status = OrderStatus::kCanceled;
    chain.order.closed_at = at(10);
    fixture.store.write([&](storage::Transaction& tx) { return storage::upsert_order(tx, chain.order); });
    CHECK(listener.next_of("orders")["data"]["status"] == "canceled");
}

TEST_CASE("who comes back with a cursor misses nothing and hears nothing twice") {
    GatewayFixture fixture;
    std::string cursor;
    {
        Listener listener(fixture);
        settle(fixture, listener);
        listener.subscribe({"signals"});
        fixture.store.write([&](storage::Transaction& tx) { return storage::insert_signal(tx, sample_signal(1)); });
        cursor = listener.next_of("signals")["cursor"];
    }
    Listener other(fixture);
    other.subscribe({"signals"});
    for (int n = 2; n <= 4; ++n) {
        fixture.store.write([&](storage::Transaction& tx) { return storage::insert_signal(tx, sample_signal(n)); });
        other.next_of("signals");
    }
    Listener back(fixture);
    CHECK(back.subscribe({"signals"}, {{"signals", cursor}})["signals"]["resumed"] == true);
    for (int n = 2; n <= 4; ++n) CHECK(back.next_of("signals")["data"]["id"] == sample_signal(n).id.to_string());
    fixture.store.write([&](storage::Transaction& tx) { return storage::insert_signal(tx, sample_signal(5)); });
    CHECK(back.next_of("signals")["data"]["id"] == sample_signal(5).id.to_string());
}

TEST_CASE("a cursor that can't be resumed from is said to be so") {
    GatewayFixture fixture;
    Listener listener(fixture);
    for (const auto* cursor : {"", "x", "AAAAAAAA.1", "AAAAAAAA.99999999999999999999"}) {
        CAPTURE(cursor);
        CHECK(listener.subscribe({"trades"}, {{"trades", cursor}})["trades"]["resumed"] == false);
    }
}

TEST_CASE("messages that can't be understood are answered, and the connection stays") {
    GatewayFixture fixture;
    Listener listener(fixture);
    for (const auto& message :
         {json("text"), json::object(), json{{"op", "dance"}}, json{{"op", "subscribe"}},
          json{{"op", "subscribe"}, {"topics", {"gossip"}}}, json{{"op", "subscribe"}, {"topics", "signals"}}}) {
        CAPTURE(message.dump());
        listener.send(message);
        CHECK(listener.next()["op"] == "error");
    }
    listener.send({{"op", "ping"}});
    CHECK(listener.next()["op"] == "pong");
    listener.send({{"op", "unsubscribe"}, {"topics", {"signals"}}});
    CHECK(listener.next() == json{{"op", "unsubscribed"}, {"topics", {"signals"}}});
}
