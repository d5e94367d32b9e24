#include "telemetry/health.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace tradewind::telemetry;

TEST_CASE("what isn't ready yet is still live") {
    Health health;
    health.set("store", Health::Kind::kLive, true, "sqlite");
    health.set("stream", Health::Kind::kReady, false, "reconnecting");
    CHECK(health.live().ok);
    CHECK_FALSE(health.ready().ok);
    CHECK(to_json(health.ready()) == R"({"ok":false,"checks":[{"name":"store","ok":true,"detail":"sqlite"},)"
                                     R"({"name":"stream","ok":false,"detail":"reconnecting"}]})");

    health.set("stream", Health::Kind::kReady, true);
    CHECK(health.ready().ok);
}

TEST_CASE("a watched check is asked each time") {
    Health health;
    bool up = true;
    health.watch("disk", Health::Kind::kLive, [&] { return HealthState{up, up ? "" : "full"}; });
    CHECK(health.live().ok);
    up = false;
    CHECK_FALSE(health.live().ok);
    health.remove("disk");
    CHECK(health.live().checks.empty());
}
