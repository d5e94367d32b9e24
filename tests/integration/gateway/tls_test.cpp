#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

#include "gateway_fixture.hpp"
#include "net/websocket_client.hpp"
#include "streams/embedded_bus.hpp"
#include "support/child_process.hpp"
#include "support/temp_dir.hpp"

using namespace tradewind;
using namespace tradewind::test;

namespace {

constexpr auto* kOpenssl = "/usr/bin/openssl";

/// A certificate for this machine, signed by itself.
struct Certificate {
    explicit Certificate(const TempDir& folder)
        : certificate((folder / "cert.pem").string()), key((folder / "key.pem").string()) {
        const int made = wait_for_exit(
            spawn({kOpenssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                   "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-days", "1",
                   "-keyout", key, "-out", certificate},
                  {.output = folder / "openssl.out"}));
        REQUIRE(made == 0);
        using std::filesystem::perms;
        std::filesystem::permissions(key, perms::owner_read | perms::owner_write);
    }
    std::string certificate;
    std::string key;
};

/// A gateway with settings of its own.
class Served {
public:
    explicit Served(config::GatewaySettings settings) {
        bus_ = must(streams::open_embedded_bus(*store_, {.clock = clock_}));
        options_.settings = std::move(settings);
        options_.settings.port = 0;
        started = gateway::Gateway::start(*store_, *bus_, health_, clock_, options_, {});
    }
    [[nodiscard]] std::string token() const {
        const auto link = (*started)->link();
        return link.substr(link.find("#token=") + 7);
    }

private:
    Store store_{Kind::kSqlite};
    SystemMachineClock clock_;
    std::unique_ptr<streams::Bus> bus_;
    telemetry::Health health_;
    gateway::GatewayOptions options_;

public:
    Result<std::unique_ptr<gateway::Gateway>> started = fail(ErrorCode::kInternal, "");
};

HttpRequest wrong_token(const std::string& url, const std::string& forwarded) {
    return {.method = "POST",
            .url = url + "/api/auth/exchange",
            .headers = {{"Content-Type", "application/json"}, {"X-Forwarded-For", forwarded}},
            .body = R"({"token":"wrong"})"};
}

}  // namespace

TEST_CASE("with a certificate the gateway speaks TLS only, and its cookies go nowhere else") {
    if (!std::filesystem::exists(kOpenssl)) SKIP("there is no openssl to make a certificate");
    const TempDir folder("tls");
    const Certificate files(folder);
    config::GatewaySettings settings;
    settings.tls_certificate = files.certificate;
    settings.tls_key = files.key;
    Served served(settings);
    REQUIRE(served.started);
    const std::string url = (*served.started)->url();
    CHECK(url.starts_with("https://127.0.0.1:"));
    CHECK((*served.started)->link().starts_with("https://localhost:"));
    net::HttpClient client({.ca_file = files.certificate});
    CHECK(must(client.fetch({.url = url + "/api/health"})).status == 200);
    const auto signed_in = must(client.fetch({.method = "POST",
                                              .url = url + "/api/auth/exchange",
                                              .headers = {{"Content-Type", "application/json"}, {"Origin", url}},
                                              .body = json{{"token", served.token()}}.dump()}));
    CHECK(signed_in.status == 200);
    const std::string cookie(signed_in.header("Set-Cookie"));
    CHECK(cookie.starts_with("__Host-tradewind_session_"));
    CHECK(cookie.find("; Secure") != std::string::npos);
    const std::string session = cookie.substr(0, cookie.find(';'));
    CHECK(must(client.fetch({.url = url + "/api/signals", .headers = {{"Cookie", session}}})).status == 200);
    REQUIRE(setenv("SSL_CERT_FILE", files.certificate.c_str(), 1) == 0);  // whom this machine believes
    const auto socket = must(net::WebSocketClient::connect(
        {.url = "wss" + url.substr(5) + "/ws", .headers = {{"Cookie", session}, {"Origin", url}}}));
    REQUIRE(socket->send(R"({"op":"subscribe","topics":["signals"],"since":{}})"));
    const auto told = must(socket->receive(std::chrono::seconds(5)));
    REQUIRE(told);
    CHECK(json::parse(told->payload)["op"] == "subscribed");
    const std::string long_text(200'000, 'x');  // many TLS records in one message
    REQUIRE(socket->send(json{{"op", long_text}}.dump()));
    socket->close();
    CHECK_FALSE(net::HttpClient().fetch({.url = url + "/api/health"}).has_value());  // nobody vouches for it
    CHECK_FALSE(net::HttpClient().fetch({.url = "http" + url.substr(5) + "/api/health"}).has_value());
    const auto elsewhere =
        must(client.fetch({.method = "POST",
                           .url = url + "/api/auth/refresh",
                           .headers = {{"Content-Type", "application/json"}, {"Origin", "http" + url.substr(5)}},
                           .body = "{}"}));
    CHECK(elsewhere.status == 403);
    (*served.started)->stop();
}

TEST_CASE("a key that others can read, or that is none, is not used") {
    if (!std::filesystem::exists(kOpenssl)) SKIP("there is no openssl to make a certificate");
    const TempDir folder("tls");
    const Certificate files(folder);
    config::GatewaySettings settings;
    settings.tls_certificate = files.certificate;
    settings.tls_key = files.certificate;
    std::filesystem::permissions(files.certificate, std::filesystem::perms::owner_read);
    const Served no_key(settings);
    REQUIRE_FALSE(no_key.started);
    settings.tls_key = files.key;
    std::filesystem::permissions(files.key, std::filesystem::perms::others_read, std::filesystem::perm_options::add);
    const Served open(settings);
    REQUIRE_FALSE(open.started);
    CHECK(open.started.error().message.find("others can read the key") != std::string::npos);
}

TEST_CASE("H10: forwarded addresses are believed from trusted proxies only") {
    Served alone({});
    config::GatewaySettings proxied;
    proxied.trusted_proxies = {"127.0.0.1", "10.0.0.2"};
    Served behind(proxied);
    net::HttpClient client;
    const auto try_often = [&](Served& served, const std::function<std::string(int)>& forwarded) {
        int last = 0;
        for (int i = 0; i < 6; ++i)
            last = must(client.fetch(wrong_token((*served.started)->url(), forwarded(i)))).status;
        return last;
    };
    const auto changing = [](int i) { return "192.0.2." + std::to_string(i); };
    CHECK(try_often(alone, changing) == 429);
    CHECK(try_often(behind, changing) == 401);
    // The rightmost hop that is not a proxy counts; what a client writes left of it does not.
    CHECK(try_often(behind, [](int i) { return std::to_string(i) + ".0.0.1, 198.51.100.7, 10.0.0.2"; }) == 429);
    // Somebody behind the proxy is not on this machine: the link without a passkey is not for them.
    const auto far =
        must(client.fetch({.method = "POST",
                           .url = (*behind.started)->url() + "/api/auth/exchange",
                           .headers = {{"Content-Type", "application/json"}, {"X-Forwarded-For", "203.0.113.9"}},
                           .body = json{{"token", behind.token()}}.dump()}));
    CHECK(far.status == 403);
}

TEST_CASE("every answer carries the headers that forbid what pages don't need") {
    config::GatewaySettings settings;
    settings.allowed_origins = {"https://trade.example"};
    Served served(settings);
    net::HttpClient client;
    for (const auto* path : {"/", "/api/health", "/api/signals", "/api/nothing"}) {
        CAPTURE(path);
        const auto response = must(client.fetch({.url = (*served.started)->url() + path}));
        const std::string policy(response.header("Content-Security-Policy"));
        CHECK(policy.starts_with("default-src 'none'"));
        CHECK(policy.find("unsafe-inline") == std::string::npos);
        CHECK(policy.find("frame-ancestors 'none'") != std::string::npos);
        CHECK(response.header("X-Content-Type-Options") == "nosniff");
        CHECK(response.header("Referrer-Policy") == "no-referrer");
        CHECK(response.header("Cross-Origin-Opener-Policy") == "same-origin");
        CHECK(response.header("X-Frame-Options") == "DENY");
        CHECK(response.header("Strict-Transport-Security") == "max-age=31536000");
        CHECK(response.header("Access-Control-Allow-Origin").empty());
        CHECK(response.header("Server").empty());
    }
}
