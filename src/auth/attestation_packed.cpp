#include "auth/attestation_formats.hpp"
#include "auth/signature.hpp"

/// WebAuthn §8.2 (packed) and §8.6 (fido-u2f).
namespace tradewind::auth {

namespace {

bool is_country(const std::vector<std::string>& values) {
    return values.size() == 1 && values[0].size() == 2;
}

/// §8.2.1
Verdict<void> check_packed_certificate(const Certificate& leaf) {
    if (leaf.version() != 3) return refuse(kBadAttestation, "the attestation certificate is not of version 3");
    const auto units = leaf.subject("OU");
    if (!is_country(leaf.subject("C")) || leaf.subject("O").empty() || leaf.subject("CN").empty() ||
        units.size() != 1 || units[0] != "Authenticator Attestation")
        return refuse(kBadAttestation, "the attestation certificate's subject is not as packed wants it");
    if (!leaf.says_no_ca()) return refuse(kBadAttestation, "the attestation certificate is a CA's or doesn't say");
    return {};
}

}  // namespace

Verdict<void> verify_packed_self(const Cbor& statement, const Attested& attested) {
    if (statement.pairs() != 2) return refuse(kBadAttestation, "a statement of self attestation has alg and sig only");
    const auto read = read_signature(statement);
    if (!read) return std::unexpected(read.error());
    if (read->algorithm != attested.credential.key.algorithm)
        return refuse(kBadAttestation, "self attestation by another algorithm than the credential's");
    const auto good = verify_signature(*read->algorithm, attested.credential.key.key, SignatureForm::kDer,
                                       attested.signed_bytes(), read->signature);
    if (!good) return refuse(kBadAttestation, "self attestation: " + good.error().message);
    return {};
}

Verdict<void> verify_packed(const Cbor& statement, const Chain& chain, const Attested& attested) {
    if (const auto good = verify_by_leaf(statement, chain, attested.signed_bytes()); !good) return good;
    if (const auto good = check_packed_certificate(chain.front()); !good) return good;
    return check_aaguid_extension(chain.front(), attested);
}

Verdict<void> verify_fido_u2f(const Cbor& statement, const Chain& chain, const Attested& attested) {
    const auto signature = statement_bytes(statement, "sig");
    if (!signature) return std::unexpected(signature.error());
    if (chain.size() != 1) return refuse(kBadAttestation, "fido-u2f comes with one certificate exactly");
    const auto& es256 = *find_algorithm(-7);
    const auto& credential = attested.credential;
    if (credential.key.algorithm != &es256) return refuse(kBadAttestation, "fido-u2f is for ES256 only");
    const auto key = chain.front().key();
    if (!key) return std::unexpected(key.error());
    const std::string message = std::string(1, '\0')
                                    .append(attested.data.rp_id_hash)
                                    .append(attested.client_data_hash)
                                    .append(credential.id)
                                    .append("\x04")
                                    .append(credential.key.key.x)
                                    .append(credential.key.key.y);
    const auto good = verify_signature(es256, *key, SignatureForm::kDer, message, *signature);
    if (!good) return refuse(kBadAttestation, "fido-u2f: " + good.error().message);
    return {};
}

}  // namespace tradewind::auth
