#pragma once

#include <string_view>

#include "auth/key.hpp"

namespace tradewind::auth {

enum class SignatureForm : std::uint8_t {
    kDer,    ///< ECDSA as a DER sequence of r and s: WebAuthn, X.509.
    kP1363,  ///< ECDSA as r and s of the curve's size: JOSE.
};

/// Checks the key (`check_key`), then the signature over `message`. HMAC in constant time, and full length only.
Verdict<void> verify_signature(const Algorithm& algorithm, const PublicKey& key, SignatureForm form,
                               std::string_view message, std::string_view signature);

}  // namespace tradewind::auth
