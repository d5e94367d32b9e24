#include <catch2/catch_test_macros.hpp>

#include "gateway_fixture.hpp"
#include "net/websocket_client.hpp"

using namespace tradewind;
using namespace tradewind::test;

namespace {

int status(GatewayFixture& fixture, HttpRequest request) {
    return fixture.send(std::move(request)).status;
}

std::string ws_url(const GatewayFixture& fixture) {
    return "ws" + fixture.gateway->url().substr(4) + "/ws";
}

}  // namespace

TEST_CASE("without a session only health and signing in answer") {
    GatewayFixture fixture(Kind::kSqlite, {}, false);
    for (const auto* path :
         {"/api/signals", "/api/portfolio", "/api/controls", "/api/system", "/api/openapi.json", "/api/nothing"}) {
        CAPTURE(path);
        CHECK(fixture.get(path).status == 401);
    }
    CHECK(fixture.get("/api/health").status == 200);
    CHECK(fixture.get("/api/auth/session").status == 401);
    CHECK(fixture.get("/").status == 200);
    CHECK(fixture.post("/api/controls", {{"action", "kill"}}).status == 401);
}

TEST_CASE("the link's token works once") {
    GatewayFixture fixture(Kind::kSqlite, {}, false);
    CHECK(fixture.post("/api/auth/exchange", {{"token", "wrong"}}).status == 401);
    const auto first = fixture.post("/api/auth/exchange", {{"token", fixture.token()}});
    CHECK(first.status == 200);
    const std::string cookie(first.header("Set-Cookie"));
    CHECK(cookie.find("HttpOnly") != std::string::npos);
    CHECK(cookie.find("SameSite=Strict") != std::string::npos);
    CHECK(cookie.find(fixture.token()) == std::string::npos);
    CHECK(fixture.post("/api/auth/exchange", {{"token", fixture.token()}}).status == 401);
}

TEST_CASE("guessing tokens has to wait") {
    GatewayFixture fixture(Kind::kSqlite, {}, false);
    for (int i = 0; i < 5; ++i)
        CHECK(fixture.post("/api/auth/exchange", {{"token", std::to_string(i)}}).status == 401);
    CHECK(fixture.post("/api/auth/exchange", {{"token", fixture.token()}}).status == 429);
}

TEST_CASE("the store holds no token, only hashes") {
    GatewayFixture fixture;
    const std::string token = fixture.cookie().substr(fixture.cookie().find('=') + 1);
    CHECK(fixture.store.count("SELECT COUNT(*) FROM sessions") == 1);
    fixture.store.read([&](storage::Transaction& tx) -> Status {
        const auto rows = must(tx.query("SELECT token_hash FROM sessions"));
        CHECK(rows.at(0).text(0) != token);
        CHECK(rows.at(0).text(0).size() == 64);
        return {};
    });
}

TEST_CASE("signing out ends the session and its sockets") {
    GatewayFixture fixture;
    auto socket =
        must(net::WebSocketClient::connect({.url = ws_url(fixture), .headers = {{"Cookie", fixture.cookie()}}}));
    CHECK(fixture.get("/api/auth/session").status == 200);
    CHECK(fixture.post("/api/auth/logout", json::object()).status == 204);
    CHECK(fixture.get("/api/signals").status == 401);
    const auto ended = socket->receive(std::chrono::seconds(20));
    REQUIRE_FALSE(ended);
    CHECK(ended.error().message.find("4401") != std::string::npos);
    CHECK(fixture.post("/api/auth/logout", json::object()).status == 204);
}

TEST_CASE("a session outlives the gateway's process") {
    GatewayFixture fixture;
    const std::string cookie = fixture.cookie();
    const std::string token = cookie.substr(cookie.find('='));
    gateway::GatewayOptions options;
    options.settings.port = 0;
    fixture.gateway.reset();
    fixture.gateway =
        must(gateway::Gateway::start(*fixture.store, *fixture.bus, fixture.health, fixture.clock, options, {}));
    const std::string url = fixture.gateway->url();
    const std::string port = url.substr(url.rfind(':') + 1);
    const HttpRequest request{.url = "/api/signals", .headers = {{"Cookie", "tradewind_session_" + port + token}}};
    CHECK(fixture.send(request, false).status == 200);
}

TEST_CASE("other people's pages can change nothing") {
    GatewayFixture fixture;
    const auto attempt = [&](net::Fields headers) {
        headers.emplace_back("Content-Type", "application/json");
        return status(fixture,
                      {.method = "POST", .url = "/api/controls", .headers = headers, .body = R"({"action":"pause"})"});
    };
    CHECK(attempt({{"Origin", "http://evil.example"}}) == 403);
    CHECK(attempt({{"Origin", "null"}}) == 403);
    CHECK(attempt({{"Origin", fixture.gateway->url() + "0"}}) == 403);
    CHECK(attempt({{"Origin", fixture.gateway->url()}, {"Sec-Fetch-Site", "same-site"}}) == 403);
    CHECK(attempt({{"Origin", fixture.gateway->url()}, {"Sec-Fetch-Site", "same-origin"}}) ==
          503);  // nobody to pause here
    CHECK(status(fixture, {.method = "POST",
                           .url = "/api/controls",
                           .headers = {{"Content-Type", "text/plain"}},
                           .body = R"({"action":"pause"})"}) == 415);
    CHECK(status(fixture, {.url = "/api/signals", .headers = {{"Host", "evil.example"}}}) == 421);
}

TEST_CASE("a WebSocket needs a session and an allowed origin") {
    GatewayFixture fixture;
    const auto refused = [&](net::Fields headers) {
        const auto socket = net::WebSocketClient::connect({.url = ws_url(fixture), .headers = std::move(headers)});
        REQUIRE_FALSE(socket);
        return socket.error().message;
    };
    CHECK(refused({}).find("401") != std::string::npos);
    CHECK(refused({{"Cookie", fixture.cookie() + "x"}}).find("401") != std::string::npos);
    CHECK(refused({{"Cookie", fixture.cookie()}, {"Origin", "http://evil.example"}}).find("403") != std::string::npos);
    CHECK(net::WebSocketClient::connect(
        {.url = ws_url(fixture), .headers = {{"Cookie", fixture.cookie()}, {"Origin", fixture.gateway->url()}}}));
}

TEST_CASE("answers forbid what pages don't need") {
    GatewayFixture fixture;
    const auto page = fixture.get("/");
    CHECK(page.header("Content-Security-Policy").find("default-src 'none'") != std::string_view::npos);
    CHECK(page.header("X-Content-Type-Options") == "nosniff");
    CHECK(page.header("Access-Control-Allow-Origin").empty());
}
