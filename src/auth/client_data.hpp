#pragma once

#include <string_view>

#include "auth/policy.hpp"
#include "auth/refusal.hpp"

namespace tradewind::auth {

/// WebAuthn §7.1 steps 5–11 and §7.2 steps 9–14 on the raw bytes of clientDataJSON: `type`, the challenge's bytes
/// (compared in constant time), the origin, and where it was embedded. Unknown members are passed over.
Verdict<void> check_client_data(std::string_view json, std::string_view type, std::string_view challenge,
                                const Policy& policy);

}  // namespace tradewind::auth
