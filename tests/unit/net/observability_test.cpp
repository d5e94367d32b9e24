#include "net/observability.hpp"

#include <catch2/catch_test_macros.hpp>

#include "net/http_client.hpp"
#include "net/server.hpp"
#include "telemetry/health.hpp"
#include "telemetry/meters.hpp"

using namespace tradewind;
using namespace tradewind::net;

TEST_CASE("a service shows its meters and its health") {
    telemetry::Meters meters;
    telemetry::Health health;
    meters.counter(telemetry::metric::kBars).add(7);
    health.set("stream", telemetry::Health::Kind::kReady, false, "reconnecting");
    Router router;
    add_observability_routes(router, meters, health);
    const auto server = Server::start({}, std::move(router));
    REQUIRE(server);
    HttpClient client;
    const auto get = [&](std::string path) { return *client.fetch({.url = (*server)->url() + path}); };
    CHECK(get("/metrics").body ==
          "# HELP tradewind_bars_total Bars taken in\n# TYPE tradewind_bars_total counter\ntradewind_bars_total 7\n");
    CHECK(get("/metrics").header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
    CHECK(get("/health").status == 200);
    CHECK(get("/ready").status == 503);
    health.set("stream", telemetry::Health::Kind::kReady, true);
    CHECK(get("/ready").body == R"({"ok":true,"checks":[{"name":"stream","ok":true,"detail":""}]})");
}
