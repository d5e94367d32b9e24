#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cstdlib>
#include <fstream>
#include <set>

#include "gateway_fixture.hpp"
#include "storage/articles.hpp"
#include "storage/bars.hpp"
#include "storage/dead_letters.hpp"
#include "storage/learning.hpp"
#include "storage/orders.hpp"
#include "storage/portfolio.hpp"
#include "storage/signals.hpp"

using namespace tradewind;
using namespace tradewind::test;

namespace {

Kind each_kind() {
    return GENERATE(Kind::kSqlite, Kind::kPostgres);
}

PortfolioSnapshot snapshot(std::int64_t seconds, std::string_view equity) {
    return {at(seconds),     decimal(equity), decimal("1000"), decimal(equity) - decimal("1000"),
            decimal("12.5"), "ledger"};
}

std::set<std::string> ids(const json& items) {
    std::set<std::string> found;
    for (const auto& item : items) found.insert(item.at("id"));
    return found;
}

}  // namespace

TEST_CASE("an empty world says what isn't known yet, and invents nothing") {
    GatewayFixture fixture(each_kind());
    for (const auto* path :
         {"/api/signals", "/api/orders", "/api/trades", "/api/outcomes", "/api/news", "/api/positions",
          "/api/strategies/adjustments", "/api/dead-letters", "/api/backtest", "/api/symbols"}) {
        CAPTURE(path);
        CHECK(fixture.get_json(path) == json{{"items", json::array()}, {"next", nullptr}});
    }
    const auto portfolio = fixture.get_json("/api/portfolio");
    CHECK(portfolio["equity"].is_null());
    CHECK(portfolio["total_pnl"].is_null());
    CHECK(portfolio["gross_exposure"].is_null());
    CHECK(portfolio["positions"] == 0);
    CHECK(portfolio["initial_cash"] == "100000");
    CHECK(fixture.get_json("/api/portfolio/history")["points"].empty());
    CHECK(fixture.get_json("/api/strategies/weights")["points"].empty());
    const auto controls = fixture.get_json("/api/controls");
    CHECK(controls["state"] == "active");
    CHECK(controls["since"].is_null());
}

TEST_CASE("signals carry their opinions and the verdict on them") {
    GatewayFixture fixture(each_kind());
    Chain chain;
    fixture.store.write([&](storage::Transaction& tx) -> Status {
        chain = store_chain(tx);
        return storage::insert_signal(tx, sample_signal(2, "MSFT"));
    });
    const auto list = fixture.get_json("/api/signals");
    REQUIRE(list["items"].size() == 2);
    CHECK(list["next"].is_null());
    const auto& decided = list["items"][1];
    CHECK(decided["id"] == chain.signal.id.to_string());
    CHECK(decided["symbol"] == "AAPL");
    CHECK(decided["time"] == format_timestamp(chain.signal.time));
    CHECK(decided["opinions"].size() == chain.signal.opinions.size());
    CHECK(decided["opinions"][0]["reason"] == chain.signal.opinions[0].reason);
    CHECK(decided["reference_price"] == chain.signal.reference_price.to_string());
    CHECK(decided["verdict"]["id"] == chain.verdict.id.to_string());
    CHECK(decided["verdict"]["checks"].size() == chain.verdict.checks.size());
    CHECK(list["items"][0]["verdict"].is_null());
    CHECK(fixture.get_json("/api/signals/" + chain.signal.id.to_string()) == decided);
    CHECK(fixture.get_json("/api/signals?symbol=MSFT")["items"].size() == 1);
}

TEST_CASE("orders and trades lead to each other") {
    GatewayFixture fixture(each_kind());
    Chain chain;
    fixture.store.write([&](storage::Transaction& tx) -> Status {
        chain = store_chain(tx);
        return {};
    });
    const auto trade = fixture.get_json("/api/trades")["items"][0];
    CHECK(trade["id"] == chain.fill.id.to_string());
    CHECK(trade["price"] == chain.fill.price.to_string());
    const std::string order_id = trade["order_id"];
    const auto order = fixture.get_json("/api/orders/" + order_id);
    CHECK(order["signal_id"] == chain.signal.id.to_string());
    CHECK(order["quantity"] == chain.order.quantity.to_string());
    CHECK(fixture.get_json("/api/trades?order=" + order_id)["items"].size() == 1);
    CHECK(fixture.get_json("/api/orders?signal=" + chain.signal.id.to_string())["items"].size() == 1);
    const auto explained = fixture.get_json("/api/explain/" + chain.fill.id.to_string());
    CHECK(explained["kind"] == "trade");
    CHECK(ids(explained["signals"]) == std::set{chain.signal.id.to_string()});
    CHECK(ids(explained["verdicts"]) == std::set{chain.verdict.id.to_string()});
    CHECK(ids(explained["orders"]) == std::set{order_id});
    CHECK(ids(explained["trades"]) == std::set{chain.fill.id.to_string()});
}

TEST_CASE("orders are found by status") {
    GatewayFixture fixture(each_kind());
    fixture.store.write([&](storage::Transaction& tx) -> Status {
        auto chain = store_chain(tx);
        chain.order.status = OrderStatus::kCanceled;
        chain.order.closed_at = at(10);
        must(storage::upsert_order(tx, chain.order));
        auto open = store_chain(tx, 2);
        open.order.status = OrderStatus::kAccepted;
        open.order.closed_at.reset();
        return storage::upsert_order(tx, open.order);
    });
    CHECK(fixture.get_json("/api/orders")["items"].size() == 2);
    CHECK(fixture.get_json("/api/orders?status=open")["items"][0]["status"] == "accepted");
    CHECK(fixture.get_json("/api/orders?status=canceled")["items"][0]["status"] == "canceled");
    CHECK(fixture.get("/api/orders?status=nonsense").status == 400);
}

TEST_CASE("pages neither repeat nor skip, even while new items come in") {
    GatewayFixture fixture(each_kind());
    fixture.store.write([&](storage::Transaction& tx) -> Status {
        for (int n = 1; n <= 7; ++n) must(storage::insert_signal(tx, sample_signal(n)));
        return {};
    });
    std::set<std::string> seen;
    std::string cursor;
    for (int page = 0; page < 4; ++page) {
        const auto list = fixture.get_json("/api/signals?limit=3" + (cursor.empty() ? "" : "&cursor=" + cursor));
        for (const auto& id : ids(list["items"])) CHECK(seen.insert(id).second);
        if (list["next"].is_null()) break;
        cursor = list["next"];
        fixture.store.write(
            [&](storage::Transaction& tx) { return storage::insert_signal(tx, sample_signal(100 + page)); });
    }
    CHECK(seen.size() == 7);
}

TEST_CASE("news shows an article once, with a score for each symbol") {
    GatewayFixture fixture(each_kind());
    const auto article = sample_article();
    fixture.store.write([&](storage::Transaction& tx) -> Status {
        must(storage::insert_articles(tx, std::array{article, sample_article(2)}));
        return storage::insert_scores(tx, std::array{sample_score(article, "AAPL"), sample_score(article, "BRK.B")});
    });
    const auto list = fixture.get_json("/api/news");
    REQUIRE(list["items"].size() == 2);
    const auto& shown = list["items"][1];
    CHECK(shown["title"] == article.title);
    CHECK(shown["scores"].size() == 2);
    CHECK(shown["scores"][0]["probabilities"]["negative"] == 1.0 / 3.0);
    CHECK(list["items"][0]["scores"].empty());
    CHECK(fixture.get_json("/api/news?symbol=BRK.B")["items"].size() == 1);
    CHECK(fixture.get_json("/api/news/" + article.id.to_string())["text"] == article.text);
}

TEST_CASE("bars come oldest first, of the smallest timeframe there is") {
    GatewayFixture fixture(each_kind());
    fixture.store.write([&](storage::Transaction& tx) {
        return storage::insert_bars(tx, std::array{sample_bar(1), sample_bar(2), sample_bar(3), sample_bar(1, "MSFT")},
                                    at(9));
    });
    const auto bars = fixture.get_json("/api/bars?symbol=AAPL&limit=2");
    CHECK(bars["timeframe"] == "1h");
    REQUIRE(bars["bars"].size() == 2);
    CHECK(bars["bars"][0]["time"] == format_timestamp(sample_bar(2).start));
    CHECK(bars["bars"][1]["close"] == sample_bar(3).close.to_string());
    CHECK(fixture.get_json("/api/symbols")["items"] == json{"AAPL", "MSFT"});
    CHECK(fixture.get("/api/bars").status == 400);
    CHECK(fixture.get("/api/bars?symbol=AAPL&timeframe=2h").status == 400);
}

TEST_CASE("the portfolio is the latest snapshot and what is held") {
    GatewayFixture fixture(each_kind());
    fixture.store.write([&](storage::Transaction& tx) -> Status {
        must(storage::insert_snapshot(tx, snapshot(1, "100000")));
        must(storage::insert_snapshot(tx, snapshot(2, "100500.25")));
        must(storage::upsert_position(
            tx, {ticker("AAPL"), decimal("-10"), decimal("90"), decimal("92.5"), decimal("1"), at(2)}));
        return storage::upsert_position(
            tx, {ticker("MSFT"), decimal("0"), decimal("0"), decimal("40"), decimal("3"), at(2)});
    });
    const auto portfolio = fixture.get_json("/api/portfolio");
    CHECK(portfolio["equity"] == "100500.25");
    CHECK(portfolio["total_pnl"] == "500.25");
    CHECK(portfolio["source"] == "ledger");
    CHECK(portfolio["positions"] == 1);
    CHECK(portfolio["gross_exposure"].get<double>() == 925 / 100500.25);
    CHECK(portfolio["net_exposure"].get<double>() == -925 / 100500.25);
    const auto position = fixture.get_json("/api/positions")["items"][0];
    CHECK(position["market_value"] == "-925");
    CHECK(position["unrealized_pnl"] == "-25");
    const auto curve = fixture.get_json("/api/portfolio/history");
    CHECK(curve["points"].size() == 2);
    CHECK(curve["points"][1]["equity"] == "100500.25");
}

TEST_CASE("between fills a position is worth what the newest bar says") {
    GatewayFixture fixture(each_kind());
    const Bar earlier = sample_bar(1);
    const Bar newest = sample_bar(3);
    const auto hold = [&](Timestamp filled) {
        fixture.store.write([&](storage::Transaction& tx) {
            return storage::upsert_position(
                tx, {ticker("AAPL"), decimal("10"), decimal("90"), decimal("91"), decimal("0"), filled});
        });
        return fixture.get_json("/api/positions")["items"][0];
    };
    fixture.store.write([&](storage::Transaction& tx) {
        return storage::insert_bars(tx, std::array{earlier, newest, sample_bar(4, "MSFT")}, at(9));
    });
    const auto marked = hold(earlier.end);
    CHECK(marked["last_price"] == newest.close.to_string());
    CHECK(marked["updated"] == format_timestamp(newest.end));
    CHECK(marked["unrealized_pnl"] ==
          multiply(decimal("10"), newest.close - decimal("90"), Rounding::kHalfEven).to_string());
    CHECK(hold(newest.end)["last_price"] == "91");
}

TEST_CASE("strategies show their weights now and over time") {
    GatewayFixture fixture(each_kind());
    WeightAdjustment adjustment;
    fixture.store.write([&](storage::Transaction& tx) -> Status {
        for (const auto* name : {"momentum", "mean_reversion", "news_driven"}) {
            must(storage::upsert_strategy(tx, {name, true, 1.0 / 3, R"({"fast":10})", at(0)}));
        }
        const auto opening = store_chain(tx, 1);
        const auto closing = store_chain(tx, 2);
        const auto outcome = sample_outcome(opening.fill, closing.fill);
        must(storage::insert_outcome(tx, outcome));
        adjustment = sample_adjustment(outcome);
        return storage::insert_adjustment(tx, adjustment);
    });
    const auto strategies = fixture.get_json("/api/strategies");
    CHECK(strategies["strategies"].size() == 3);
    CHECK(strategies["strategies"][1]["name"] == "momentum");
    CHECK(strategies["strategies"][1]["parameters"].dump() == R"({"fast":10,"fresh_bars":5,"slow":30})");  // those that hold
    CHECK(strategies["updated"] == format_timestamp(adjustment.time));
    const auto points = fixture.get_json("/api/strategies/weights")["points"];
    REQUIRE(points.size() == 1);
    CHECK(points[0]["weights"].size() == adjustment.after.size());
    const auto shown = fixture.get_json("/api/strategies/adjustments")["items"][0];
    CHECK(shown["id"] == adjustment.id.to_string());
    CHECK(shown["after"]["momentum"] == adjustment.after.at("momentum"));
    CHECK(fixture.get_json("/api/outcomes")["items"][0]["credits"].size() == 2);
}

TEST_CASE("dead letters and the system's state are shown") {
    GatewayFixture fixture(each_kind());
    fixture.health.set("trade-executor", telemetry::Health::Kind::kReady, false, "reconnecting");
    fixture.store.write([&](storage::Transaction& tx) {
        return storage::dead_letters::add(tx, {.stream = "news:raw",
                                               .message_id = "art-x",
                                               .service = "sentiment-analyzer",
                                               .body = "{\"broken\":",
                                               .error = "not JSON",
                                               .deliveries = 5,
                                               .at = at(1)});
    });
    const auto letter = fixture.get_json("/api/dead-letters?stream=news:raw")["items"][0];
    CHECK(letter["id"] == "art-x");
    CHECK(letter["body"] == "{\"broken\":");
    CHECK(fixture.get_json("/api/dead-letters?stream=market:bars")["items"].empty());
    const auto system = fixture.get_json("/api/system");
    CHECK(system["world"] == "test");
    CHECK(system["simulated"] == true);
    CHECK(system["dead_letters"] == 1);
    CHECK(system["services"][0] == json{{"name", "trade-executor"}, {"ok", false}, {"detail", "reconnecting"}});
    CHECK(system["clock"]["market"].is_null());
    fixture.store.write([](storage::Transaction& tx) { return storage::insert_snapshot(tx, snapshot(2, "100000")); });
    CHECK(fixture.get_json("/api/system")["clock"]["market"] == format_timestamp(snapshot(2, "100000").time));
}

TEST_CASE("what a client has already is not sent again") {
    GatewayFixture fixture;
    const std::string etag(fixture.get("/api/signals").header("ETag"));
    CHECK(fixture.send({.url = "/api/signals", .headers = {{"If-None-Match", etag}}}).status == 304);
    fixture.store.write([&](storage::Transaction& tx) { return storage::insert_signal(tx, sample_signal()); });
    CHECK(fixture.send({.url = "/api/signals", .headers = {{"If-None-Match", etag}}}).status == 200);
}

TEST_CASE("bad queries are told what was found and what is expected") {
    GatewayFixture fixture;
    const auto detail = [&](const std::string& path) {
        const auto response = fixture.get(path);
        CAPTURE(path);
        CHECK(response.status == 400);
        CHECK(response.header("Content-Type") == "application/problem+json");
        return json::parse(response.body)["detail"].get<std::string>();
    };
    CHECK(detail("/api/signals?limit=many") == "limit is 'many', expected a whole number from 1 to 500");
    CHECK(detail("/api/signals?limit=501") == "limit is '501', expected a whole number from 1 to 500");
    CHECK(detail("/api/orders?symbol=aapl").starts_with("symbol is 'aapl'"));
    CHECK(detail("/api/trades?from=yesterday").starts_with("from is 'yesterday'"));
    CHECK(detail("/api/news?cursor=x").starts_with("cursor is not one"));
    CHECK(fixture.get("/api/signals/sig-nonsense").status == 404);
    CHECK(fixture.get("/api/explain/fil-" + std::string(26, 'a')).status == 404);
    CHECK(fixture.get("/api/nothing").status == 404);
}

TEST_CASE("every route is in the OpenAPI document") {
    GatewayFixture fixture;
    const auto document = fixture.get_json("/api/openapi.json");
    CHECK(document["openapi"] == "3.1.0");
    for (const auto& [path, operations] : document["paths"].items()) {
        for (const auto& [method, operation] : operations.items()) {
            CAPTURE(path, method);
            auto url = path;
            if (const auto at = url.find("{id}"); at != std::string::npos)
                url.replace(at, 4, "run-" + std::string(26, 'a'));
            std::string verb = method;
            for (auto& c : verb) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
            if (path == "/api/auth/logout" || path == "/api/auth/refresh") continue;  // it would sign us out
            const auto response = fixture.send({.method = verb, .url = url});
            CHECK(response.status != 405);
            if (response.status == 404) CHECK(response.body.find("nothing at this path") == std::string::npos);
        }
    }
    for (const auto& [name, schema] : document["components"]["schemas"].items()) CHECK(schema["type"] == "object");
}

TEST_CASE("the dashboard's types are made from the document that is served") {
    const char* source = std::getenv("TRADEWIND_SOURCE_DIR");
    if (source == nullptr) SKIP("TRADEWIND_SOURCE_DIR is not set");
    GatewayFixture fixture;
    const auto served = fixture.get("/api/openapi.json").body;
    std::ifstream file(std::string(source) + "/dashboard/openapi.json");
    INFO("put this into dashboard/openapi.json, and run npm run api-types there:\n" << served);
    CHECK(json::parse(file) == json::parse(served));
}

TEST_CASE("a record's fields are those of its schema") {
    GatewayFixture fixture;
    fixture.store.write([&](storage::Transaction& tx) -> Status {
        const auto opening = store_chain(tx, 1);
        const auto closing = store_chain(tx, 2);
        must(storage::insert_outcome(tx, sample_outcome(opening.fill, closing.fill)));
        must(storage::insert_articles(tx, std::array{sample_article()}));
        must(storage::insert_bars(tx, std::array{sample_bar()}, at(9)));
        return storage::upsert_position(
            tx, {ticker("AAPL"), decimal("1"), decimal("90"), decimal("92"), decimal("1"), at(2)});
    });
    const auto schemas = fixture.get_json("/api/openapi.json")["components"]["schemas"];
    const auto check = [&](const std::string& name, const json& object) {
        CAPTURE(name);
        std::set<std::string> expected;
        std::set<std::string> found;
        for (const auto& [key, value] : schemas[name]["properties"].items()) expected.insert(key);
        for (const auto& [key, value] : object.items()) found.insert(key);
        CHECK(found == expected);
    };
    const auto first = [&](const std::string& path) { return fixture.get_json(path)["items"].at(0); };
    check("Signal", first("/api/signals"));
    check("Verdict", first("/api/signals")["verdict"]);
    check("Order", first("/api/orders"));
    check("Trade", first("/api/trades"));
    check("Outcome", first("/api/outcomes"));
    check("Article", fixture.get_json("/api/news/" + sample_article().id.to_string()));
    check("Position", first("/api/positions"));
    check("Bar", fixture.get_json("/api/bars?symbol=AAPL")["bars"].at(0));
    check("Portfolio", fixture.get_json("/api/portfolio"));
    check("Controls", fixture.get_json("/api/controls"));
    check("System", fixture.get_json("/api/system"));
    check("Session", fixture.get_json("/api/auth/session"));
}
