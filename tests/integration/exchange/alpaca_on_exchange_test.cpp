#include <catch2/catch_test_macros.hpp>

#include "broker/alpaca_account.hpp"
#include "broker/alpaca_broker.hpp"
#include "broker/alpaca_clock.hpp"
#include "broker/alpaca_tickets.hpp"
#include "broker/alpaca_ticks.hpp"
#include "exchange/options.hpp"
#include "exchange/server.hpp"
#include "net/http_client.hpp"
#include "support/child_process.hpp"

/// Alpaca's client against the exchange over the real wire: what every broker promises (broker.hpp), and the rest of
/// the API that the client has.
namespace tradewind::broker {
namespace {

Decimal d(std::string_view text) {
    return Decimal::parse(text).value();
}

class Bench {
public:
    Bench() {
        exchange::ServeOptions options;
        options.exchange.start = exchange::default_start();
        options.exchange.history_sessions = 5;
        server_ = exchange::ExchangeServer::start(options).value();
        const auto& there = server_->served();
        const AlpacaKeys keys{there.key_id, there.secret_key};
        const auto sleep = [](Duration) {};
        trading.emplace(there.url, keys, net::HttpClient::make_fetch(), machine, sleep);
        data.emplace(there.url, keys, net::HttpClient::make_fetch(), machine, sleep);
        broker.emplace(*trading);
    }
    BrokerStatus status(const std::string& client_id) {
        const auto order = broker->find_order(client_id);
        REQUIRE(order);
        REQUIRE(*order);
        return (*order)->status;
    }
    bool filled(const std::string& client_id) {
        return test::wait_until([&] { return status(client_id) == BrokerStatus::kFilled; });
    }
    Decimal last(std::string_view symbol) {
        const std::vector tickers{*Ticker::parse(symbol)};
        const auto snapshots = read_snapshots(*data, tickers, "iex");
        REQUIRE(snapshots);
        REQUIRE(snapshots->at(std::string(symbol)).trade);
        return snapshots->at(std::string(symbol)).trade->price;
    }

    SystemMachineClock machine;
    std::optional<AlpacaHttp> trading, data;
    std::optional<AlpacaBroker> broker;

private:
    std::unique_ptr<exchange::ExchangeServer> server_;
};

Order buy(std::string_view client_id, std::string_view quantity = "10", std::optional<Decimal> limit = {}) {
    Order order;
    order.ticker = *Ticker::parse("AURL");
    order.client_order_id = client_id;
    order.quantity = d(quantity);
    if (limit) order.type = OrderType::kLimit;
    order.limit_price = limit;
    return order;
}

OrderTicket ticket(std::string_view client_id) {
    OrderTicket made;
    made.client_order_id = client_id;
    made.symbol = "AURL";
    made.quantity = d("10");
    return made;
}

Decimal times(Decimal price, std::string_view factor) {
    return multiply(price, d(factor), Rounding::kHalfEven).rounded(2, Rounding::kHalfEven);
}

}  // namespace

TEST_CASE("what every broker promises, Alpaca's client keeps on the exchange") {
    Bench bench;
    auto& broker = *bench.broker;
    CHECK_FALSE(*broker.find_order("tw-1"));
    const auto taken = broker.submit(buy("tw-1"));
    REQUIRE(taken);
    CHECK(taken->client_order_id == "tw-1");
    REQUIRE(bench.filled("tw-1"));
    const auto order = **broker.find_order("tw-1");
    CHECK(order.id == taken->id);
    CHECK(order.filled == d("10"));
    REQUIRE(broker.positions()->size() == 1);
    CHECK(broker.positions()->front().quantity == d("10"));
    const Decimal paid = multiply(*order.average_price, d("10"), Rounding::kHalfEven);
    CHECK(broker.account()->cash == d("100000") - paid);

    SECTION("an order sent twice under one client id is there once") {
        const auto again = broker.submit(buy("tw-1"));
        REQUIRE(again);
        CHECK(again->id == taken->id);
        CHECK(broker.orders_since({})->size() == 1);
    }
    SECTION("what works can be canceled, once") {
        const auto far = broker.submit(buy("tw-2", "10", d("1")));
        REQUIRE(far);
        REQUIRE(broker.cancel(far->id));
        REQUIRE(test::wait_until([&] { return bench.status("tw-2") == BrokerStatus::kCanceled; }));
        CHECK(broker.cancel(far->id).error().code == ErrorCode::kRefused);
        CHECK(broker.cancel("3f1c0e2a-0000-4000-8000-000000000000").error().code == ErrorCode::kNotFound);
    }
    SECTION("a replaced order ends, and the new one has its own client id and terms") {
        const auto first = broker.submit(buy("tw-2", "10", d("1")));
        REQUIRE(first);
        REQUIRE(test::wait_until([&] { return (*broker.find_order("tw-2"))->raw_status == "new"; }));
        ReplaceTerms terms;
        terms.client_order_id = "tw-3";
        terms.limit_price = times(bench.last("AURL"), "1.02");
        const auto second = broker.replace(first->id, terms);
        REQUIRE(second);
        CHECK(second->client_order_id == "tw-3");
        REQUIRE(bench.filled("tw-3"));
        CHECK(bench.status("tw-2") == BrokerStatus::kCanceled);
    }
    SECTION("nonsense is refused, and all orders are told in the order of their coming") {
        CHECK(broker.submit(buy("tw-0", "0")).error().code == ErrorCode::kRefused);
        for (const auto* id : {"tw-2", "tw-3"}) REQUIRE(broker.submit(buy(id)));
        const auto orders = *broker.orders_since({});
        REQUIRE(orders.size() == 3);
        CHECK(orders[0].client_order_id == "tw-1");
        CHECK(orders[2].client_order_id == "tw-3");
    }
}

TEST_CASE("tickets of every type and class are taken") {
    Bench bench;
    const Decimal price = bench.last("AURL");
    auto& http = *bench.trading;

    auto entry = ticket("bracket");
    entry.order_class = TicketClass::kBracket;
    entry.take_profit = times(price, "1.2");
    entry.stop_loss = times(price, "0.8");
    entry.stop_loss_limit = times(price, "0.79");
    REQUIRE(place(http, entry));
    REQUIRE(bench.filled("bracket"));
    REQUIRE(place(http, entry));  // the same: what is there

    auto stop_limit = ticket("stop-limit");
    stop_limit.type = TicketType::kStopLimit;
    stop_limit.stop_price = times(price, "1.1");
    stop_limit.limit_price = times(price, "1.11");
    REQUIRE(place(http, stop_limit));

    auto oto = ticket("oto");
    oto.symbol = "BRND";
    oto.order_class = TicketClass::kOto;
    oto.type = TicketType::kLimit;
    oto.limit_price = d("1");
    oto.stop_loss = d("0.5");
    REQUIRE(place(http, oto));

    auto bought = ticket("dollars");
    bought.symbol = "EMBR";
    bought.quantity.reset();
    bought.notional = d("500");
    REQUIRE(place(http, bought));
    REQUIRE(bench.filled("dollars"));
    REQUIRE(close_position(http, "EMBR"));

    auto trailing = ticket("trailing");
    trailing.symbol = "JNPR";
    trailing.type = TicketType::kTrailingStop;
    trailing.force = TicketForce::kGtc;
    trailing.trail_percent = d("5");
    const auto trail = place(http, trailing);
    REQUIRE(trail);
    REQUIRE(test::wait_until([&] { return (*bench.broker->find_order("trailing"))->raw_status == "new"; }));
    REQUIRE(replace_trail(http, trail->id, "trailing-2", d("7")));

    const auto ended = cancel_all(http);
    REQUIRE(ended);
    CHECK(ended->size() >= 4);
}

TEST_CASE("a ticket that contradicts itself is not sent") {
    OrderTicket wrong = ticket("a");
    wrong.notional = d("5");
    CHECK(check_ticket(wrong).error().code == ErrorCode::kInvalidArgument);
    wrong = ticket("a");
    wrong.type = TicketType::kStopLimit;
    wrong.stop_price = d("5");
    CHECK_FALSE(check_ticket(wrong));
    wrong = ticket("a");
    wrong.order_class = TicketClass::kBracket;
    wrong.take_profit = d("5");
    CHECK_FALSE(check_ticket(wrong));
    CHECK(check_ticket(ticket("a")));
}

TEST_CASE("trades, quotes and snapshots come over pages, oldest first") {
    Bench bench;
    const auto clock = read_clock(*bench.trading, bench.machine);
    REQUIRE(clock);
    const auto ticker = *Ticker::parse("AURL");
    const auto trades = read_trades(*bench.data, ticker, clock->now - std::chrono::minutes(4), clock->now, "iex");
    REQUIRE(trades);
    CHECK(trades->size() > 1);
    CHECK(std::ranges::is_sorted(*trades, {}, &TradeTick::time));
    const auto quotes = read_quotes(*bench.data, ticker, clock->now - std::chrono::minutes(4), clock->now, "iex");
    REQUIRE(quotes);
    REQUIRE_FALSE(quotes->empty());
    CHECK(quotes->back().ask >= quotes->back().bid);
    const std::vector both{ticker, *Ticker::parse("NONE")};
    const auto snapshots = read_snapshots(*bench.data, both, "iex");
    REQUIRE(snapshots);
    CHECK(snapshots->size() == 1);
    CHECK(snapshots->at("AURL").previous_day.has_value());
}

}  // namespace tradewind::broker
