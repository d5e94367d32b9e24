#pragma once

#include <any>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/message.hpp"

namespace tradewind::net {

/// Close codes of our own.
inline constexpr std::uint16_t kCloseNormal = 1000;
inline constexpr std::uint16_t kCloseGoingAway = 1001;
inline constexpr std::uint16_t kClosePolicy = 1008;
inline constexpr std::uint16_t kCloseTooBig = 1009;
inline constexpr std::uint16_t kCloseTooSlow = 4008;
inline constexpr std::uint16_t kCloseSignedOut = 4401;

/// One client's connection, from its handshake on. Thread-safe.
class WebSocketSession {
public:
    virtual ~WebSocketSession() = default;
    /// Queues a frame; the bytes are shared, not copied. False where the session is closed, or closes now
    /// (kCloseTooSlow) because too much waits for it.
    virtual bool send(std::shared_ptr<const std::string> payload, bool binary = false) = 0;
    bool send(std::string payload, bool binary = false) {
        return send(std::make_shared<const std::string>(std::move(payload)), binary);
    }
    virtual void close(std::uint16_t code, std::string_view reason) = 0;
    /// The handshake.
    [[nodiscard]] virtual const Request& request() const = 0;
    [[nodiscard]] virtual std::uint64_t id() const = 0;

    std::any context;  ///< The handler's own; touched only inside its callbacks.
};

using WebSocketSessionPtr = std::shared_ptr<WebSocketSession>;

/// What a server does with WebSocket clients. Callbacks of one session never overlap; they run on the I/O thread and
/// must not block. `on_close` comes exactly once for each `on_open`.
struct WebSocketHandler {
    /// Before the handshake; a response refuses it. May be empty.
    std::function<std::optional<Response>(const Request&)> accept;
    std::function<void(const WebSocketSessionPtr&)> on_open;
    std::function<void(const WebSocketSessionPtr&, std::string_view payload, bool binary)> on_message;
    std::function<void(const WebSocketSessionPtr&)> on_close;
    std::size_t max_message = 64 * 1024;
    std::size_t max_queued_frames = 1000;
    std::size_t max_queued_bytes = 4 * 1024 * 1024;
};

}  // namespace tradewind::net
