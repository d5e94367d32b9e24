#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <string_view>

#include "core/time.hpp"
#include "net/message.hpp"
#include "net/wire.hpp"

namespace tradewind::net {

/// The WebSocket protocol over a Wire, either side of it. Beast's templates are instantiated in its source file only.
/// Internal: includes Asio. One read, one write and one close may be under way at once.
class WebSocketStream {
public:
    using error_code = boost::system::error_code;

    struct Limits {
        Duration handshake;
        Duration ping_interval;  ///< Unanswered for as long again: the connection ends.
        std::size_t max_message;
    };

    WebSocketStream(Wire wire, const Limits& limits);
    WebSocketStream(WebSocketStream&&) noexcept;
    ~WebSocketStream();

    [[nodiscard]] Wire& wire();
    [[nodiscard]] asio::any_io_executor get_executor() { return wire().get_executor(); }

    /// The server's side of the handshake, whose request was read by another.
    asio::awaitable<error_code> accept(const beast::http::request<beast::http::empty_body>& request);
    /// The client's side. `status` is what the server answered, 0 without an answer.
    asio::awaitable<error_code> handshake(std::string_view host, std::string_view target, const Fields& headers,
                                          unsigned& status);
    /// A whole message, appended to the buffer.
    asio::awaitable<error_code> read(beast::flat_buffer& buffer);
    [[nodiscard]] bool got_binary() const;
    asio::awaitable<error_code> write(asio::const_buffer payload, bool binary);
    asio::awaitable<void> close(std::uint16_t code, std::string_view reason);
    /// Why it ended: the other side's code and words where it said goodbye.
    [[nodiscard]] std::string reason(error_code error) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace tradewind::net
