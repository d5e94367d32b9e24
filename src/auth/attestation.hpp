#pragma once

#include <string_view>

#include "auth/authenticator_data.hpp"
#include "auth/policy.hpp"

namespace tradewind::auth {

/// An attestation object taken apart; views point into the bytes given.
struct AttestationObject {
    std::string_view format;
    Cbor statement;
    std::string_view authenticator_data;
};
/// Exactly one map of fmt, attStmt and authData.
Verdict<AttestationObject> read_attestation_object(std::string_view bytes);

/// What a statement is about.
struct Attested {
    std::string_view authenticator_data;
    const AuthenticatorData& data;
    const AttestedCredential& credential;
    std::string_view client_data_hash;

    /// authenticatorData ‖ clientDataHash
    [[nodiscard]] std::string signed_bytes() const { return std::string(authenticator_data).append(client_data_hash); }
};

/// WebAuthn §8: none, packed, tpm, android-key, fido-u2f, apple, where the policy has the format. Statements with
/// certificates need a trusted root.
Verdict<void> verify_attestation(const AttestationObject& object, const Attested& attested, const Policy& policy);

}  // namespace tradewind::auth
