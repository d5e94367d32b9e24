#pragma once

#include <string_view>

#include "auth/cbor.hpp"
#include "auth/key.hpp"

namespace tradewind::auth {

struct CoseKey {
    const Algorithm* algorithm = nullptr;
    PublicKey key;
};

/// A COSE_Key as WebAuthn §5.8.5 allows them: kty, alg and the numbers of a public key, and nothing else. The key
/// itself is checked too (`check_key`).
Verdict<CoseKey> read_cose_key(const Cbor& map);
Verdict<CoseKey> read_cose_key(std::string_view bytes);

}  // namespace tradewind::auth
