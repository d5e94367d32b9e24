#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "core/time.hpp"
#include "exchange/chaos.hpp"
#include "net/websocket.hpp"

namespace tradewind::exchange {

/// What goes out to one socket, through the faults that chaos asks for.
class Outlet {
public:
    Outlet(net::WebSocketSessionPtr session, bool binary) : session_(std::move(session)), binary_(binary) {}

    /// A message that faults may hit.
    void send(std::string message, Chaos& chaos, Duration now);
    /// An answer to the client: never hit, except by silence.
    void answer(std::string message) {
        if (!mute_) session_->send(std::move(message), binary_);
    }
    /// Lets go what was held back until `now`.
    void release(Duration now);
    [[nodiscard]] const net::WebSocketSessionPtr& session() const { return session_; }

private:
    struct Held {
        Duration due;
        std::shared_ptr<const std::string> message;
    };
    net::WebSocketSessionPtr session_;
    bool binary_;
    bool mute_ = false;
    std::deque<Held> late_;
    std::shared_ptr<const std::string> overtaken_;
};

}  // namespace tradewind::exchange
