#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/time.hpp"
#include "net/router.hpp"

namespace tradewind::telemetry {
class Meters;
}

namespace tradewind::net {

struct ServerOptions {
    std::string name = "http";  ///< In logs and meters.
    std::string host = "127.0.0.1";
    std::string tls_certificate = {};  ///< PEM file with the certificate and its chain; empty: plain HTTP.
    std::string tls_key = {};          ///< PEM file that nobody but its owner can read.
    /// Addresses of proxies: where one of them connects, the client's address is what X-Forwarded-For says.
    std::vector<std::string> trusted_proxies = {};
    std::uint16_t port = 0;  ///< 0: any free one.
    int ports_to_try = 1;    ///< Where `port` is busy, the next ones.
    int io_threads = 1;
    int workers = 4;
    std::size_t max_connections = 12'000;
    std::size_t max_waiting_requests = 1'024;  ///< For a worker; beyond it 503.
    std::size_t max_header_bytes = 16 * 1024;
    std::size_t max_header_fields = 64;
    std::size_t max_target_bytes = 8 * 1024;
    Duration header_timeout = std::chrono::seconds(10);
    Duration body_timeout = std::chrono::seconds(15);
    Duration write_timeout = std::chrono::seconds(30);
    Duration idle_timeout = std::chrono::seconds(60);
    Duration ping_interval = std::chrono::seconds(20);  ///< WebSocket; unanswered for as long again closes it.
    /// Values of Host that are ours, beside loopback's names with the port bound. Empty with `any_host`: all.
    std::vector<std::string> allowed_hosts = {};
    bool any_host = false;
    /// Looks at a request before its body is read, on the I/O thread: an answer ends it; it may set `context`.
    std::function<std::optional<Response>(Request&)> gate = {};
    std::function<void(std::uint16_t port)> on_bound = {};  ///< Before the first connection is taken.
    Fields default_headers = {};                            ///< Added to every answer that hasn't them.
    telemetry::Meters* meters = nullptr;
};

/// An HTTP/1.1 and WebSocket server on threads of its own.
class Server {
public:
    /// Binds and serves. kUnavailable where no port is free, kInvalidArgument where the certificate can't be used.
    static Result<std::unique_ptr<Server>> start(ServerOptions options, Router router);
    virtual ~Server() = default;

    [[nodiscard]] virtual std::uint16_t port() const = 0;
    /// `http://host:port`, https with a certificate.
    [[nodiscard]] virtual std::string url() const = 0;
    [[nodiscard]] virtual std::size_t connections() const = 0;
    /// Takes no new connections, lets requests in work finish, says goodbye to WebSockets, and waits for all that, at
    /// most `grace`. The destructor does it too.
    virtual void stop(Duration grace) = 0;
    void stop() { stop(std::chrono::seconds(3)); }
};

}  // namespace tradewind::net
