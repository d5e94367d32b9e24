#include "gateway_fixture.hpp"

#include <catch2/catch_test_macros.hpp>

#include "streams/embedded_bus.hpp"

namespace tradewind::test {

namespace {

/// PostgreSQL's worlds have their streams on Redis: the routes need only its groups, so an SQLite store holds them
/// here.
storage::Database& bus_store(Store& store, std::unique_ptr<Store>& beside) {
    if (store->dialect() == storage::Dialect::kSqlite) return *store;
    beside = std::make_unique<Store>(Kind::kSqlite);
    return **beside;
}

std::unique_ptr<Store>& beside() {
    static std::unique_ptr<Store> store;
    return store;
}

}  // namespace

GatewayFixture::GatewayFixture(Kind kind, gateway::GatewayHooks hooks, bool sign_in, config::NoticeSettings notices)
    : store(kind) {
    bus = must(streams::open_embedded_bus(bus_store(store, beside()), {.clock = clock}));
    gateway::GatewayOptions options;
    options.settings.port = 0;
    options.world = "test";
    options.notices = std::move(notices);
    options.initial_cash = Decimal::from_int(100'000);
    gateway = must(gateway::Gateway::start(*store, *bus, health, clock, std::move(options), std::move(hooks)));
    if (!sign_in) return;
    const auto answer = post("/api/auth/exchange", {{"token", token()}});
    REQUIRE(answer.status == 200);
    const std::string set(answer.header("Set-Cookie"));
    cookie_ = set.substr(0, set.find(';'));
}

GatewayFixture::~GatewayFixture() {
    gateway.reset();
    bus.reset();
    beside().reset();
}

std::string GatewayFixture::token() const {
    const std::string link = gateway->link();
    return link.substr(link.find("#token=") + 7);
}

HttpResponse GatewayFixture::send(HttpRequest request, bool with_cookie) {
    request.url = gateway->url() + request.url;
    if (with_cookie && !cookie_.empty()) request.headers.emplace_back("Cookie", cookie_);
    auto response = client_.fetch(request);
    REQUIRE(response);
    return std::move(*response);
}

HttpResponse GatewayFixture::post(const std::string& path, const json& body) {
    return send({.method = "POST",
                 .url = path,
                 .headers = {{"Content-Type", "application/json"}, {"Origin", gateway->url()}},
                 .body = body.dump()});
}

json GatewayFixture::get_json(const std::string& path) {
    const auto response = get(path);
    INFO(path << ": " << response.body);
    REQUIRE(response.status == 200);
    return json::parse(response.body);
}

}  // namespace tradewind::test
