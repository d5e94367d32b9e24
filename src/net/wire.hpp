#pragma once

#include <array>
#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream_base.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <memory>

namespace tradewind::net {

namespace asio = boost::asio;
namespace beast = boost::beast;

/// For co_await: the error as a value.
inline constexpr auto kToken = asio::as_tuple(asio::use_awaitable);

/// A TCP connection, bare or under TLS, as one type: HTTP and WebSocket are compiled for it once. Internal: includes
/// Asio. Its operations and time limits are those of beast::tcp_stream, which `tcp` gives.
class Wire {
public:
    using executor_type = asio::any_io_executor;
    using error_code = boost::system::error_code;
    using Transferred = asio::any_completion_handler<void(error_code, std::size_t)>;
    using Done = asio::any_completion_handler<void(error_code)>;

    explicit Wire(beast::tcp_stream stream);
    Wire(Wire&&) noexcept;
    Wire& operator=(Wire&&) noexcept;
    ~Wire();

    [[nodiscard]] executor_type get_executor() { return tcp().get_executor(); }
    [[nodiscard]] beast::tcp_stream& tcp();
    [[nodiscard]] bool is_tls() const;

    /// From now on under TLS; async_handshake comes next. As a client, `server_name` is whom the certificate must name.
    void use_tls(asio::ssl::context& context, const std::string& server_name = {});
    template <asio::completion_token_for<void(error_code)> Token>
    auto async_handshake(asio::ssl::stream_base::handshake_type type, Token&& token) {
        return asio::async_initiate<Token, void(error_code)>(
            [this, type](auto handler) { handshake(type, std::move(handler)); }, token);
    }
    /// Tells the other side that no more comes, where TLS has words for it.
    template <asio::completion_token_for<void(error_code)> Token>
    auto async_shutdown(Token&& token) {
        return asio::async_initiate<Token, void(error_code)>([this](auto handler) { shutdown(std::move(handler)); },
                                                             token);
    }

    template <class Buffers, asio::completion_token_for<void(error_code, std::size_t)> Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return asio::async_initiate<Token, void(error_code, std::size_t)>(
            [this](auto handler, asio::mutable_buffer into) { read_some(into, std::move(handler)); }, token,
            gather<asio::mutable_buffer, 1>(buffers)[0]);
    }
    template <class Buffers, asio::completion_token_for<void(error_code, std::size_t)> Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return asio::async_initiate<Token, void(error_code, std::size_t)>(
            [this](auto handler, const Pieces& pieces) { write_some(pieces, std::move(handler)); }, token,
            gather<asio::const_buffer, kPieces>(buffers));
    }
    void close();

    friend void beast_close_socket(Wire& wire) { wire.close(); }
    friend void teardown(beast::role_type, Wire& wire, error_code& error) {
        error = {};
        wire.close();
    }
    template <class Handler>
    friend void async_teardown(beast::role_type role, Wire& wire, Handler&& handler) {
        wire.tear_down(role, std::forward<Handler>(handler));
    }

private:
    static constexpr std::size_t kPieces = 8;
    using Pieces = std::array<asio::const_buffer, kPieces>;

    /// The first buffers that hold anything; a transfer of some may leave the others out.
    template <class Buffer, std::size_t count, class Buffers>
    static std::array<Buffer, count> gather(const Buffers& buffers) {
        std::array<Buffer, count> gathered;
        std::size_t next = 0;
        for (auto it = asio::buffer_sequence_begin(buffers); it != asio::buffer_sequence_end(buffers); ++it) {
            const Buffer buffer(*it);
            if (buffer.size() > 0 && next < count) gathered[next++] = buffer;
        }
        return gathered;
    }

    void handshake(asio::ssl::stream_base::handshake_type type, Done done);
    void shutdown(Done done);
    void read_some(asio::mutable_buffer into, Transferred done);
    void write_some(const Pieces& pieces, Transferred done);
    void tear_down(beast::role_type role, Done done);

    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace tradewind::net
