#include <fmt/core.h>
#include <catch2/catch_test_macros.hpp>

#include "net/server.hpp"
#include "unit/net/raw_socket.hpp"

using namespace tradewind;
using namespace tradewind::net;

// Requests that must be refused, by the numbers under which docs/security.md lists them (H), and J17.

namespace {

class Door {
public:
    Door() {
        ServerOptions options;
        options.header_timeout = std::chrono::milliseconds(300);
        options.body_timeout = std::chrono::milliseconds(300);
        Router router;
        router.get("/ok", [](const Request&) { return text_response("fine"); });
        router.post("/echo", [](const Request& request) { return text_response(request.body); }, {.max_body = 100});
        auto started = Server::start(std::move(options), std::move(router));
        REQUIRE(started);
        server_ = std::move(*started);
        host = fmt::format("Host: localhost:{}\r\n", server_->port());
    }
    std::string answer(const std::string& request) const {
        RawSocket socket(server_->port());
        socket.send(request);
        return socket.receive_all();
    }
    std::string status(const std::string& request) const {
        const auto text = answer(request);
        return text.size() < 12 ? "" : text.substr(9, 3);
    }
    std::string host;

private:
    std::unique_ptr<Server> server_;
};

}  // namespace

TEST_CASE("H01: one Host, and one of ours") {
    const Door door;
    CHECK(door.status("GET /ok HTTP/1.1\r\n\r\n") == "400");
    CHECK(door.status("GET /ok HTTP/1.1\r\n" + door.host + door.host + "\r\n") == "400");
    CHECK(door.status("GET /ok HTTP/1.1\r\nHost: evil.example\r\n\r\n") == "421");
}

TEST_CASE("H02 H03: a body has one length, and no other coding") {
    const Door door;
    const std::string post = "POST /echo HTTP/1.1\r\n" + door.host;
    CHECK(door.status(post + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n") == "411");
    CHECK(door.status(post + "Transfer-Encoding: chunked\r\nTrailer: X\r\n\r\n0\r\nAuthorization: a\r\n\r\n") == "411");
    CHECK(door.status(post + "Transfer-Encoding: gzip\r\n\r\n").starts_with("4"));
    CHECK(door.status(post + "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\nhi") == "400");
    CHECK(door.status(post + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nhi") == "400");
    for (const auto* length : {"3\r\nContent-Length: 3", "3, 3", "+3", "0x3", "-1", "99999999999999999999"}) {
        CAPTURE(length);
        CHECK(door.status(post + "Content-Length: " + length + "\r\n\r\nabc").starts_with("4"));
    }
}

TEST_CASE("H04: head, body and target are bounded") {
    const Door door;
    CHECK(door.status("GET /ok HTTP/1.1\r\n" + door.host + "X: " + std::string(20'000, 'x') + "\r\n\r\n") == "431");
    CHECK(door.status("GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\n" + door.host + "\r\n") == "414");
    CHECK(door.status("POST /echo HTTP/1.1\r\n" + door.host + "Content-Length: 101\r\n\r\n") == "413");
}

TEST_CASE("H05: what comes too slowly is cut off") {
    const Door door;
    CHECK(door.answer("GET /ok HTTP/1.1\r\nHost:").empty());
    CHECK(door.answer("POST /echo HTTP/1.1\r\n" + door.host + "Content-Length: 5\r\n\r\n").empty());
}

TEST_CASE("H06 H07: a plain path, a known method") {
    const Door door;
    for (const auto* target : {"http://localhost/ok", "/%00", "/a/../ok", "/a%2fb", "/\\ok", "//ok", "/\xC3\xA4"}) {
        CAPTURE(target);
        CHECK(door.status(fmt::format("GET {} HTTP/1.1\r\n{}\r\n", target, door.host)).starts_with("4"));
    }
    for (const auto* method : {"get", "TRACE", "CONNECT", "BREW"}) {
        CAPTURE(method);
        const auto status = door.status(fmt::format("{} /ok HTTP/1.1\r\n{}\r\n", method, door.host));
        CHECK((status == "501" || status == "405" || status == "400"));
    }
}

TEST_CASE("H08: after a request that can't be read, nothing more is") {
    const Door door;
    const std::string good = "GET /ok HTTP/1.1\r\n" + door.host + "\r\n";
    const auto text = door.answer("POST /echo HTTP/1.1\r\n" + door.host + "Content-Length: 3, 3\r\n\r\n" + good);
    CHECK(text.find("fine") == std::string::npos);
    CHECK(text.find("Connection: close") != std::string::npos);
}

TEST_CASE("H09: other origins are told nothing") {
    const Door door;
    const auto text = door.answer("OPTIONS /echo HTTP/1.1\r\n" + door.host +
                                  "Origin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\n"
                                  "Connection: close\r\n\r\n");
    CHECK(text.starts_with("HTTP/1.1 204"));
    CHECK(text.find("Access-Control-") == std::string::npos);
}

TEST_CASE("J17: one Authorization") {
    const Door door;
    CHECK(door.status("GET /ok HTTP/1.1\r\n" + door.host +
                      "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n") == "400");
}
