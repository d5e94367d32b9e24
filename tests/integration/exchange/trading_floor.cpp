#include "trading_floor.hpp"

#include <fmt/core.h>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "broker/alpaca_account.hpp"
#include "net/http_client.hpp"
#include "services/alpaca_link.hpp"
#include "services/codec.hpp"
#include "services/decisions.hpp"
#include "services/route.hpp"
#include "storage/bars.hpp"
#include "storage/orders.hpp"
#include "storage/portfolio.hpp"
#include "storage/signals.hpp"
#include "support/child_process.hpp"

namespace tradewind::test {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

Timestamp bar_start(const json& bar) {
    return *parse_timestamp(bar.at("t").get<std::string>());
}

}  // namespace

TradingFloor::TradingFloor(double speed) : speed_(speed) {
    exchange::ServeOptions serve;
    serve.exchange.start = exchange::default_start();
    serve.exchange.splits = false;
    serve.exchange.history_sessions = 10;
    serve.speed = speed;
    auto exchange = exchange::ExchangeServer::start(serve);
    REQUIRE(exchange);
    exchange_ = std::move(*exchange);
    settings_.data.dir = folder_.path().string();
    for (const auto& spec : services::decision_specs()) settings_.decisions[spec.key] = spec.default_text;
    settings_ = services::settings_at(exchange_->served(), speed, std::move(settings_));
    settings_.trading.reconcile_interval = 3s;
    settings_.decisions["risk.cooldown"] = "0s";
    settings_.decisions["sizing.method"] = "fixed_notional";
    settings_.decisions["sizing.notional"] = "6000";
    open();
}

TradingFloor::~TradingFloor() {
    close();
}

void TradingFloor::open() {
    auto world = services::World::open(settings_, "live", false);
    REQUIRE(world);
    world_ = std::move(*world);
    REQUIRE(world_->market_time().follow());
    host_ = std::make_unique<services::Host>();
    auto executor = services::open_alpaca_executor(*world_, *host_);
    REQUIRE(executor);
    executor_ = executor->get();
    feeds_.push_back(std::move(*executor));
    auto bars = services::open_live_feed(*world_, services::kMarketData, *host_);
    REQUIRE(bars);
    feeds_.push_back(std::move(*bars));
    // The past is in, and dealt with.
    REQUIRE(wait_until([&] {
        bool fresh = false;
        REQUIRE(world_->database().read([&](storage::Transaction& tx) -> Status {
            const auto bar = storage::newest_bar(tx, *Ticker::parse("AURL"));
            fresh = bar && *bar && world_->market_time().now() - (*bar)->end < 3min;
            return {};
        }));
        return fresh && services::is_idle(*world_);
    }));
}

void TradingFloor::close() {
    host_->stop();
    feeds_.clear();
    world_.reset();
}

void TradingFloor::restart() {
    close();
    open();
}

std::string TradingFloor::ask(const std::string& method, const std::string& path, const std::string& body) {
    HttpRequest request;
    request.method = method;
    request.url = exchange_->served().url + path;
    request.body = body;
    request.headers = {{"APCA-API-KEY-ID", settings_.alpaca.key_id},
                       {"APCA-API-SECRET-KEY", settings_.alpaca.secret_key}};
    const auto answer = net::HttpClient::make_fetch()(request);
    REQUIRE(answer);
    INFO(path << ": " << answer->body);
    REQUIRE(answer->status < 300);
    return answer->body;
}

void TradingFloor::plague(const std::string& rules) {
    ask("PUT", "/admin/chaos", R"({"seed":7,"rules":)" + rules + "}");
}

void TradingFloor::calm() {
    ask("DELETE", "/admin/chaos");
}

std::map<std::string, int> TradingFloor::happened() {
    return json::parse(ask("GET", "/admin/chaos")).at("happened").get<std::map<std::string, int>>();
}

std::vector<Ticker> TradingFloor::tickers_with_bars() {
    std::vector<Ticker> tickers;
    REQUIRE(world_->database().read([&](storage::Transaction& tx) -> Status {
        tickers = *storage::tickers_with_bars(tx);
        return {};
    }));
    return tickers;
}

std::vector<Order> TradingFloor::our_orders() {
    std::vector<Order> orders;
    REQUIRE(world_->database().read([&](storage::Transaction& tx) {
        return storage::each_order(tx, [&](const Order& order) -> Status {
            orders.push_back(order);
            return {};
        });
    }));
    return orders;
}

void TradingFloor::signal_all(Direction direction) {
    const auto verdicts = [&] {
        std::size_t count = 0;
        REQUIRE(world_->database().read([&](storage::Transaction& tx) {
            return storage::each_verdict(tx, [&](const RiskVerdict&) -> Status {
                ++count;
                return {};
            });
        }));
        return count;
    };
    const auto before = verdicts();
    const auto tickers = tickers_with_bars();
    for (const auto& ticker : tickers) {
        TradeSignal signal;
        signal.id = SignalId::from_fields({"test", std::to_string(++signals_)});
        signal.ticker = ticker;
        signal.direction = direction;
        signal.strength = 0.8;
        signal.combined = direction == Direction::kLong ? 0.8 : 0;
        signal.trigger = "bar";
        signal.volatility = 0.2;
        REQUIRE(world_->write([&](storage::Transaction& tx) -> Status {
            const auto bar = storage::newest_bar(tx, ticker);
            if (!bar) return std::unexpected(bar.error());
            signal.time = world_->market_time().now();
            signal.trigger_id = bar_id(**bar).to_string();
            signal.reference_price = (*bar)->close;
            return storage::insert_signal(tx, signal);
        }));
        const auto outgoing = services::outgoing_message(signal, machine_.now());
        REQUIRE(world_->bus().publish(outgoing.stream, std::span(&outgoing.message, 1)));
    }
    REQUIRE(wait_until([&] { return verdicts() == before + tickers.size(); }));
    CHECK(wait_until([&] {
        const auto orders = our_orders();
        return std::ranges::all_of(orders, [](const Order& order) { return is_terminal(order.status); });
    }));
}

std::size_t TradingFloor::orders_there() {
    return json::parse(ask("GET", "/v2/orders?status=all&limit=500")).size();
}

std::vector<std::string> TradingFloor::differences() {
    std::vector<std::string> found;
    if (const Status settled = executor_->settle(20s); !settled) found.push_back(settled.error().message);
    compare_orders(found);
    compare_account(found);
    compare_bars(found);
    return found;
}

void TradingFloor::compare_orders(std::vector<std::string>& out) {
    std::map<std::string, json> there;
    for (auto& order : json::parse(ask("GET", "/v2/orders?status=all&limit=500"))) {
        if (!there.try_emplace(order.at("client_order_id").get<std::string>(), order).second)
            out.push_back("an order is there twice");
    }
    for (const auto& order : our_orders()) {
        const auto match = there.extract(order.client_order_id);
        if (match.empty()) {
            if (order.status != OrderStatus::kRejected && order.status != OrderStatus::kCanceled)
                out.push_back(
                    fmt::format("order {} is {} here, unknown there", order.client_order_id, to_string(order.status)));
            continue;
        }
        const auto& other = match.mapped();
        const auto filled = *Decimal::parse(other.at("filled_qty").get<std::string>());
        Decimal told;
        REQUIRE(world_->database().read([&](storage::Transaction& tx) -> Status {
            const auto fills = storage::trades_of_order(tx, order.id);
            for (const auto& fill : *fills) told += fill.quantity;
            return {};
        }));
        if (order.filled_quantity != filled || told != filled)
            out.push_back(fmt::format("order {}: {} filled here, fills of {}, {} there", order.client_order_id,
                                      order.filled_quantity.to_string(), told.to_string(), filled.to_string()));
        if ((order.status == OrderStatus::kFilled) != (other.at("status") == "filled"))
            out.push_back(fmt::format("order {} is {} here, {} there", order.client_order_id, to_string(order.status),
                                      other.at("status").get<std::string>()));
    }
    for (const auto& [id, order] : there) out.push_back("order " + id + " is there only");
}

void TradingFloor::compare_account(std::vector<std::string>& out) {
    std::map<std::string, Decimal> positions;
    Decimal cash;
    REQUIRE(world_->database().read([&](storage::Transaction& tx) -> Status {
        const auto held = storage::list_positions(tx);
        for (const auto& position : *held) positions[position.ticker.to_string()] = position.quantity;
        cash = *storage::cash_balance(tx);
        return {};
    }));
    for (const auto& row : json::parse(ask("GET", "/v2/positions")))
        positions[row.at("symbol").get<std::string>()] -= *Decimal::parse(row.at("qty").get<std::string>());
    for (const auto& [symbol, difference] : positions) {
        if (!difference.is_zero())
            out.push_back(fmt::format("position {} differs by {}", symbol, difference.to_string()));
    }
    const auto there = *Decimal::parse(json::parse(ask("GET", "/v2/account")).at("cash").get<std::string>());
    const auto cents = [](Decimal amount) { return amount.rounded(2, Rounding::kHalfEven); };
    if (cents(cash) != cents(there))
        out.push_back(fmt::format("cash: {} here, {} there", cash.to_string(), there.to_string()));
}

void TradingFloor::compare_bars(std::vector<std::string>& out) {
    const auto tickers = tickers_with_bars();
    for (const auto& ticker : {tickers.front(), tickers.back()}) {
        // Up to a minute that both have: the newest bar may be on its way.
        const Timestamp from = exchange_->served().clock;
        std::vector<Bar> ours;
        CHECK(wait_until([&] {
            const Timestamp until = std::chrono::floor<std::chrono::minutes>(world_->market_time().now()) - 1min;
            REQUIRE(world_->database().read([&](storage::Transaction& tx) -> Status {
                ours = *storage::list_bars(tx, ticker, Timeframe::k1m, from, until, 10'000);
                return {};
            }));
            std::ranges::sort(ours, {}, &Bar::start);
            return ours.size() > 2 && ours.back().start >= until - 2min;
        }));
        if (ours.empty()) {
            out.push_back(fmt::format("{}: no bars here", ticker.view()));
            continue;
        }
        const auto page = json::parse(
            ask("GET", fmt::format("/v2/stocks/{}/bars?timeframe=1Min&start={}&end={}&limit=10000", ticker.view(),
                                   format_timestamp(ours.front().start), format_timestamp(ours.back().start))));
        const auto& theirs = page.at("bars");
        if (theirs.size() != ours.size()) {
            out.push_back(fmt::format("{}: {} bars here, {} there", ticker.view(), ours.size(), theirs.size()));
            continue;
        }
        for (std::size_t i = 0; i < ours.size(); ++i) {
            if (ours[i].start != bar_start(theirs[i]))
                out.push_back(fmt::format("{}: bar {} differs", ticker.view(), format_timestamp(ours[i].start)));
        }
    }
}

}  // namespace tradewind::test
