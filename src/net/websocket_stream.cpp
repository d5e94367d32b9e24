#include "net/websocket_stream.hpp"

#include <fmt/core.h>
#include <boost/beast/websocket/stream.hpp>

namespace tradewind::net {

namespace websocket = beast::websocket;
using asio::awaitable;

namespace {

/// Milliseconds are the finest that Beast's timers take.
auto whole_milliseconds(Duration duration) {
    return std::chrono::ceil<std::chrono::milliseconds>(duration);
}

}  // namespace

struct WebSocketStream::State {
    explicit State(Wire wire) : stream(std::move(wire)) {}

    websocket::stream<Wire> stream;
};

WebSocketStream::WebSocketStream(Wire wire, const Limits& limits) : state_(std::make_unique<State>(std::move(wire))) {
    websocket::stream_base::timeout timeout{};
    timeout.handshake_timeout = whole_milliseconds(limits.handshake);
    timeout.idle_timeout = whole_milliseconds(2 * limits.ping_interval);  // a ping goes out at half of it
    timeout.keep_alive_pings = true;
    state_->stream.set_option(timeout);
    state_->stream.read_message_max(limits.max_message);
}

WebSocketStream::WebSocketStream(WebSocketStream&&) noexcept = default;
WebSocketStream::~WebSocketStream() = default;

Wire& WebSocketStream::wire() {
    return state_->stream.next_layer();
}

awaitable<WebSocketStream::error_code> WebSocketStream::accept(
    const beast::http::request<beast::http::empty_body>& request) {
    const auto [error] = co_await state_->stream.async_accept(request, kToken);
    co_return error;
}

awaitable<WebSocketStream::error_code> WebSocketStream::handshake(std::string_view host, std::string_view target,
                                                                  const Fields& headers, unsigned& status) {
    state_->stream.set_option(websocket::stream_base::decorator([&headers](websocket::request_type& request) {
        for (const auto& [name, value] : headers) request.set(name, value);
    }));
    websocket::response_type answer;
    answer.result(0U);
    const auto [error] = co_await state_->stream.async_handshake(answer, host, target, kToken);
    status = answer.result_int();
    co_return error;
}

awaitable<WebSocketStream::error_code> WebSocketStream::read(beast::flat_buffer& buffer) {
    const auto [error, size] = co_await state_->stream.async_read(buffer, kToken);
    co_return error;
}

bool WebSocketStream::got_binary() const {
    return state_->stream.got_binary();
}

awaitable<WebSocketStream::error_code> WebSocketStream::write(asio::const_buffer payload, bool binary) {
    state_->stream.binary(binary);
    const auto [error, size] = co_await state_->stream.async_write(payload, kToken);
    co_return error;
}

awaitable<void> WebSocketStream::close(std::uint16_t code, std::string_view reason) {
    co_await state_->stream.async_close({websocket::close_code(code), reason}, kToken);
}

std::string WebSocketStream::reason(error_code error) const {
    const auto& reason = state_->stream.reason();
    if (error == websocket::error::closed && reason.code != websocket::close_code::none) {
        return fmt::format("closed by the server with code {} {}", static_cast<int>(reason.code),
                           std::string_view(reason.reason.data(), reason.reason.size()));
    }
    return error == websocket::error::closed ? "closed" : error.message();
}

}  // namespace tradewind::net
