#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "auth/json.hpp"
#include "auth/key.hpp"

namespace tradewind::auth {

/// How a token is to be checked. Times are seconds since 1970.
struct TokenRules {
    std::optional<std::uint64_t> now;  ///< Needed where the token has times.
    std::uint64_t leeway = 0;
    std::optional<std::string> issuer;
    std::optional<std::string> audience;
    bool raw = false;  ///< The payload may be something other than a JSON object.
};

struct Token {
    std::optional<Json> claims;  ///< Nothing where the payload is no JSON object.
    std::string payload;
};

/// A token in compact serialisation, signed by `algorithm` and no other (RFC 7515, 7519, 8725). Header members that
/// name keys or change what is signed are refused: crit, jwk, jku, x5u, x5c, b64, zip, enc. `exp`, `nbf` and `iat` are
/// whole numbers up to 2^53: now < exp + leeway, nbf and iat ≤ now + leeway.
Verdict<Token> verify_token(std::string_view token, const Algorithm& algorithm, const PublicKey& key,
                            const TokenRules& rules);

}  // namespace tradewind::auth
