#include <catch2/catch_test_macros.hpp>

#include "gateway/csv.hpp"
#include "gateway_fixture.hpp"
#include "storage/audit.hpp"

using namespace tradewind;
using namespace tradewind::test;

// What all of the API's calls have in common.

namespace {

HttpResponse get(GatewayFixture& fixture, const std::string& path, net::Fields headers) {
    return fixture.send({.url = path, .headers = std::move(headers)});
}

std::size_t lines(const std::string& text) {
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

}  // namespace

TEST_CASE("every list can be had as a table") {
    GatewayFixture fixture;
    fixture.store.write([&](storage::Transaction& tx) -> Status {
        for (int n = 1; n <= 3; ++n) store_chain(tx, n);
        return {};
    });
    for (const auto* list : {"/api/signals",
                             "/api/orders",
                             "/api/trades",
                             "/api/positions",
                             "/api/outcomes",
                             "/api/news",
                             "/api/sources",
                             "/api/strategies",
                             "/api/strategies/adjustments",
                             "/api/strategies/weights",
                             "/api/backtest",
                             "/api/dead-letters",
                             "/api/notices",
                             "/api/settings",
                             "/api/settings/versions",
                             "/api/users",
                             "/api/audit",
                             "/api/symbols",
                             "/api/portfolio/history",
                             "/api/auth/keys",
                             "/api/auth/sessions"}) {
        CAPTURE(list);
        const auto table = fixture.get(std::string(list) + "?format=csv");
        CHECK(table.status == 200);
        CHECK(table.header("Content-Type") == "text/csv; charset=utf-8");
    }
    const auto signals = get(fixture, "/api/signals?limit=2", {{"Accept", "text/csv"}});
    CHECK(lines(signals.body) == 3);
    CHECK(signals.body.starts_with("id,symbol,time,direction,strength"));
    CHECK(signals.header("Content-Disposition") == "attachment; filename=\"signals.csv\"");
    std::string next(signals.header("Link"));
    REQUIRE(next.ends_with(">; rel=\"next\""));
    next = next.substr(1, next.find('>') - 1);
    CHECK(lines(get(fixture, next, {{"Accept", "text/csv"}}).body) == 2);
    CHECK(fixture.get("/api/portfolio?format=csv").status == 406);
}

TEST_CASE("a table's cells are quoted, and start no formula") {
    const auto csv = gateway::csv_of(
        R"({"items":[{"a":"=1+1","b":"x,y","c":-0.5,"d":"-0.5"},{"a":"say \"hi\"","b":null,"e":[1,2]},{"a":"+cmd|' /C calc'!A0"}],"next":null})");
    CHECK(csv ==
          "a,b,c,d,e\r\n'=1+1,\"x,y\",-0.5,-0.5,\r\n\"say \"\"hi\"\"\",,,,\"[1,2]\"\r\n'+cmd|' /C calc'!A0,,,,\r\n");
    CHECK_FALSE(gateway::csv_of("{}").has_value());
}

TEST_CASE("long answers come compressed to who takes it, the same content") {
    GatewayFixture fixture;
    fixture.store.write([&](storage::Transaction& tx) -> Status {
        for (int n = 1; n <= 20; ++n) store_chain(tx, n);
        return {};
    });
    const auto plain = get(fixture, "/api/signals", {{"Accept-Encoding", "identity"}});
    CHECK(plain.header("Content-Encoding").empty());
    CHECK(plain.header("Vary") == "Accept-Encoding");
    const auto packed = get(fixture, "/api/signals", {{"Accept-Encoding", "gzip"}});
    CHECK(packed.header("Content-Encoding") == "gzip");
    CHECK(packed.body.size() < plain.body.size() / 2);
    CHECK(packed.body.starts_with("\x1f\x8b"));
    CHECK(packed.header("ETag") == "W/" + std::string(plain.header("ETag")));
    CHECK(get(fixture, "/api/signals", {{"If-None-Match", std::string(packed.header("ETag"))}}).status == 304);
    const auto unpacked = fixture.get("/api/signals");  // the client asks for gzip, and unpacks
    CHECK(unpacked.body == plain.body);
    CHECK(get(fixture, "/api/auth/sessions", {{"Accept-Encoding", "gzip"}}).header("Content-Encoding").empty());
}

TEST_CASE("a command sent twice with one Idempotency-Key has its effect once") {
    int published = 0;
    GatewayFixture* self = nullptr;
    gateway::GatewayHooks hooks;
    hooks.publish_command = [&](const ControlCommand& command) {
        ++published;
        return self->store->write([&](storage::Transaction& tx) {
            return storage::insert_audit(tx, {.time = at(1),
                                              .actor = command.by,
                                              .action = "pause",
                                              .subject = "",
                                              .detail = "done",
                                              .reference = command.id.to_string()});
        });
    };
    GatewayFixture fixture(Kind::kSqlite, std::move(hooks));
    self = &fixture;
    const auto send = [&](const std::string& key, const json& body) {
        return fixture.send({.method = "POST",
                             .url = "/api/controls",
                             .headers = {{"Content-Type", "application/json"}, {"Idempotency-Key", key}},
                             .body = body.dump()});
    };
    const auto first = send("k1", {{"action", "pause"}});
    const auto second = send("k1", {{"action", "pause"}});
    CHECK(first.status == 200);
    CHECK(second.body == first.body);
    CHECK(published == 1);
    CHECK(send("k1", {{"action", "resume"}}).status == 409);
    CHECK(send("k2", {{"action", "pause"}}).status == 200);
    CHECK(published == 2);
    CHECK(send(std::string(300, 'k'), {{"action", "pause"}}).status == 400);
}
