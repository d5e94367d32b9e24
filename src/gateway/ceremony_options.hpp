#pragma once

#include "gateway/door.hpp"

/// What the ceremonies of passkeys begin with.
namespace tradewind::gateway {

inline constexpr std::size_t kMostPasskeys = 20;
inline constexpr net::RouteOptions kCeremonyBody{.max_body = 32 * 1024};

/// Begins the ceremony and answers with what the browser needs for it. `passkeys`: those that must not be made again,
/// or that may be used.
net::Response begin_ceremony(Door& door, const net::Request& request, Ceremony ceremony,
                             const std::vector<storage::Credential>& passkeys);
Result<std::vector<storage::Credential>> passkeys_of(Door& door, std::string_view user);

}  // namespace tradewind::gateway
