#include "net/websocket_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <condition_variable>
#include <deque>
#include <fmt/core.h>
#include <mutex>
#include <thread>

#include "net/url.hpp"

namespace tradewind::net {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::awaitable;
using boost::system::error_code;

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kMaxUnsent = 1'000;

auto whole_milliseconds(Duration duration) {
    return std::chrono::ceil<std::chrono::milliseconds>(duration);
}

/// The connection over a plain or a TLS stream. One I/O thread; everything it shares is under `mutex_`.
template <class NextLayer>
class ClientImpl final : public WebSocketClient {
public:
    template <class... Args>
    ClientImpl(WebSocketClientOptions options, Url url, Args&... args)
        : options_(std::move(options)), url_(std::move(url)), stream_(io_, args...), wake_(io_), resume_(io_) {}

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
    static constexpr bool kTls = !std::is_same_v<NextLayer, beast::tcp_stream>;

    awaitable<void> handshake(Status& outcome) {
        auto& socket = beast::get_lowest_layer(stream_);
        asio::ip::tcp::resolver resolver(io_);
        const auto [unresolved, addresses] = co_await resolver.async_resolve(url_.host, url_.port, kToken);
        if (unresolved) co_return failed(outcome, "name look-up", unresolved);
        socket.expires_after(options_.connect_timeout);
        const auto [unreachable, endpoint] = co_await socket.async_connect(addresses, kToken);
        if (unreachable) co_return failed(outcome, "connecting", unreachable);
        error_code ignored;
        socket.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
        if constexpr (kTls) {
            // What the macro SSL_set_tlsext_host_name does, without its old-style cast.
            SSL_ctrl(stream_.next_layer().native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                     url_.host.data());
            stream_.next_layer().set_verify_callback(asio::ssl::host_name_verification(url_.host), ignored);
            const auto [untrusted] =
                co_await stream_.next_layer().async_handshake(asio::ssl::stream_base::client, kToken);
            if (untrusted) co_return failed(outcome, "TLS", untrusted);
        }
        socket.expires_never();
        configure();
        websocket::response_type answer;
        const auto [refused] = co_await stream_.async_handshake(answer, host_header(), url_.target, kToken);
        if (refused == websocket::error::upgrade_declined) {
            outcome = fail(ErrorCode::kRefused, fmt::format("{}: the server answered the handshake with status {}",
                                                            shown_url(options_.url), answer.result_int()));
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
        const bool usual = url_.port == (kTls ? "443" : "80");
        const std::string host = url_.host.find(':') == std::string::npos ? url_.host : "[" + url_.host + "]";
        return usual ? host : host + ":" + url_.port;
    }

    void configure() {
        websocket::stream_base::timeout timeout{};
        timeout.handshake_timeout = whole_milliseconds(options_.connect_timeout);
        timeout.idle_timeout = whole_milliseconds(2 * options_.ping_interval);
        timeout.keep_alive_pings = true;
        stream_.set_option(timeout);
        stream_.read_message_max(options_.max_message);
        stream_.set_option(websocket::stream_base::decorator([this](websocket::request_type& request) {
            for (const auto& [name, value] : options_.headers) request.set(name, value);
        }));
    }

    awaitable<void> read_loop() {
        beast::flat_buffer buffer;
        while (true) {
            const auto [error, size] = co_await stream_.async_read(buffer, kToken);
            if (error) co_return end(error);
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
                stream_.binary(message->binary);
                const auto [error, size] = co_await stream_.async_write(asio::buffer(message->payload), kToken);
                if (error) co_return end(error);
                continue;
            }
            if (wants_to_close()) {
                cut_off_after(std::chrono::seconds(2));
                co_await stream_.async_close(websocket::close_code::normal, kToken);
                co_return end(websocket::error::closed);
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
            if (!ended_) end_reason_ = reason_text(error);
            ended_ = true;
        }
        if (cut_) cut_->cancel();
        wake_.cancel();
        arrived_.notify_all();
        beast::get_lowest_layer(stream_).close();
    }

    std::string reason_text(error_code error) {
        const auto& reason = stream_.reason();
        if (error == websocket::error::closed && reason.code != websocket::close_code::none) {
            return fmt::format("closed by the server with code {} {}", static_cast<int>(reason.code),
                               std::string_view(reason.reason.data(), reason.reason.size()));
        }
        return error == websocket::error::closed ? "closed" : error.message();
    }

    /// Where the other side doesn't say goodbye in time, the connection just ends.
    void cut_off_after(Duration time) {
        if (has_ended()) return;
        cut_.emplace(io_, time);
        cut_->async_wait([this](error_code aborted) {
            if (!aborted) beast::get_lowest_layer(stream_).close();
        });
    }

    WebSocketClientOptions options_;
    Url url_;
    asio::io_context io_{1};
    websocket::stream<NextLayer> stream_;
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

template <class Client>
Result<std::unique_ptr<WebSocketClient>> connected(std::unique_ptr<Client> client) {
    if (auto status = client->connect(); !status) return std::unexpected(std::move(status.error()));
    return client;
}

}  // namespace

Result<std::unique_ptr<WebSocketClient>> WebSocketClient::connect(WebSocketClientOptions options) {
    const auto url = parse_url(options.url);
    if (!url || (url->scheme != "ws" && url->scheme != "wss")) {
        return fail(ErrorCode::kInvalidArgument, fmt::format("'{}' is not a WebSocket URL", shown_url(options.url)),
                    "use a ws:// or wss:// URL");
    }
    if (url->scheme == "ws")
        return connected(std::make_unique<ClientImpl<beast::tcp_stream>>(std::move(options), *url));
    return connected(
        std::make_unique<ClientImpl<beast::ssl_stream<beast::tcp_stream>>>(std::move(options), *url, tls_context()));
}

}  // namespace tradewind::net
