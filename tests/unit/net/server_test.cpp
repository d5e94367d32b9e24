#include "net/server.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <condition_variable>
#include <fmt/core.h>
#include <mutex>
#include <thread>

#include "net/http_client.hpp"
#include "telemetry/log.hpp"
#include "telemetry/meters.hpp"
#include "unit/net/raw_socket.hpp"

using namespace tradewind;
using namespace tradewind::net;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;

namespace {

Router echo_router() {
    Router router;
    router.get("/hello/{name}",
               [](const Request& r) { return text_response("hello " + std::string(r.param("name"))); });
    router.get("/fast", [](const Request&) { return text_response("fast"); }, {.max_body = 0, .runs_inline = true});
    router.post("/echo", [](const Request& r) { return text_response(r.body); }, {.max_body = 100'000});
    router.get("/throws", [](const Request&) -> Response { throw std::runtime_error("secret detail"); });
    return router;
}

std::unique_ptr<Server> start(ServerOptions options = {}, Router router = echo_router()) {
    auto server = Server::start(std::move(options), std::move(router));
    REQUIRE(server);
    return std::move(*server);
}

HttpResponse get(const Server& server, const std::string& path, std::string method = "GET", std::string body = {}) {
    HttpClient client;
    auto response = client.fetch({.method = std::move(method), .url = server.url() + path, .body = std::move(body)});
    REQUIRE(response);
    return *response;
}

/// A gate that a handler waits at.
class Gate {
public:
    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    void wait() {
        std::unique_lock lock(mutex_);
        ++waiting_;
        changed_.notify_all();
        changed_.wait(lock, [&] { return open_; });
    }
    void wait_for_visitors(int n) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return waiting_ >= n; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false;
    int waiting_ = 0;
};

}  // namespace

TEST_CASE("a server answers over a real socket") {
    const auto server = start();
    CHECK(server->port() != 0);
    CHECK(get(*server, "/hello/ada%20l").body == "hello ada l");
    CHECK(get(*server, "/fast").body == "fast");
    CHECK(get(*server, "/nowhere").status == 404);
    const auto wrong = get(*server, "/echo");
    CHECK(wrong.status == 405);
    CHECK(wrong.header("Allow") == "POST");
}

TEST_CASE("HEAD says the length and sends nothing") {
    const auto server = start();
    const auto head = get(*server, "/hello/ada", "HEAD");
    CHECK(head.status == 200);
    CHECK(head.header("Content-Length") == "9");
    CHECK(head.body.empty());
}

TEST_CASE("bodies come whole up to the route's limit, and are refused beyond it") {
    const auto server = start();
    const std::string big(100'000, 'x');
    CHECK(get(*server, "/echo", "POST", big).body == big);
    const auto refused = get(*server, "/echo", "POST", big + "x");
    CHECK(refused.status == 413);
    CHECK(refused.header("Content-Type") == "application/problem+json");
    CHECK(get(*server, "/echo", "POST", std::string(3'000'000, 'x')).status == 413);
}

TEST_CASE("a client that asks whether to go on is told so") {
    const auto server = start();
    RawSocket socket(server->port());
    socket.send(
        fmt::format("POST /echo HTTP/1.1\r\nHost: localhost:{}\r\nContent-Length: 2\r\nExpect: 100-continue\r\n"
                    "Connection: close\r\n\r\n",
                    server->port()));
    CHECK_THAT(socket.receive_until("\r\n\r\n"), StartsWith("HTTP/1.1 100 Continue"));
    socket.send("hi");
    CHECK_THAT(socket.receive_all(), EndsWith("\r\n\r\nhi"));
}

TEST_CASE("a connection serves one request after another, pipelined too") {
    const auto server = start();
    const std::string one = fmt::format("GET /fast HTTP/1.1\r\nHost: localhost:{}\r\n", server->port());
    RawSocket socket(server->port());
    socket.send(one + "\r\n" + one + "Connection: close\r\n\r\n");
    const auto answers = socket.receive_all();
    CHECK(answers.find("fast", answers.find("fast") + 1) != std::string::npos);
}

TEST_CASE("a handler that throws answers 500 and tells nothing") {
    telemetry::configure_logs({telemetry::LogLevel::kOff, telemetry::LogFormat::kText, {}});
    const auto server = start();
    const auto response = get(*server, "/throws");
    CHECK(response.status == 500);
    CHECK(response.body.find("secret detail") == std::string::npos);
    CHECK(get(*server, "/fast").status == 200);
    telemetry::configure_logs({});
}

TEST_CASE("requests that could be read in two ways are refused and the connection closed") {
    const auto server = start();
    const auto status = [&](std::string request) { return answer_to(server->port(), std::move(request)).substr(9, 3); };
    const std::string host = "Host: localhost:{port}\r\n";
    CHECK(status("nonsense\r\n\r\n") == "400");
    CHECK(status("GET /fast HTTP/1.1\r\n\r\n") == "400");
    CHECK(status("GET /fast HTTP/1.1\r\nHost: evil.example\r\n\r\n") == "421");
    CHECK(status("GET /fast HTTP/1.1\r\n" + host + "Host: localhost\r\n\r\n") == "400");
    CHECK(status("BREW /fast HTTP/1.1\r\n" + host + "\r\n") == "501");
    CHECK(status("get /fast HTTP/1.1\r\n" + host + "\r\n") == "501");
    CHECK(status("GET http://localhost/fast HTTP/1.1\r\n" + host + "\r\n") == "400");
    CHECK(status("GET /../etc HTTP/1.1\r\n" + host + "\r\n") == "400");
    CHECK(status("POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n") == "411");
    CHECK(status("POST /echo HTTP/1.1\r\n" + host + "Content-Length: 2\r\nTransfer-Encoding: gzip\r\n\r\nhi") == "400");
    CHECK(status("POST /echo HTTP/1.1\r\n" + host + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi") == "400");
    CHECK(status("POST /echo HTTP/1.1\r\n" + host + "Content-Length: 2, 2\r\n\r\nhi") == "400");
    CHECK(status("GET /fast HTTP/1.1\r\n" + host + "Content-Length: 2\r\n\r\nhi") == "400");
    CHECK(status("GET /fast HTTP/1.1\r\n" + host + "Origin: a\r\nOrigin: b\r\n\r\n") == "400");
    CHECK(status("GET /fast HTTP/1.1\r\n" + host + "X: " + std::string(20'000, 'x') + "\r\n\r\n") == "431");
    CHECK(status("GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\n" + host + "\r\n") == "414");
    std::string many = "GET /fast HTTP/1.1\r\n" + host;
    for (int i = 0; i < 80; ++i) many += fmt::format("X-{}: 1\r\n", i);
    CHECK(status(many + "\r\n") == "431");
    CHECK(get(*server, "/fast").status == 200);
}

TEST_CASE("a client that drips its header is cut off") {
    const auto server = start({.header_timeout = std::chrono::milliseconds(200)});
    RawSocket socket(server->port());
    socket.send("GET /fast HTTP/1.1\r\nHost:");
    CHECK(socket.receive_all().empty());
}

TEST_CASE("the gate answers before the body is read, and may hand on what it found") {
    ServerOptions options;
    options.gate = [](Request& request) -> std::optional<Response> {
        if (request.header("Authorization").empty()) return problem(401, "unauthenticated", "sign in");
        request.context = std::string(request.header("Authorization"));
        return std::nullopt;
    };
    Router router;
    router.get("/who", [](const Request& r) { return text_response(std::any_cast<std::string>(r.context)); });
    const auto server = start(std::move(options), std::move(router));
    CHECK(get(*server, "/who").status == 401);
    HttpClient client;
    const auto response = client.fetch({.url = server->url() + "/who", .headers = {{"Authorization", "ada"}}});
    CHECK(response->body == "ada");
}

TEST_CASE("slow handlers don't hold up inline routes, and too many of them get 503") {
    Gate gate;
    Router router = echo_router();
    router.get("/slow", [&](const Request&) {
        gate.wait();
        return text_response("slow");
    });
    const auto server = start({.workers = 1, .max_waiting_requests = 1}, std::move(router));
    std::string slow_body;
    std::jthread slow([&] { slow_body = get(*server, "/slow").body; });
    gate.wait_for_visitors(1);
    CHECK(get(*server, "/fast").body == "fast");
    const auto busy = get(*server, "/slow");
    CHECK(busy.status == 503);
    CHECK(busy.header("Retry-After") == "1");
    gate.open();
    slow.join();
    CHECK(slow_body == "slow");
}

TEST_CASE("stopping lets a request in work finish and closes what is idle") {
    Gate gate;
    Router router = echo_router();
    router.get("/slow", [&](const Request&) {
        gate.wait();
        return text_response("slow");
    });
    const auto server = start({}, std::move(router));
    RawSocket idle(server->port());
    idle.send(fmt::format("GET /fast HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", server->port()));
    CHECK_THAT(idle.receive_until("fast"), ContainsSubstring("200 OK"));
    HttpResponse answer;
    std::jthread slow([&] { answer = get(*server, "/slow"); });
    gate.wait_for_visitors(1);
    std::jthread stopper([&] { server->stop(std::chrono::seconds(10)); });
    CHECK(idle.receive_all().empty());
    gate.open();
    slow.join();
    stopper.join();
    CHECK(answer.body == "slow");
    CHECK(answer.header("Connection") == "close");
    CHECK_FALSE(RawSocket(server->port()).connected());
}

TEST_CASE("a busy port is an error, or the next one is taken") {
    const auto first = start();
    const auto refused = Server::start({.port = first->port()}, Router());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kUnavailable);
    const auto second = Server::start({.port = first->port(), .ports_to_try = 20}, Router());
    REQUIRE(second);
    CHECK((*second)->port() > first->port());
}

TEST_CASE("requests are counted by route, not by path") {
    telemetry::Meters meters;
    const auto server = start({.name = "t", .meters = &meters});
    get(*server, "/hello/ada");
    get(*server, "/hello/bob");
    get(*server, "/nowhere");
    const auto count = [&](std::string route, std::string status) {
        return meters
            .counter(telemetry::metric::kHttpRequests, {{"service", "t"}, {"route", route}, {"status", status}})
            .value();
    };
    CHECK(count("/hello/{name}", "200") == 2);
    CHECK(count("(none)", "404") == 1);
}

TEST_CASE("default headers are on every answer that hasn't them") {
    const auto server = start({.default_headers = {{"X-Content-Type-Options", "nosniff"}, {"Content-Type", "x/y"}}});
    CHECK(get(*server, "/nowhere").header("X-Content-Type-Options") == "nosniff");
    CHECK(get(*server, "/fast").header("Content-Type") == "text/plain; charset=utf-8");
}
