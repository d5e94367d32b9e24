#include "net/http_client.hpp"

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <fmt/core.h>
#include <thread>

#include "net/server.hpp"

using namespace tradewind;
using namespace tradewind::net;

namespace {

std::string headers_text(const Request& request) {
    std::string text = request.method + "\n";
    for (const auto& [name, value] : request.headers) text += name + ": " + value + "\n";
    return text + "\n" + request.body;
}

Response moved(int status, std::string to) {
    return {status, {{"Location", std::move(to)}}, {}};
}

std::unique_ptr<Server> start(Router router) {
    const auto show = [](const Request& r) { return text_response(headers_text(r)); };
    for (const auto* method : {"GET", "POST", "DELETE"}) router.add(method, "/show", show);
    auto server = Server::start({}, std::move(router));
    REQUIRE(server);
    return std::move(*server);
}

bool holds(const HttpResponse& response, std::string_view text) {
    return response.body.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("method, headers and body arrive") {
    const auto server = start({});
    HttpClient client;
    const auto posted =
        client.fetch({.method = "POST", .url = server->url() + "/show", .headers = {{"X-One", "1"}}, .body = "{}"});
    REQUIRE(posted);
    CHECK(posted->body.starts_with("POST\n"));
    CHECK(holds(*posted, "X-One: 1\n"));
    CHECK(holds(*posted, "User-Agent: tradewind/0.1\n"));
    CHECK(posted->body.ends_with("\n\n{}"));
    const auto removed = client.fetch({.method = "DELETE", .url = server->url() + "/show"});
    CHECK(removed->body.starts_with("DELETE\n"));
}

TEST_CASE("redirects are followed, and known as permanent only if all were") {
    Router router;
    router.get("/a", [](const Request&) { return moved(301, "/b"); });
    router.get("/b", [](const Request&) { return moved(308, "/show"); });
    router.get("/c", [](const Request&) { return moved(302, "/a"); });
    router.get("/loop", [](const Request&) { return moved(302, "/loop"); });
    const auto server = start(std::move(router));
    HttpClient client;
    const auto permanent = client.fetch({.url = server->url() + "/a"});
    REQUIRE(permanent);
    CHECK(permanent->moved_permanently);
    CHECK(permanent->url == server->url() + "/show");
    CHECK_FALSE(client.fetch({.url = server->url() + "/c"})->moved_permanently);
    CHECK_FALSE(client.fetch({.url = server->url() + "/show"})->moved_permanently);
    CHECK(client.fetch({.url = server->url() + "/loop"}).error().code == ErrorCode::kUnavailable);
    const auto unfollowed = client.fetch({.url = server->url() + "/a", .follow_redirects = false});
    CHECK(unfollowed->status == 301);
}

TEST_CASE("keys stay at the origin they were meant for") {
    const auto other = start({});
    Router router;
    router.get("/away", [to = other->url()](const Request&) { return moved(302, to + "/show"); });
    router.get("/near", [](const Request&) { return moved(302, "/show"); });
    const auto server = start(std::move(router));
    HttpClient client;
    const std::vector<std::pair<std::string, std::string>> headers{
        {"Authorization", "key"}, {"APCA-API-KEY-ID", "key"}, {"Cookie", "key"}, {"If-None-Match", "tag"}};
    const auto away = client.fetch({.url = server->url() + "/away", .headers = headers});
    CHECK_FALSE(holds(*away, "key"));
    CHECK(holds(*away, "If-None-Match: tag"));
    const auto near = client.fetch({.url = server->url() + "/near", .headers = headers});
    CHECK(holds(*near, "Authorization: key"));
}

TEST_CASE("303 turns a POST into a GET, 307 does not") {
    Router router;
    router.post("/see-other", [](const Request&) { return moved(303, "/show"); });
    router.post("/same", [](const Request&) { return moved(307, "/show"); });
    const auto server = start(std::move(router));
    HttpClient client;
    CHECK(
        client.fetch({.method = "POST", .url = server->url() + "/see-other", .body = "x"})->body.starts_with("GET\n"));
    CHECK(client.fetch({.method = "POST", .url = server->url() + "/same", .body = "x"})->body.ends_with("\n\nx"));
}

TEST_CASE("an answer larger than allowed is refused") {
    Router router;
    router.get("/big", [](const Request&) { return text_response(std::string(10'001, 'x')); });
    const auto server = start(std::move(router));
    HttpClient client;
    const auto refused = client.fetch({.url = server->url() + "/big", .max_bytes = 10'000});
    CHECK(refused.error().code == ErrorCode::kLimit);
    CHECK(client.fetch({.url = server->url() + "/big", .max_bytes = 10'001})->body.size() == 10'001);
}

TEST_CASE("compressed answers come out plain") {
    // gzip of "hello", made by gzip 1.12.
    static constexpr unsigned char kHello[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                                               0x03, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x86,
                                               0xa6, 0x10, 0x36, 0x05, 0x00, 0x00, 0x00};
    Router router;
    router.get("/gz", [](const Request&) {
        return Response{
            200, {{"Content-Encoding", "gzip"}}, std::string(reinterpret_cast<const char*>(kHello), sizeof kHello)};
    });
    const auto server = start(std::move(router));
    CHECK(HttpClient().fetch({.url = server->url() + "/gz"})->body == "hello");
}

TEST_CASE("failures say whether the request may have been carried out") {
    HttpClient client;
    std::uint16_t free_port = 0;
    {
        free_port = start({})->port();
    }
    const auto refused = client.fetch({.url = fmt::format("http://127.0.0.1:{}/x?key=hush", free_port)});
    CHECK(refused.error().code == ErrorCode::kUnavailable);
    CHECK(refused.error().message.find("hush") == std::string::npos);

    Router router;
    std::atomic<bool> done{false};
    router.post("/slow", [&](const Request&) {
        while (!done) std::this_thread::yield();
        return Response{};
    });
    const auto server = start(std::move(router));
    const auto unknown = client.fetch(
        {.method = "POST", .url = server->url() + "/slow", .body = "x", .timeout = std::chrono::milliseconds(100)});
    CHECK(unknown.error().code == ErrorCode::kUnknownOutcome);
    done = true;
}

TEST_CASE("only http and https are fetched, and headers can't be smuggled") {
    HttpClient client;
    for (const auto* url : {"file:///etc/passwd", "gopher://x/", "", "x", "http://"}) {
        CAPTURE(url);
        CHECK(client.fetch({.url = url}).error().code == ErrorCode::kInvalidArgument);
    }
    CHECK(client.fetch({.url = "http://127.0.0.1:1/", .headers = {{"X", "a\r\nY: b"}}}).error().code ==
          ErrorCode::kInvalidArgument);
}
