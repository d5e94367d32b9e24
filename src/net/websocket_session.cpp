#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>

#include "net/server_core.hpp"
#include "net/websocket_stream.hpp"
#include "telemetry/log.hpp"

namespace tradewind::net {

namespace {

using asio::awaitable;
using boost::system::error_code;

class Session final : public WebSocketSession, public Connection, public std::enable_shared_from_this<Session> {
public:
    Session(std::shared_ptr<ServerCore> core, Handshake handshake)
        : core_(std::move(core)),
          id_(handshake.id),
          stream_(std::move(handshake.wire), limits(*core_, handshake.handler)),
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
        close_reason_ = {code, std::string(reason)};
        if (code == kCloseTooSlow) queue_.clear();
        wake();
    }

    void drain() override { close(kCloseGoingAway, "the server stops"); }
    void abort() override {
        asio::post(wake_.get_executor(), [self = shared_from_this()] { self->stream_.wire().close(); });
    }
    [[nodiscard]] const Request& request() const override { return request_; }
    [[nodiscard]] std::uint64_t id() const override { return id_; }

private:
    struct Frame {
        std::shared_ptr<const std::string> payload;
        bool binary = false;
    };
    struct Goodbye {
        std::uint16_t code = 0;
        std::string reason;
    };

    void wake() {
        asio::post(wake_.get_executor(), [self = shared_from_this()] { self->wake_.cancel(); });
    }

    awaitable<void> run() {
        if (const auto refused = co_await stream_.accept(raw_); !refused) {
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

    static WebSocketStream::Limits limits(const ServerCore& core, const WebSocketHandler& handler) {
        return {core.options.header_timeout, core.options.ping_interval, handler.max_message};
    }

    awaitable<void> read_loop() {
        beast::flat_buffer buffer;
        while (!co_await stream_.read(buffer)) {
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
                if (co_await stream_.write(asio::buffer(*frame->payload), frame->binary)) co_return;
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

    awaitable<void> say_goodbye(const Goodbye& goodbye) {
        // A peer that doesn't read can't be said goodbye to: the timer cuts it off.
        asio::steady_timer cut(stream_.get_executor(), std::chrono::seconds(1));
        cut.async_wait([self = shared_from_this()](error_code aborted) {
            if (!aborted) self->stream_.wire().close();
        });
        co_await stream_.close(goodbye.code, goodbye.reason);
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

    std::optional<Goodbye> reason_to_close() {
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
    WebSocketStream stream_;
    beast::http::request<beast::http::empty_body> raw_;
    Request request_;
    const WebSocketHandler& handler_;
    asio::steady_timer wake_;
    std::mutex mutex_;
    std::deque<Frame> queue_;
    std::size_t queued_bytes_ = 0;
    bool closing_ = false;
    bool finished_ = false;
    Goodbye close_reason_;
};

}  // namespace

void serve_websocket(std::shared_ptr<ServerCore> core, Handshake handshake) {
    std::make_shared<Session>(std::move(core), std::move(handshake))->start();
}

}  // namespace tradewind::net
