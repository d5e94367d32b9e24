#include "net/wire.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/websocket/teardown.hpp>
#include <optional>
#include <string>

namespace tradewind::net {

namespace {

/// One TLS record.
constexpr std::size_t kRecord = 16'384;

}  // namespace

struct Wire::State {
    explicit State(beast::tcp_stream stream) : tcp(std::move(stream)) {}

    beast::tcp_stream tcp;
    std::optional<asio::ssl::stream<beast::tcp_stream&>> tls;
    std::string record;  // what is being written, in one piece
};

Wire::Wire(beast::tcp_stream stream) : state_(std::make_unique<State>(std::move(stream))) {}
Wire::Wire(Wire&&) noexcept = default;
Wire& Wire::operator=(Wire&&) noexcept = default;
Wire::~Wire() = default;

beast::tcp_stream& Wire::tcp() {
    return state_->tcp;
}

bool Wire::is_tls() const {
    return state_->tls.has_value();
}

void Wire::use_tls(asio::ssl::context& context, const std::string& server_name) {
    auto& tls = state_->tls.emplace(state_->tcp, context);
    if (server_name.empty()) return;
    // What the macro SSL_set_tlsext_host_name does, without its old-style cast.
    std::string name = server_name;
    SSL_ctrl(tls.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
    error_code ignored;
    tls.set_verify_callback(asio::ssl::host_name_verification(server_name), ignored);
}

void Wire::handshake(asio::ssl::stream_base::handshake_type type, Done done) {
    state_->tls->async_handshake(type, std::move(done));
}

void Wire::shutdown(Done done) {
    if (state_->tls) {
        state_->tls->async_shutdown(std::move(done));
        return;
    }
    asio::post(get_executor(), [done = std::move(done)]() mutable { std::move(done)(error_code()); });
}

void Wire::read_some(asio::mutable_buffer into, Transferred done) {
    if (state_->tls) {
        state_->tls->async_read_some(into, std::move(done));
    } else {
        state_->tcp.async_read_some(into, std::move(done));
    }
}

void Wire::write_some(const Pieces& pieces, Transferred done) {
    if (!state_->tls) {
        state_->tcp.async_write_some(pieces, std::move(done));
        return;
    }
    // TLS takes one buffer at a time: a short head and its text shall not become two records.
    std::string& record = state_->record;
    record.clear();
    for (const auto& piece : pieces) {
        record.append(static_cast<const char*>(piece.data()), std::min(piece.size(), kRecord - record.size()));
    }
    state_->tls->async_write_some(asio::buffer(record), std::move(done));
}

void Wire::tear_down(beast::role_type role, Done done) {
    beast::websocket::async_teardown(role, state_->tcp.socket(), std::move(done));
}

void Wire::close() {
    state_->tcp.close();
}

}  // namespace tradewind::net
