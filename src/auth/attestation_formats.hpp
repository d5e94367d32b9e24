#pragma once

#include <vector>

#include "auth/attestation.hpp"
#include "auth/certificate.hpp"

/// The formats' own steps; trust in the certificates is the caller's to check.
namespace tradewind::auth {

using Chain = std::vector<Certificate>;

inline constexpr std::string_view kBadAttestation = "bad-attestation";

Verdict<void> verify_packed_self(const Cbor& statement, const Attested& attested);
Verdict<void> verify_packed(const Cbor& statement, const Chain& chain, const Attested& attested);
Verdict<void> verify_fido_u2f(const Cbor& statement, const Chain& chain, const Attested& attested);
Verdict<void> verify_android_key(const Cbor& statement, const Chain& chain, const Attested& attested);
Verdict<void> verify_apple(const Cbor& statement, const Chain& chain, const Attested& attested);
Verdict<void> verify_tpm(const Cbor& statement, const Chain& chain, const Attested& attested);

/// A statement's `alg` and `sig`.
struct StatementSignature {
    const Algorithm* algorithm = nullptr;
    std::string_view signature;
};
Verdict<StatementSignature> read_signature(const Cbor& statement);
/// `sig` over `message` by the first certificate's key, with `alg`.
Verdict<void> verify_by_leaf(const Cbor& statement, const Chain& chain, std::string_view message);
/// The certificate's id-fido-gen-ce-aaguid, where it has one, must name the authenticator's model.
Verdict<void> check_aaguid_extension(const Certificate& leaf, const Attested& attested);
/// A byte string of the statement.
Verdict<std::string_view> statement_bytes(const Cbor& statement, std::string_view name);

}  // namespace tradewind::auth
