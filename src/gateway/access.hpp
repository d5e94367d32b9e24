#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/sessions.hpp"
#include "net/message.hpp"

namespace tradewind::gateway {

/// Who may do what: looked at before a request's body is read.
class Access {
public:
    explicit Access(Sessions& sessions) : sessions_(sessions) {}

    /// Origins and the cookie's name depend on the port, which is known once the server listens.
    void listening_on(std::uint16_t port, const std::vector<std::string>& more_origins);

    /// 401, 403 or 415 where the request may not go on.
    std::optional<net::Response> gate(const net::Request& request) const;
    /// The same for a WebSocket's handshake.
    std::optional<net::Response> gate_websocket(const net::Request& request) const;

    /// Cookies don't know ports, so each gateway on a machine has a name of its own.
    [[nodiscard]] std::string cookie_name() const;
    [[nodiscard]] std::string_view session_token(const net::Request& request) const;

private:
    [[nodiscard]] bool origin_allowed(const net::Request& request) const;

    Sessions& sessions_;
    std::uint16_t port_ = 0;
    std::vector<std::string> origins_;
};

}  // namespace tradewind::gateway
