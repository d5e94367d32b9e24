#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <condition_variable>
#include <mutex>
#include <unordered_map>

#include "net/server.hpp"
#include "net/wire.hpp"
#include "telemetry/meters.hpp"

/// What a server's connections share. Internal: includes Asio.
namespace tradewind::net {

/// A connection, as the server sees it when it stops.
class Connection {
public:
    virtual ~Connection() = default;
    /// Ends it where it is idle, else after the answer in work. From any thread.
    virtual void drain() = 0;
    /// Cuts it off. From any thread.
    virtual void abort() = 0;
};

class ServerCore {
public:
    ServerCore(ServerOptions server_options, Router server_router);

    /// False where there are too many.
    bool enter(std::uint64_t id, std::weak_ptr<Connection> connection);
    /// The connection of that id is now another object (HTTP became WebSocket).
    void replace(std::uint64_t id, std::weak_ptr<Connection> connection);
    void leave(std::uint64_t id);
    void drain_all();
    void abort_all();
    /// False where the time was not enough.
    bool wait_until_empty(Duration grace);
    [[nodiscard]] std::size_t size() const;
    std::uint64_t next_id() { return ++last_id_; }

    void count_request(std::string_view route, int status, Duration took);

    ServerOptions options;
    Router router;
    asio::io_context io;
    std::optional<asio::ssl::context> tls;  ///< Where a certificate is set.
    asio::thread_pool workers;
    std::atomic<bool> draining{false};  ///< No new connections; those in work end after their answer.
    std::atomic<bool> stopping{false};  ///< No new work for the workers.
    std::atomic<std::size_t> waiting{0};
    std::vector<std::string> hosts;  ///< Lower case, with the port bound.
    SystemMachineClock clock;
    telemetry::Gauge* websocket_clients = nullptr;
    telemetry::Counter* websocket_dropped = nullptr;

private:
    std::vector<std::shared_ptr<Connection>> alive() const;

    mutable std::mutex mutex_;
    std::condition_variable empty_;
    std::unordered_map<std::uint64_t, std::weak_ptr<Connection>> connections_;
    std::atomic<std::uint64_t> last_id_{0};
    telemetry::Gauge* gauge_ = nullptr;
};

/// Serves HTTP on an accepted socket until it closes or becomes a WebSocket.
void serve_http(std::shared_ptr<ServerCore> core, asio::ip::tcp::socket socket);

/// A WebSocket handshake that has been read and let through, with its connection.
struct Handshake {
    std::uint64_t id;
    Wire wire;
    beast::http::request<beast::http::empty_body> raw;
    Request request;
    const WebSocketHandler& handler;
};
void serve_websocket(std::shared_ptr<ServerCore> core, Handshake handshake);

/// An answer that goes on (Response::stream), with its connection.
struct StreamedAnswer {
    std::uint64_t id;
    Wire wire;
    Response response;
};
void serve_event_stream(std::shared_ptr<ServerCore> core, StreamedAnswer answer);

}  // namespace tradewind::net
