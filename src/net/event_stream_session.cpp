#include <fmt/core.h>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include "net/server_core.hpp"

namespace tradewind::net {

namespace {

using asio::awaitable;

constexpr std::size_t kMostQueued = 4 * 1024 * 1024;

class EventStreamSession final : public EventStream,
                                 public Connection,
                                 public std::enable_shared_from_this<EventStreamSession> {
public:
    EventStreamSession(std::shared_ptr<ServerCore> core, StreamedAnswer answer)
        : core_(std::move(core)),
          id_(answer.id),
          wire_(std::move(answer.wire)),
          response_(std::move(answer.response)),
          wake_(wire_.get_executor()) {}

    void start() {
        core_->replace(id_, std::static_pointer_cast<Connection>(shared_from_this()));
        asio::co_spawn(
            wire_.get_executor(), [self = shared_from_this()] { return self->write_loop(); }, asio::detached);
        asio::co_spawn(wire_.get_executor(), [self = shared_from_this()] { return self->read_loop(); }, asio::detached);
    }

    bool send(std::string text) override {
        const std::lock_guard lock(mutex_);
        if (closing_) return false;
        if (queued_.size() + text.size() > kMostQueued)
            closing_ = true;
        else
            queued_ += text;
        asio::post(wake_.get_executor(), [self = shared_from_this()] { self->wake_.cancel(); });
        return !closing_;
    }
    void close() override {
        const std::lock_guard lock(mutex_);
        closing_ = true;
        asio::post(wake_.get_executor(), [self = shared_from_this()] { self->wake_.cancel(); });
    }
    [[nodiscard]] bool is_open() const override {
        const std::lock_guard lock(mutex_);
        return !closing_;
    }
    void drain() override { close(); }
    void abort() override {
        asio::post(wake_.get_executor(), [self = shared_from_this()] { self->wire_.close(); });
    }

private:
    [[nodiscard]] std::string head() const {
        std::string text = fmt::format("HTTP/1.1 {} {}\r\n", response_.status, reason_phrase(response_.status));
        for (const auto& [name, value] : response_.headers) text += fmt::format("{}: {}\r\n", name, value);
        return text + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
    }

    static std::string chunk(const std::string& text) { return fmt::format("{:x}\r\n", text.size()) + text + "\r\n"; }

    awaitable<bool> write(std::string text) {
        wire_.tcp().expires_after(core_->options.write_timeout);
        const auto [error, size] = co_await asio::async_write(wire_, asio::buffer(text), kToken);
        wire_.tcp().expires_never();
        co_return !error;
    }

    awaitable<void> write_loop() {
        bool fine = co_await write(head());
        if (fine && response_.stream) response_.stream(shared_from_this());
        while (fine) {
            std::string text;
            bool closing = false;
            {
                const std::lock_guard lock(mutex_);
                text.swap(queued_);
                closing = closing_;
            }
            if (!text.empty()) {
                fine = co_await write(chunk(text));
                continue;
            }
            if (closing) {
                co_await write("0\r\n\r\n");
                break;
            }
            wake_.expires_at(asio::steady_timer::time_point::max());
            co_await wake_.async_wait(kToken);
        }
        close();
        wire_.close();
        core_->leave(id_);
    }

    /// Notices when the client has gone; what it says, under TLS or not, is not for us.
    awaitable<void> read_loop() {
        char bytes[256];
        while (true) {
            const auto [error, size] = co_await wire_.tcp().socket().async_read_some(asio::buffer(bytes), kToken);
            if (error) break;
        }
        close();
    }

    std::shared_ptr<ServerCore> core_;
    std::uint64_t id_;
    Wire wire_;
    Response response_;
    asio::steady_timer wake_;
    mutable std::mutex mutex_;
    std::string queued_;
    bool closing_ = false;
};

}  // namespace

void serve_event_stream(std::shared_ptr<ServerCore> core, StreamedAnswer answer) {
    std::make_shared<EventStreamSession>(std::move(core), std::move(answer))->start();
}

}  // namespace tradewind::net
