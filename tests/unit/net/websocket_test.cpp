#include <catch2/catch_test_macros.hpp>
#include <condition_variable>
#include <fmt/core.h>
#include <mutex>

#include "net/http_client.hpp"
#include "net/server.hpp"
#include "net/websocket_client.hpp"
#include "telemetry/log.hpp"

using namespace tradewind;
using namespace tradewind::net;
using std::chrono::seconds;

namespace {

/// Sessions that a handler has seen, for a test to look at.
class Sessions {
public:
    void opened(const WebSocketSessionPtr& session) {
        const std::lock_guard lock(mutex_);
        last_ = session;
        ++opened_;
        changed_.notify_all();
    }
    void closed() {
        const std::lock_guard lock(mutex_);
        ++closed_;
        changed_.notify_all();
    }
    WebSocketSessionPtr wait_for_open() {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, seconds(20), [&] { return last_ != nullptr; });
        return last_;
    }
    bool wait_for_closed(int n) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, seconds(20), [&] { return closed_ >= n; });
    }
    [[nodiscard]] int opened_count() {
        const std::lock_guard lock(mutex_);
        return opened_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    WebSocketSessionPtr last_;
    int opened_ = 0;
    int closed_ = 0;
};

WebSocketHandler echo(Sessions& sessions) {
    WebSocketHandler handler;
    handler.accept = [](const Request& request) -> std::optional<Response> {
        if (request.header("Origin") == "http://evil") return problem(403, "forbidden", "not from there");
        return std::nullopt;
    };
    handler.on_open = [&](const WebSocketSessionPtr& session) { sessions.opened(session); };
    handler.on_message = [](const WebSocketSessionPtr& session, std::string_view payload, bool binary) {
        session->send(std::make_shared<const std::string>(payload), binary);
    };
    handler.on_close = [&](const WebSocketSessionPtr&) { sessions.closed(); };
    return handler;
}

std::unique_ptr<Server> start(WebSocketHandler handler, ServerOptions options = {}) {
    Router router;
    router.websocket("/ws", std::move(handler));
    auto server = Server::start(std::move(options), std::move(router));
    REQUIRE(server);
    return std::move(*server);
}

std::string ws_url(const Server& server) {
    return fmt::format("ws://127.0.0.1:{}/ws", server.port());
}

std::unique_ptr<WebSocketClient> connect(const Server& server) {
    auto client = WebSocketClient::connect({.url = ws_url(server)});
    REQUIRE(client);
    return std::move(*client);
}

WebSocketMessage next(WebSocketClient& client) {
    auto message = client.receive(seconds(20));
    REQUIRE(message);
    REQUIRE(*message);
    return **message;
}

}  // namespace

TEST_CASE("text and binary frames go there and back, in order") {
    Sessions sessions;
    const auto server = start(echo(sessions));
    const auto client = connect(*server);
    const std::string binary("\x00\xff\x01", 3);
    REQUIRE(client->send("one"));
    REQUIRE(client->send(binary, true));
    REQUIRE(client->send(""));
    CHECK(next(*client).payload == "one");
    const auto second = next(*client);
    CHECK(second.payload == binary);
    CHECK(second.binary);
    CHECK(next(*client).payload.empty());
    client->close();
    CHECK(sessions.wait_for_closed(1));
}

TEST_CASE("a server can send unasked, from any thread") {
    Sessions sessions;
    const auto server = start(echo(sessions));
    const auto client = connect(*server);
    const auto session = sessions.wait_for_open();
    for (int i = 0; i < 500; ++i) REQUIRE(session->send(std::to_string(i)));
    for (int i = 0; i < 500; ++i) REQUIRE(next(*client).payload == std::to_string(i));
}

TEST_CASE("a handshake can be refused") {
    Sessions sessions;
    const auto server = start(echo(sessions));
    const auto refused = WebSocketClient::connect({.url = ws_url(*server), .headers = {{"Origin", "http://evil"}}});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kRefused);
    CHECK(refused.error().message.find("403") != std::string::npos);
    CHECK(sessions.opened_count() == 0);
    const auto nowhere = WebSocketClient::connect({.url = fmt::format("ws://127.0.0.1:{}/other", server->port())});
    CHECK(nowhere.error().message.find("404") != std::string::npos);
}

TEST_CASE("a message larger than allowed ends the session") {
    Sessions sessions;
    auto handler = echo(sessions);
    handler.max_message = 1000;
    const auto server = start(std::move(handler));
    const auto client = connect(*server);
    REQUIRE(client->send(std::string(1001, 'x')));
    CHECK(client->receive(seconds(20)).error().message.find("1009") != std::string::npos);
    CHECK(sessions.wait_for_closed(1));
}

TEST_CASE("a client that reads too slowly is let go, and nobody waits for it") {
    telemetry::configure_logs({telemetry::LogLevel::kOff, telemetry::LogFormat::kText, {}});
    Sessions sessions;
    auto handler = echo(sessions);
    handler.max_queued_frames = 20;
    const auto server = start(std::move(handler));
    auto client = WebSocketClient::connect({.url = ws_url(*server), .max_queued = 1});
    REQUIRE(client);
    const auto session = sessions.wait_for_open();
    const auto chunk = std::make_shared<const std::string>(1024 * 1024, 'x');
    int sent = 0;
    while (session->send(chunk) && sent < 1000) ++sent;
    CHECK(sent < 1000);
    CHECK(sessions.wait_for_closed(1));
    telemetry::configure_logs({});
}

TEST_CASE("closing a session tells the client the code") {
    Sessions sessions;
    const auto server = start(echo(sessions));
    const auto client = connect(*server);
    sessions.wait_for_open()->close(kCloseSignedOut, "signed out");
    const auto ended = client->receive(seconds(20));
    REQUIRE_FALSE(ended);
    CHECK(ended.error().message.find("4401 signed out") != std::string::npos);
    CHECK_FALSE(client->send("x"));
}

TEST_CASE("stopping the server says goodbye to its sessions") {
    Sessions sessions;
    const auto server = start(echo(sessions));
    const auto client = connect(*server);
    sessions.wait_for_open();
    server->stop(seconds(10));
    CHECK(client->receive(seconds(20)).error().message.find("1001") != std::string::npos);
    CHECK(server->connections() == 0);
}

TEST_CASE("pings keep a silent connection open, and silence ends it") {
    Sessions sessions;
    const auto server = start(echo(sessions), {.ping_interval = std::chrono::milliseconds(100)});
    const auto client = connect(*server);
    CHECK(*client->receive(std::chrono::milliseconds(1000)) == std::nullopt);
    REQUIRE(client->send("still here"));
    CHECK(next(*client).payload == "still here");
}

TEST_CASE("a connection that can't be had is an error with a hint") {
    std::uint16_t port = 0;
    {
        Sessions sessions;
        port = start(echo(sessions))->port();
    }
    const auto refused = WebSocketClient::connect({.url = fmt::format("ws://127.0.0.1:{}/ws?key=hush", port)});
    CHECK(refused.error().code == ErrorCode::kUnavailable);
    CHECK(refused.error().message.find("hush") == std::string::npos);
    CHECK(WebSocketClient::connect({.url = "http://x/"}).error().code == ErrorCode::kInvalidArgument);
}

TEST_CASE("an ordinary request to a WebSocket's path is not an upgrade") {
    Sessions sessions;
    const auto server = start(echo(sessions));
    CHECK(HttpClient().fetch({.url = server->url() + "/ws"})->status == 404);
}
