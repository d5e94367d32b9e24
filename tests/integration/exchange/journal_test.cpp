#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "exchange/options.hpp"
#include "exchange/server.hpp"
#include "net/http_client.hpp"
#include "support/child_process.hpp"
#include "support/temp_dir.hpp"

/// An exchange with a journal comes back as it was.
namespace tradewind::exchange {
namespace {

using nlohmann::json;

class Box {
public:
    Box(const std::string& journal, std::uint64_t seed) {
        ServeOptions options;
        options.exchange.seed = seed;
        options.exchange.start = default_start();
        options.exchange.history_sessions = 5;
        options.journal = journal;
        auto server = ExchangeServer::start(options);
        if (server) {
            server_ = std::move(*server);
        } else {
            error = server.error();
        }
    }
    json ask(const std::string& method, const std::string& path, const std::string& body = {}) {
        HttpRequest request;
        request.method = method;
        request.url = server_->served().url + path;
        request.body = body;
        request.headers = {{"APCA-API-KEY-ID", server_->served().key_id},
                           {"APCA-API-SECRET-KEY", server_->served().secret_key}};
        const auto answer = net::HttpClient::make_fetch()(request);
        REQUIRE(answer);
        return json::parse(answer->body);
    }
    [[nodiscard]] Timestamp clock() const { return server_->served().clock; }

    std::optional<Error> error;

private:
    std::unique_ptr<ExchangeServer> server_;
};

std::string order(const std::string& client_id, const std::string& symbol, const std::string& limit = {}) {
    json body{{"symbol", symbol}, {"qty", "40"}, {"side", "buy"}, {"type", "market"}, {"time_in_force", "day"}};
    body["client_order_id"] = client_id;
    if (!limit.empty()) body.update({{"type", "limit"}, {"limit_price", limit}});
    return body.dump();
}

}  // namespace

TEST_CASE("A restarted exchange has its orders, fills, account and clock again") {
    const test::TempDir folder;
    const auto file = (folder.path() / "journal").string();
    json orders;
    json fills;
    std::string cash;
    Timestamp stopped;
    {
        Box box(file, 3);
        REQUIRE_FALSE(box.error);
        box.ask("POST", "/v2/orders", order("one", "AURL"));
        box.ask("POST", "/v2/orders", order("two", "BRND", "1"));
        REQUIRE(test::wait_until([&] {
            return box.ask("GET", "/v2/orders:by_client_order_id?client_order_id=one").at("status") == "filled";
        }));
        box.ask("PATCH", "/v2/account/configurations", R"({"no_shorting":true})");
        orders = box.ask("GET", "/v2/orders?status=all");
        fills = box.ask("GET", "/v2/account/activities/FILL");
        cash = box.ask("GET", "/v2/account").at("cash");
        stopped = *parse_timestamp(box.ask("GET", "/v2/clock").at("timestamp").get<std::string>());
    }
    Box box(file, 3);
    REQUIRE_FALSE(box.error);
    CHECK(box.clock() >= stopped);
    CHECK(box.ask("GET", "/v2/orders?status=all") == orders);
    CHECK(box.ask("GET", "/v2/account/activities/FILL") == fills);
    CHECK(box.ask("GET", "/v2/account").at("cash") == cash);
    CHECK(box.ask("GET", "/v2/account/configurations").at("no_shorting") == true);
}

TEST_CASE("A journal of another market is refused") {
    const test::TempDir folder;
    const auto file = (folder.path() / "journal").string();
    CHECK_FALSE(Box(file, 3).error);
    const Box other(file, 4);
    REQUIRE(other.error);
    CHECK(other.error->code == ErrorCode::kConflict);
}

}  // namespace tradewind::exchange
