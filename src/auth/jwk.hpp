#pragma once

#include <string_view>

#include "auth/json.hpp"
#include "auth/key.hpp"

namespace tradewind::auth {

/// A JSON Web Key (RFC 7517, 7518 §6, 8037) to verify with by `algorithm`. Refused: one whose own `alg`, `use` or
/// `key_ops` forbids that, one with a private part, and one that `check_key` refuses.
Verdict<PublicKey> read_jwk(const Json& jwk, const Algorithm& algorithm);

}  // namespace tradewind::auth
