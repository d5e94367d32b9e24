#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auth/policy.hpp"
#include "gateway/sessions.hpp"
#include "net/message.hpp"

namespace tradewind::gateway {

/// Who may do what: looked at before a request's body is read.
class Access {
public:
    explicit Access(Sessions& sessions) : sessions_(sessions) {}

    /// Origins and the cookie's name depend on the port, which is known once the server listens.
    void listening_on(std::uint16_t port, const std::vector<std::string>& more_origins, bool tls);

    /// 401, 403 or 415 where the request may not go on; else notes in it on whose behalf it comes.
    std::optional<net::Response> gate(net::Request& request) const;
    /// The same for a WebSocket's handshake.
    std::optional<net::Response> gate_websocket(const net::Request& request) const;

    /// Whether a socket with that handshake may stay open: its session goes on, under a newer token too.
    [[nodiscard]] bool may_stay(const net::Request& handshake) const;

    /// What passkeys are made for: the host of the first https origin that is set, else localhost.
    [[nodiscard]] const auth::Policy& policy() const { return policy_; }
    /// Where people open the dashboard: an address at which passkeys work.
    [[nodiscard]] const std::string& front_door() const { return policy_.origins.front(); }

    [[nodiscard]] std::string_view session_token(const net::Request& request) const;
    [[nodiscard]] std::string_view ceremony_id(const net::Request& request) const;
    /// Set-Cookie for them; an empty value takes the cookie away.
    [[nodiscard]] std::string session_cookie(const net::Request& request, std::string_view token) const;
    [[nodiscard]] std::string ceremony_cookie(const net::Request& request, std::string_view id) const;

private:
    [[nodiscard]] bool origin_allowed(const net::Request& request) const;
    /// Served over https, as far as the settings know.
    [[nodiscard]] bool secure(const net::Request& request) const;
    [[nodiscard]] std::string cookie_name(const net::Request& request, std::string_view what) const;
    [[nodiscard]] std::optional<Who> find_out(const net::Request& request) const;

    Sessions& sessions_;
    std::uint16_t port_ = 0;
    bool tls_ = false;  ///< This process speaks TLS itself.
    std::vector<std::string> origins_;
    auth::Policy policy_{.rp_id = "localhost", .origins = {}};
};

/// Whether the user of a session was verified within the last five minutes; always so for the one-time link, before
/// there is anybody to verify. Scripts never are.
bool freshly_verified(const Who& who, Timestamp now);
/// 403 with the code that makes the dashboard ask for the passkey.
net::Response step_up_required(const net::Request& request);

}  // namespace tradewind::gateway
