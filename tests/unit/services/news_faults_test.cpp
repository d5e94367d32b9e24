#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <thread>

#include "net/http_client.hpp"
#include "news/feed_source.hpp"

namespace tradewind::services {
namespace {

using namespace std::chrono_literals;

/// A loopback server that answers every connection with what a test says, well-behaved or not.
class BadServer {
public:
    /// `answer`: bytes for a request; nothing more comes after them, and the connection closes.
    explicit BadServer(std::function<std::string(const std::string& request)> answer) : answer_(std::move(answer)) {
        fd_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        REQUIRE(::listen(fd_, 16) == 0);
        socklen_t size = sizeof address;
        ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
    }
    ~BadServer() {
        thread_.request_stop();
        ::shutdown(fd_, SHUT_RDWR);
        thread_.join();
        ::close(fd_);
    }
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/feed"; }
    [[nodiscard]] int requests() const { return requests_; }

private:
    void serve(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            const int client = ::accept(fd_, nullptr, nullptr);
            if (client < 0) return;
            std::string request;
            char chunk[4096];
            while (request.find("\r\n\r\n") == std::string::npos) {
                const auto got = ::recv(client, chunk, sizeof chunk, 0);
                if (got <= 0) break;
                request.append(chunk, static_cast<std::size_t>(got));
            }
            ++requests_;
            const auto bytes = answer_(request);
            for (std::size_t at = 0; at < bytes.size();) {
                const auto sent = ::send(client, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
                if (sent <= 0) break;
                at += static_cast<std::size_t>(sent);
            }
            ::close(client);
        }
    }

    std::function<std::string(const std::string&)> answer_;
    int fd_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<int> requests_ = 0;
    std::jthread thread_;
};

std::string response(std::string_view status, std::string_view headers, std::string_view body) {
    std::string bytes = "HTTP/1.1 ";
    bytes.append(status).append("\r\nConnection: close\r\nContent-Length: ").append(std::to_string(body.size()));
    bytes.append("\r\n").append(headers).append("\r\n").append(body);
    return bytes;
}

constexpr std::string_view kFeed =
    "<rss "
    "version='2.0'><channel><title>T</title><item><title>One</title><link>http://x/1</link></item></channel></rss>";

struct Polled {
    Result<news::PollResult> result;
    Duration wait;
    bool retired;
};

Polled poll(BadServer& server, news::PollPolicy policy = {}) {
    policy.timeout = std::min<Duration>(policy.timeout, 5s);
    news::FeedPoller poller("x", server.url(), policy);
    const Timestamp now = *parse_timestamp("2026-01-05T13:00:00Z");
    auto result = poller.poll({now, now}, net::HttpClient::make_fetch());
    return {std::move(result), poller.next_poll() - now, poller.retired()};
}

// 10 MiB of blanks in 10 KiB: stored deflate blocks can't, so a run of fixed-Huffman matches made once by gzip.
std::string gzip_bomb() {
    // A gzip member whose deflate stream is one literal and then matches of length 258 at distance 1, fixed codes.
    std::string bytes("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", 10);
    unsigned held = 0;
    int bits = 0;
    const auto put = [&](unsigned value, int count) {
        held |= value << static_cast<unsigned>(bits);
        bits += count;
        for (; bits >= 8; bits -= 8, held >>= 8U) bytes += static_cast<char>(held & 0xFF);
    };
    const auto code = [&](unsigned value, int count) {  // Huffman codes go in from their highest bit.
        for (int i = count - 1; i >= 0; --i) put(value >> static_cast<unsigned>(i) & 1U, 1);
    };
    put(1, 1);           // The last block,
    put(1, 2);           // with fixed codes.
    code(0x30 + 32, 8);  // A blank.
    for (int i = 0; i < 200'000; ++i) {
        code(0xC5, 8);  // Length 258,
        code(0, 5);     // distance 1.
    }
    code(0, 7);
    put(0, 7);
    return bytes;
}

}  // namespace

TEST_CASE("a good feed over a real connection is read, whatever its Content-Type says") {
    BadServer server([](const std::string&) { return response("200 OK", "Content-Type: image/png\r\n", kFeed); });
    const auto polled = poll(server);
    REQUIRE(polled.result);
    CHECK(polled.result->articles.size() == 1);
}

TEST_CASE("errors of a server are told and backed off from") {
    const auto with = [](std::string_view status, std::string_view headers) {
        BadServer server([=](const std::string&) { return response(status, headers, "sorry"); });
        return poll(server);
    };
    const auto broken = with("500 Oops", "");
    CHECK(broken.result.error().code == ErrorCode::kUnavailable);
    CHECK(broken.wait >= 30s);
    CHECK(with("429 Slow down", "Retry-After: 77\r\n").wait == 77s);
    CHECK(with("503 Later", "Retry-After: Mon, 05 Jan 2026 13:10:00 GMT\r\n").wait == 10min);
    CHECK(with("410 Gone", "").retired);
    CHECK_FALSE(with("200 OK", "Content-Type: text/html\r\n").result);
}

TEST_CASE("an answer that is cut off is no feed") {
    BadServer server([](const std::string&) {
        auto bytes = response("200 OK", "", kFeed);
        bytes.resize(bytes.size() - 20);
        return bytes;
    });
    CHECK_FALSE(poll(server).result);
}

TEST_CASE("redirects in a circle end") {
    BadServer* self = nullptr;
    BadServer server(
        [&](const std::string&) { return response("302 Found", "Location: " + self->url() + "\r\n", ""); });
    self = &server;
    CHECK_FALSE(poll(server).result);
    CHECK(server.requests() <= 7);
}

TEST_CASE("what is too large is dropped, compressed or not") {
    BadServer huge([](const std::string&) { return response("200 OK", "", std::string(200'000, ' ')); });
    const auto large = poll(huge, {.max_bytes = 100'000});
    REQUIRE_FALSE(large.result);
    CHECK(large.result.error().code == ErrorCode::kLimit);
    const auto bomb = gzip_bomb();
    BadServer packed([&](const std::string&) { return response("200 OK", "Content-Encoding: gzip\r\n", bomb); });
    const auto blown = poll(packed);
    REQUIRE_FALSE(blown.result);
    CHECK(blown.result.error().code == ErrorCode::kLimit);
}

TEST_CASE("a server that says nothing costs its own timeout and no more") {
    BadServer server([](const std::string&) { return std::string(); });
    CHECK_FALSE(poll(server).result);
    const int listening = ::socket(AF_INET, SOCK_STREAM, 0);  // Accepts, and never reads or answers.
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(listening, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(listening, 1) == 0);
    socklen_t size = sizeof address;
    ::getsockname(listening, reinterpret_cast<sockaddr*>(&address), &size);
    news::FeedPoller poller("mute", "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/",
                            {.timeout = 200ms});
    const Timestamp now = *parse_timestamp("2026-01-05T13:00:00Z");
    CHECK_FALSE(poller.poll({now, now}, net::HttpClient::make_fetch()));
    CHECK(poller.next_poll() > now);
    ::close(listening);
}

}  // namespace tradewind::services
