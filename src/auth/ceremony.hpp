#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "auth/policy.hpp"
#include "auth/refusal.hpp"

/// The two ceremonies of WebAuthn §7, as functions of what was asked and what came back: no clock, no store.
namespace tradewind::auth {

/// RegistrationResponseJSON, decoded. What the browser copies beside it for convenience is not believed.
struct RegistrationResponse {
    std::string id;
    std::string client_data_json;
    std::string attestation_object;
};
Verdict<RegistrationResponse> read_registration_response(std::string_view json);

struct Registered {
    std::string id;
    std::string public_key;  ///< COSE, as received.
    int algorithm = 0;
    std::uint32_t sign_count = 0;
    std::string aaguid;  ///< As a UUID.
    bool user_verified = false;
    bool backup_eligible = false;
    bool backed_up = false;
    std::string format;
};
Verdict<Registered> verify_registration(const Policy& policy, std::string_view challenge,
                                        const RegistrationResponse& response);

/// AuthenticationResponseJSON, decoded.
struct AuthenticationResponse {
    std::string id;
    std::string client_data_json;
    std::string authenticator_data;
    std::string signature;
    std::optional<std::string> user_handle;
};
Verdict<AuthenticationResponse> read_authentication_response(std::string_view json);

struct StoredCredential {
    std::string id;
    std::string public_key;  ///< COSE.
    std::uint32_t sign_count = 0;
    std::optional<std::string> user_handle;
    std::optional<bool> backup_eligible;
};
struct Authenticated {
    std::uint32_t sign_count = 0;  ///< To be stored: the greater of both.
    bool user_verified = false;
    bool backed_up = false;
    bool counter_stuck = false;  ///< A synced passkey whose counter did not grow: a sign of a copy, not a proof.
};
/// The counter must grow, unless both are 0, or the passkey is a synced one.
Verdict<Authenticated> verify_authentication(const Policy& policy, std::string_view challenge,
                                             const StoredCredential& credential,
                                             const AuthenticationResponse& response);

}  // namespace tradewind::auth
