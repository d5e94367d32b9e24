#pragma once

#include <any>
#include <optional>
#include <string>

#include "core/time.hpp"
#include "net/message.hpp"

namespace tradewind::gateway {

enum class Role : std::uint8_t { kViewer, kTrader, kAdmin };
std::string_view to_string(Role role) noexcept;
std::optional<Role> parse_role(std::string_view text);

/// On whose behalf a request comes; the gate puts it into the request.
struct Who {
    enum class By : std::uint8_t { kPasskey, kLink, kRecovery, kApiKey };

    std::string user;  ///< Id; empty for the one-time link, before there is a user.
    std::string name = "operator";
    Role role = Role::kAdmin;
    By by = By::kLink;
    std::string family;      ///< The session; empty for an API key.
    std::string token_hash;  ///< The session's present token.
    Timestamp expires;
    std::optional<Timestamp> verified;  ///< When its user was last verified anew.
};

/// Null where the request came to a route that is open to all, without a session.
inline const Who* who_of(const net::Request& request) {
    return std::any_cast<Who>(&request.context);
}

}  // namespace tradewind::gateway
