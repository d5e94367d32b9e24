#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "core/time.hpp"
#include "net/message.hpp"

namespace tradewind::net {

struct WebSocketClientOptions {
    std::string url;      ///< ws:// or wss://
    Fields headers = {};  ///< Added to the handshake.
    Duration connect_timeout = std::chrono::seconds(10);
    Duration ping_interval = std::chrono::seconds(15);  ///< Unanswered for as long again: closed.
    std::size_t max_message = 16 * 1024 * 1024;
    std::size_t max_queued = 10'000;  ///< Messages not yet received; beyond it reading pauses, and the server feels it.
};

struct WebSocketMessage {
    std::string payload;
    bool binary = false;
};

/// A WebSocket connection to a server, with a thread of its own. It doesn't reconnect: who uses it knows what to say
/// first on a new connection. Thread-safe.
class WebSocketClient {
public:
    /// kUnavailable: no connection, or no TLS. kRefused: the server answered the handshake with another status (in the
    /// message).
    static Result<std::unique_ptr<WebSocketClient>> connect(WebSocketClientOptions options);
    virtual ~WebSocketClient() = default;

    /// The next message; nothing after `wait`. kUnavailable, with the reason, once the connection has ended and all
    /// that came before is received.
    virtual Result<std::optional<WebSocketMessage>> receive(Duration wait) = 0;
    /// Queues a message. kUnavailable once the connection has ended, kLimit where 1000 wait.
    virtual Status send(std::string payload, bool binary = false) = 0;
    /// Says goodbye and ends; wakes a waiting receive.
    virtual void close() = 0;
};

}  // namespace tradewind::net
