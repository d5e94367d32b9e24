#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <deque>

#include "net/server_core.hpp"
#include "telemetry/log.hpp"

namespace tradewind::net {

namespace {

namespace websocket = beast::websocket;
using asio::awaitable;
using boost::system::error_code;

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);

/// Milliseconds are the finest that Beast's timers take.
auto whole_milliseconds(Duration duration) {
    return std::chrono::ceil<std::chrono::milliseconds>(duration);
}

class Session final : public WebSocketSession, public Connection, public std::enable_shared_from_this<Session> {
public:
    Session(std::shared_ptr<ServerCore> core, Handshake handshake)
        : core_(std::move(core)),
          id_(handshake.id),
          stream_(std::move(handshake.stream)),
          raw_(std::move(handshake.raw)),
          request_(std::move(handshake.request)),
          handler_(handshake.handler),
          wake_(stream_.get_executor()) {}

    void start() {
        core_->replace(id_, std::static_pointer_cast<Connection>(shared_from_this()));
        asio::co_spawn(stream_.get_executor(), [self = shared_from_this()] { return self->run(); }, asio::detached);
    }

    bool send(std::shared_ptr<const std::string> payload, bool binary) override {
        {
            const std::lock_guard lock(mutex_);
            if (closing_) return false;
            queued_bytes_ += payload->size();
            queue_.push_back({std::move(payload), binary});
            if (queue_.size() <= handler_.max_queued_frames && queued_bytes_ <= handler_.max_queued_bytes) {
                if (queue_.size() == 1) wake();
                return true;
            }
        }
        if (core_->websocket_dropped != nullptr) core_->websocket_dropped->add();
        telemetry::log_info(core_->options.name, "A WebSocket client reads too slowly", {{"client", id_}});
        close(kCloseTooSlow, "too slow");
        return false;
    }

    void close(std::uint16_t code, std::string_view reason) override {
        const std::lock_guard lock(mutex_);
        if (closing_) return;
        closing_ = true;
        close_reason_ = {websocket::close_code(code), reason};
        if (code == kCloseTooSlow) queue_.clear();
        wake();
    }

    void drain() override { close(kCloseGoingAway, "the server stops"); }
    void abort() override {
        asio::post(wake_.get_executor(),
                   [self = shared_from_this()] { beast::get_lowest_layer(self->stream_).close(); });
    }
    [[nodiscard]] const Request& request() const override { return request_; }
    [[nodiscard]] std::uint64_t id() const override { return id_; }

private:
    struct Frame {
        std::shared_ptr<const std::string> payload;
        bool binary = false;
    };

    void wake() {
        asio::post(wake_.get_executor(), [self = shared_from_this()] { self->wake_.cancel(); });
    }

    awaitable<void> run() {
        configure();
        const auto [refused] = co_await stream_.async_accept(raw_, kToken);
        if (!refused) {
            count(+1);
            if (handler_.on_open) handler_.on_open(shared_from_this());
            asio::co_spawn(
                stream_.get_executor(), [self = shared_from_this()] { return self->write_loop(); }, asio::detached);
            if (core_->draining) drain();
            co_await read_loop();
            finish();
            count(-1);
        }
        core_->leave(id_);
    }

    void configure() {
        websocket::stream_base::timeout timeout{};
        timeout.handshake_timeout = whole_milliseconds(core_->options.header_timeout);
        timeout.idle_timeout = whole_milliseconds(2 * core_->options.ping_interval);  // a ping goes out at half of it
        timeout.keep_alive_pings = true;
        stream_.set_option(timeout);
        stream_.read_message_max(handler_.max_message);
    }

    awaitable<void> read_loop() {
        beast::flat_buffer buffer;
        while (true) {
            const auto [error, size] = co_await stream_.async_read(buffer, kToken);
            if (error) co_return;
            if (handler_.on_message) {
                const auto data = buffer.data();
                handler_.on_message(shared_from_this(), {static_cast<const char*>(data.data()), data.size()},
                                    stream_.got_binary());
            }
            buffer.consume(buffer.size());
        }
    }

    /// Sends what is queued; ends by the closing handshake or with the connection.
    awaitable<void> write_loop() {
        while (true) {
            std::optional<Frame> frame = next_frame();
            if (frame) {
                stream_.binary(frame->binary);
                const auto [error, size] = co_await stream_.async_write(asio::buffer(*frame->payload), kToken);
                if (error) co_return;
                continue;
            }
            if (const auto reason = reason_to_close()) {
                co_await say_goodbye(*reason);
                co_return;
            }
            if (finished_) co_return;
            wake_.expires_at(asio::steady_timer::time_point::max());
            if (!has_work()) co_await wake_.async_wait(kToken);
        }
    }

    awaitable<void> say_goodbye(const websocket::close_reason& reason) {
        // A peer that doesn't read can't be said goodbye to: the timer cuts it off.
        asio::steady_timer cut(stream_.get_executor(), std::chrono::seconds(1));
        cut.async_wait([self = shared_from_this()](error_code aborted) {
            if (!aborted) beast::get_lowest_layer(self->stream_).close();
        });
        co_await stream_.async_close(reason, kToken);
        cut.cancel();
    }

    std::optional<Frame> next_frame() {
        const std::lock_guard lock(mutex_);
        if (queue_.empty()) return std::nullopt;
        Frame frame = std::move(queue_.front());
        queue_.pop_front();
        queued_bytes_ -= frame.payload->size();
        return frame;
    }

    bool has_work() {
        const std::lock_guard lock(mutex_);
        return !queue_.empty() || closing_ || finished_;
    }

    std::optional<websocket::close_reason> reason_to_close() {
        const std::lock_guard lock(mutex_);
        if (!closing_ || finished_) return std::nullopt;
        return close_reason_;
    }

    void finish() {
        {
            const std::lock_guard lock(mutex_);
            closing_ = true;
            finished_ = true;
            queue_.clear();
        }
        wake_.cancel();
        if (handler_.on_close) handler_.on_close(shared_from_this());
    }

    void count(double change) {
        if (core_->websocket_clients != nullptr) core_->websocket_clients->add(change);
    }

    std::shared_ptr<ServerCore> core_;
    std::uint64_t id_;
    websocket::stream<beast::tcp_stream> stream_;
    beast::http::request<beast::http::empty_body> raw_;
    Request request_;
    const WebSocketHandler& handler_;
    asio::steady_timer wake_;
    std::mutex mutex_;
    std::deque<Frame> queue_;
    std::size_t queued_bytes_ = 0;
    bool closing_ = false;
    bool finished_ = false;
    websocket::close_reason close_reason_;
};

}  // namespace

void serve_websocket(std::shared_ptr<ServerCore> core, Handshake handshake) {
    std::make_shared<Session>(std::move(core), std::move(handshake))->start();
}

}  // namespace tradewind::net
