#pragma once

#include <nlohmann/json.hpp>

#include "gateway/gateway.hpp"
#include "integration/storage/samples.hpp"
#include "integration/storage/store_fixture.hpp"
#include "net/http_client.hpp"
#include "streams/bus.hpp"

namespace tradewind::test {

using json = nlohmann::json;

/// A gateway on a store of its own, with a client that is signed in.
class GatewayFixture {
public:
    explicit GatewayFixture(Kind kind = Kind::kSqlite, gateway::GatewayHooks hooks = {}, bool sign_in = true,
                            config::NoticeSettings notices = {});
    ~GatewayFixture();

    Store store;
    SystemMachineClock clock;
    std::unique_ptr<streams::Bus> bus;
    telemetry::Health health;
    std::unique_ptr<gateway::Gateway> gateway;

    /// The one-time link's token.
    [[nodiscard]] std::string token() const;
    [[nodiscard]] std::string cookie() const { return cookie_; }

    HttpResponse send(HttpRequest request, bool with_cookie = true);
    HttpResponse get(const std::string& path) { return send({.url = path}); }
    HttpResponse post(const std::string& path, const json& body);
    HttpResponse remove(const std::string& path) { return send({.method = "DELETE", .url = path}); }
    /// The body of a GET that must succeed.
    json get_json(const std::string& path);

private:
    net::HttpClient client_;
    std::string cookie_;
};

}  // namespace tradewind::test
