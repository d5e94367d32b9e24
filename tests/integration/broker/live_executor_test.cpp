#include "services/live_executor.hpp"

#include <catch2/catch_test_macros.hpp>

#include "broker/alpaca_broker.hpp"
#include "fake_alpaca.hpp"
#include "net/http_client.hpp"
#include "services/codec.hpp"
#include "storage/audit.hpp"
#include "storage/orders.hpp"
#include "storage/portfolio.hpp"
#include "storage/signals.hpp"
#include "support/child_process.hpp"
#include "support/temp_dir.hpp"

namespace tradewind::services {
namespace {

using namespace std::chrono_literals;

const Ticker kAcme = *Ticker::parse("ACME");
const Timestamp kBarEnd = *parse_timestamp("2026-01-05T15:00:00Z");

Bar bar() {
    Bar made;
    made.ticker = kAcme;
    made.start = kBarEnd - 1min;
    made.end = kBarEnd;
    made.open = made.high = made.low = made.close = Decimal::from_int(100);
    made.volume = 1000;
    made.source = "test";
    return made;
}

TradeSignal signal() {
    TradeSignal made;
    made.id = SignalId::from_fields({"test"});
    made.ticker = kAcme;
    made.time = kBarEnd;
    made.direction = Direction::kLong;
    made.strength = made.combined = 0.8;
    made.trigger = "bar";
    made.trigger_id = bar_id(bar()).to_string();
    made.reference_price = Decimal::from_int(100);
    made.volatility = 0.2;
    return made;
}

/// A trading house on the fake exchange. Restarting it forgets all but what is stored.
class House {
public:
    House() { open(); }
    ~House() { close(); }

    void run() { executor_->run(*host_); }
    void restart() {
        close();
        open();
    }
    void publish(const Outgoing& outgoing) {
        REQUIRE(world_->bus().publish(outgoing.stream, std::span(&outgoing.message, 1)));
    }
    void decide() {
        REQUIRE(world_->write([](storage::Transaction& tx) { return storage::insert_signal(tx, signal()); }));
        publish(outgoing_message(bar(), kBarEnd));
        publish(outgoing_message(signal(), kBarEnd));
    }
    Worker& worker() { return executor_->worker(); }
    LiveExecutor& executor() { return *executor_; }
    TradingState state() {
        KillState found;
        REQUIRE(world_->database().read([&](storage::Transaction& tx) -> Status {
            found = *storage::kill_state(tx);
            return {};
        }));
        return found.state;
    }
    /// The one order of the signal, where it is decided.
    std::optional<Order> order() {
        std::vector<Order> found;
        REQUIRE(world_->database().read([&](storage::Transaction& tx) -> Status {
            found = *storage::orders_of_signal(tx, signal().id);
            return {};
        }));
        std::erase_if(found, [](const Order& each) { return each.leg != OrderLeg::kEntry; });
        return found.empty() ? std::nullopt : std::optional(found.front());
    }
    bool has_status(OrderStatus status) {
        const auto found = order();
        return found && found->status == status;
    }
    Decimal cash() {
        Decimal balance;
        REQUIRE(world_->database().read([&](storage::Transaction& tx) -> Status {
            balance = *storage::cash_balance(tx);
            return {};
        }));
        return balance;
    }
    bool wait_for(OrderStatus status) {
        return test::wait_until([&] {
            clock_.advance_to(clock_.now() + 100ms);
            return has_status(status);
        });
    }

    test::FakeAlpaca alpaca;

private:
    void open() {
        config::Settings settings;
        settings.data.dir = folder_.path().string();
        auto world = World::open(settings, "live", false);
        REQUIRE(world);
        world_ = std::move(*world);
        host_ = std::make_unique<Host>();
        auto executor = LiveExecutor::open(*world_, broker_, {"KEY", "SECRET"}, alpaca.events_url(), clock_,
                                           Decimal::from_int(100'000));
        REQUIRE(executor);
        executor_ = std::move(*executor);
    }
    void close() {
        host_->stop();
        executor_.reset();
        world_.reset();
    }

    test::TempDir folder_;
    SystemMachineClock machine_;
    ManualMarketClock clock_{kBarEnd};
    broker::AlpacaHttp http_{alpaca.url(), {"KEY", "SECRET"}, net::HttpClient::make_fetch(), machine_, [](Duration) {}};
    broker::AlpacaBroker broker_{http_};
    std::unique_ptr<World> world_;
    std::unique_ptr<LiveExecutor> executor_;
    std::unique_ptr<Host> host_;
};

}  // namespace

TEST_CASE("a signal becomes an order at the exchange, and its fill a trade in the ledger") {
    House house;
    house.run();
    house.decide();
    REQUIRE(house.wait_for(OrderStatus::kAccepted));
    const auto order = house.order();
    CHECK(house.alpaca.client_ids() == std::vector{order->client_order_id});
    house.alpaca.fill(order->client_order_id, "101");
    REQUIRE(house.wait_for(OrderStatus::kFilled));
    CHECK(house.order()->average_price == Decimal::from_int(101));
    const Decimal cost = multiply(order->quantity, Decimal::from_int(101), Rounding::kHalfEven);
    CHECK(house.cash() == Decimal::from_int(100'000) - cost);
    CHECK(house.alpaca.posts == 1);
}

TEST_CASE("a restart after the order left and before its answer came doesn't order twice") {
    House house;
    house.alpaca.loses_answers = true;
    house.run();
    house.decide();
    REQUIRE(test::wait_until([&] { return house.alpaca.posts == 1; }));
    house.restart();
    house.alpaca.loses_answers = false;
    house.run();
    REQUIRE(house.wait_for(OrderStatus::kAccepted));
    CHECK(house.alpaca.posts == 1);
    CHECK(house.alpaca.client_ids().size() == 1);
}

TEST_CASE("a restart after the intent was stored and before it was sent sends it once") {
    House house;
    house.decide();
    REQUIRE(test::wait_until([&] { return house.worker().step(10ms) && house.has_status(OrderStatus::kSubmitting); }));
    CHECK(house.alpaca.posts == 0);
    house.restart();
    house.run();
    REQUIRE(house.wait_for(OrderStatus::kAccepted));
    CHECK(house.alpaca.posts == 1);
}

TEST_CASE("a fill that was missed while nobody listened is found by reconciliation") {
    House house;
    house.run();
    house.decide();
    REQUIRE(house.wait_for(OrderStatus::kAccepted));
    const std::string client_id = house.order()->client_order_id;
    house.restart();
    house.alpaca.fill(client_id, "99.5");
    CHECK(house.has_status(OrderStatus::kAccepted));
    house.run();
    REQUIRE(house.wait_for(OrderStatus::kFilled));
    CHECK(house.order()->average_price == *Decimal::parse("99.5"));
}

TEST_CASE("a position that the books don't know pauses trading at the second look") {
    House house;
    house.alpaca.foreign_shares = 7;
    const auto first = house.executor().reconcile();
    REQUIRE(first);
    CHECK(*first == std::vector<std::string>{"position ACME: 0 in our books, 7 at the broker"});
    REQUIRE(house.worker().step(Duration{}));
    CHECK(house.state() == TradingState::kActive);
    REQUIRE(house.executor().reconcile());
    REQUIRE(
        test::wait_until([&] { return house.worker().step(10ms) && house.state() == TradingState::kReduceOnly; }, 10s));
    house.alpaca.foreign_shares = 0;
    CHECK(house.executor().reconcile()->empty());
}

}  // namespace tradewind::services
