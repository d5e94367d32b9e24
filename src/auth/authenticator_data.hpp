#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "auth/cose_key.hpp"

namespace tradewind::auth {

struct AttestedCredential {
    std::string_view aaguid;  ///< 16 bytes.
    std::string_view id;
    std::string_view public_key;  ///< The COSE key, as received.
    CoseKey key;
};

/// WebAuthn §6.1. Views point into the bytes given.
struct AuthenticatorData {
    std::string_view rp_id_hash;
    bool user_present = false;
    bool user_verified = false;
    bool backup_eligible = false;
    bool backed_up = false;
    std::uint32_t sign_count = 0;
    std::optional<AttestedCredential> credential;
};

/// Reads all of it: flags say which parts are there, nothing may be left over.
Verdict<AuthenticatorData> read_authenticator_data(std::string_view bytes);
/// `00112233-4455-…`
std::string uuid_text(std::string_view aaguid);

}  // namespace tradewind::auth
