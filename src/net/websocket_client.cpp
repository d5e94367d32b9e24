#include "net/websocket_client.hpp"

#include <fmt/core.h>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/websocket/error.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "net/url.hpp"
#include "net/websocket.hpp"
#include "net/websocket_stream.hpp"

namespace tradewind::net {

namespace {

using asio::awaitable;
using boost::system::error_code;

constexpr std::size_t kMaxUnsent = 1'000;

/// Shared by all clients: the machine's certificates are read once.
asio::ssl::context& tls_context() {
    static asio::ssl::context context = [] {
        asio::ssl::context made(asio::ssl::context::tls_client);
        error_code ignored;
        made.set_default_verify_paths(ignored);
        made.set_verify_mode(asio::ssl::verify_peer, ignored);
        SSL_CTX_set_min_proto_version(made.native_handle(), TLS1_2_VERSION);
        return made;
    }();
    return context;
}

/// One I/O thread; everything it shares is under `mutex_`.
class ClientImpl final : public WebSocketClient {
public:
    ClientImpl(WebSocketClientOptions options, Url url)
        : options_(std::move(options)),
          url_(std::move(url)),
          stream_(Wire(beast::tcp_stream(io_)),
                  {options_.connect_timeout, options_.ping_interval, options_.max_message}),
          wake_(io_),
          resume_(io_) {}

    ~ClientImpl() override {
        close();
        asio::post(io_, [this] { cut_off_after(std::chrono::milliseconds(500)); });
        if (thread_.joinable()) thread_.join();
    }

    Status connect() {
        Status outcome = fail(ErrorCode::kInternal, "the handshake never ended");
        asio::co_spawn(io_, handshake(outcome), asio::detached);
        io_.run();
        io_.restart();
        if (!outcome) return outcome;
        asio::co_spawn(io_, read_loop(), asio::detached);
        asio::co_spawn(io_, write_loop(), asio::detached);
        thread_ = std::jthread([this] { io_.run(); });
        return {};
    }

    Result<std::optional<WebSocketMessage>> receive(Duration wait) override {
        std::unique_lock lock(mutex_);
        arrived_.wait_for(lock, wait, [&] { return !incoming_.empty() || ended_; });
        if (incoming_.empty()) {
            if (ended_)
                return fail(ErrorCode::kUnavailable, fmt::format("{}: {}", shown_url(options_.url), end_reason_));
            return std::nullopt;
        }
        WebSocketMessage message = std::move(incoming_.front());
        incoming_.pop_front();
        if (incoming_.size() + 1 == options_.max_queued) asio::post(io_, [this] { resume_.cancel(); });
        return message;
    }

    Status send(std::string payload, bool binary) override {
        const std::lock_guard lock(mutex_);
        if (ended_ || closing_)
            return fail(ErrorCode::kUnavailable, fmt::format("{}: not connected", shown_url(options_.url)));
        if (outgoing_.size() >= kMaxUnsent) return fail(ErrorCode::kLimit, "too many messages wait to be sent");
        outgoing_.push_back({std::move(payload), binary});
        asio::post(io_, [this] { wake_.cancel(); });
        return {};
    }

    void close() override {
        const std::lock_guard lock(mutex_);
        closing_ = true;
        asio::post(io_, [this] {
            wake_.cancel();
            resume_.cancel();
        });
    }

private:
    [[nodiscard]] bool is_tls() const { return url_.scheme == "wss"; }

    awaitable<void> handshake(Status& outcome) {
        auto& socket = stream_.wire().tcp();
        asio::ip::tcp::resolver resolver(io_);
        const auto [unresolved, addresses] = co_await resolver.async_resolve(url_.host, url_.port, kToken);
        if (unresolved) co_return failed(outcome, "name look-up", unresolved);
        socket.expires_after(options_.connect_timeout);
        const auto [unreachable, endpoint] = co_await socket.async_connect(addresses, kToken);
        if (unreachable) co_return failed(outcome, "connecting", unreachable);
        error_code ignored;
        socket.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
        if (is_tls()) {
            stream_.wire().use_tls(tls_context(), url_.host);
            const auto [untrusted] = co_await stream_.wire().async_handshake(asio::ssl::stream_base::client, kToken);
            if (untrusted) co_return failed(outcome, "TLS", untrusted);
        }
        socket.expires_never();
        unsigned status = 0;
        const auto refused = co_await stream_.handshake(host_header(), url_.target, options_.headers, status);
        if (refused == beast::websocket::error::upgrade_declined) {
            outcome = fail(ErrorCode::kRefused, fmt::format("{}: the server answered the handshake with status {}",
                                                            shown_url(options_.url), status));
        } else if (refused) {
            failed(outcome, "handshake", refused);
        } else {
            outcome = {};
        }
    }

    void failed(Status& outcome, std::string_view what, error_code error) const {
        outcome =
            fail(ErrorCode::kUnavailable, fmt::format("{}: {}: {}", shown_url(options_.url), what, error.message()),
                 "check the address and that the server can be reached");
    }

    [[nodiscard]] std::string host_header() const {
        const bool usual = url_.port == (is_tls() ? "443" : "80");
        const std::string host = url_.host.find(':') == std::string::npos ? url_.host : "[" + url_.host + "]";
        return usual ? host : host + ":" + url_.port;
    }

    awaitable<void> read_loop() {
        beast::flat_buffer buffer;
        while (true) {
            if (const auto error = co_await stream_.read(buffer)) co_return end(error);
            const auto data = buffer.data();
            bool full = false;
            {
                const std::lock_guard lock(mutex_);
                incoming_.push_back({{static_cast<const char*>(data.data()), data.size()}, stream_.got_binary()});
                full = incoming_.size() >= options_.max_queued && !closing_;
            }
            arrived_.notify_one();
            buffer.consume(buffer.size());
            if (full) {
                resume_.expires_at(asio::steady_timer::time_point::max());
                if (is_full()) co_await resume_.async_wait(kToken);
            }
        }
    }

    bool is_full() {
        const std::lock_guard lock(mutex_);
        return incoming_.size() >= options_.max_queued && !closing_;
    }

    awaitable<void> write_loop() {
        while (true) {
            if (auto message = next_outgoing()) {
                const auto payload = asio::buffer(message->payload);
                if (const auto error = co_await stream_.write(payload, message->binary)) co_return end(error);
                continue;
            }
            if (wants_to_close()) {
                cut_off_after(std::chrono::seconds(2));
                co_await stream_.close(kCloseNormal, "");
                co_return end(beast::websocket::error::closed);
            }
            if (has_ended()) co_return;
            wake_.expires_at(asio::steady_timer::time_point::max());
            if (!has_outgoing()) co_await wake_.async_wait(kToken);
        }
    }

    std::optional<WebSocketMessage> next_outgoing() {
        const std::lock_guard lock(mutex_);
        if (ended_ || outgoing_.empty()) return std::nullopt;
        WebSocketMessage message = std::move(outgoing_.front());
        outgoing_.pop_front();
        return message;
    }
    bool has_outgoing() {
        const std::lock_guard lock(mutex_);
        return !outgoing_.empty() || closing_ || ended_;
    }
    bool wants_to_close() {
        const std::lock_guard lock(mutex_);
        return closing_ && !ended_;
    }
    bool has_ended() {
        const std::lock_guard lock(mutex_);
        return ended_;
    }

    void end(error_code error) {
        {
            const std::lock_guard lock(mutex_);
            if (!ended_) end_reason_ = stream_.reason(error);
            ended_ = true;
        }
        if (cut_) cut_->cancel();
        wake_.cancel();
        arrived_.notify_all();
        stream_.wire().close();
    }

    /// Where the other side doesn't say goodbye in time, the connection just ends.
    void cut_off_after(Duration time) {
        if (has_ended()) return;
        cut_.emplace(io_, time);
        cut_->async_wait([this](error_code aborted) {
            if (!aborted) stream_.wire().close();
        });
    }

    WebSocketClientOptions options_;
    Url url_;
    asio::io_context io_{1};
    WebSocketStream stream_;
    asio::steady_timer wake_;
    asio::steady_timer resume_;
    std::optional<asio::steady_timer> cut_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<WebSocketMessage> incoming_;
    std::deque<WebSocketMessage> outgoing_;
    bool closing_ = false;
    bool ended_ = false;
    std::string end_reason_;
    std::jthread thread_;
};

}  // namespace

Result<std::unique_ptr<WebSocketClient>> WebSocketClient::connect(WebSocketClientOptions options) {
    const auto url = parse_url(options.url);
    if (!url || (url->scheme != "ws" && url->scheme != "wss")) {
        return fail(ErrorCode::kInvalidArgument, fmt::format("'{}' is not a WebSocket URL", shown_url(options.url)),
                    "use a ws:// or wss:// URL");
    }
    auto client = std::make_unique<ClientImpl>(std::move(options), *url);
    if (auto status = client->connect(); !status) return std::unexpected(std::move(status.error()));
    return client;
}

}  // namespace tradewind::net
