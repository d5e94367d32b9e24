#include "auth/attestation_formats.hpp"
#include "auth/der.hpp"
#include "core/id.hpp"

/// WebAuthn §8.4 (android-key) and §8.8 (apple).
namespace tradewind::auth {

namespace {

constexpr const char* kKeyDescription = "1.3.6.1.4.1.11129.2.1.17";
constexpr const char* kAppleNonce = "1.2.840.113635.100.8.2";
constexpr std::uint8_t kContext = 2;
// https://source.android.com/docs/security/features/keystore/attestation
constexpr std::uint32_t kPurpose = 1, kAllApplications = 600, kOrigin = 702;
constexpr std::string_view kPurposeSign("\x02", 1), kOriginGenerated("\x00", 1);

Verdict<void> check_same_key(const Chain& chain, const Attested& attested) {
    const auto key = chain.front().key();
    if (!key) return std::unexpected(key.error());
    if (*key == attested.credential.key.key) return {};
    return refuse(kBadAttestation, "the certificate is for another key than the credential's");
}

/// The tagged entries of an AuthorizationList that matter here. Entries that are missing are not complained about:
/// what the device enforces is for the roots to vouch.
Verdict<void> check_authorizations(std::string_view list) {
    while (!list.empty()) {
        const auto entry = take_der(list);
        if (!entry) return refuse(kBadAttestation, "the key description's list is no DER");
        if (entry->is(kAllApplications, kContext))
            return refuse(kBadAttestation, "the key is open to all applications");
        auto inside = entry->content;
        if (entry->is(kOrigin, kContext)) {
            const auto origin = take_der(inside);
            if (!origin || !origin->is(kDerInteger) || origin->content != kOriginGenerated)
                return refuse(kBadAttestation, "the key was not made in the device");
        } else if (entry->is(kPurpose, kContext)) {
            const auto set = take_der(inside);
            bool signs = false;
            for (auto rest = set && set->is(kDerSet) ? set->content : std::string_view(); !rest.empty();) {
                const auto purpose = take_der(rest);
                if (!purpose) return refuse(kBadAttestation, "the key's purposes are no DER");
                signs = signs || (purpose->is(kDerInteger) && purpose->content == kPurposeSign);
            }
            if (!signs) return refuse(kBadAttestation, "the key is not for signing");
        }
    }
    return {};
}

/// attestationVersion, security level, keymaster version and level, challenge, unique id, software's and device's list.
Verdict<void> check_key_description(std::string_view der, std::string_view client_data_hash) {
    const auto outer = take_der(der);
    if (!outer || !outer->is(kDerSequence) || !der.empty())
        return refuse(kBadAttestation, "the key description is no DER sequence");
    auto rest = outer->content;
    std::vector<DerElement> fields;
    while (!rest.empty()) {
        auto field = take_der(rest);
        if (!field) return refuse(kBadAttestation, "the key description is no DER");
        fields.push_back(*field);
    }
    if (fields.size() < 8 || !fields[4].is(kDerOctets) || !fields[6].is(kDerSequence) || !fields[7].is(kDerSequence))
        return refuse(kBadAttestation, "the key description has other fields");
    if (fields[4].content != client_data_hash)
        return refuse(kBadAttestation, "the key was attested for another challenge");
    if (const auto good = check_authorizations(fields[6].content); !good) return good;
    return check_authorizations(fields[7].content);
}

}  // namespace

Verdict<void> verify_android_key(const Cbor& statement, const Chain& chain, const Attested& attested) {
    if (const auto good = verify_by_leaf(statement, chain, attested.signed_bytes()); !good) return good;
    if (const auto good = check_same_key(chain, attested); !good) return good;
    const auto description = chain.front().extension(kKeyDescription);
    if (!description) return std::unexpected(description.error());
    if (!*description) return refuse(kBadAttestation, "the certificate has no key description");
    return check_key_description((*description)->value, attested.client_data_hash);
}

Verdict<void> verify_apple(const Cbor& /*statement*/, const Chain& chain, const Attested& attested) {
    const auto extension = chain.front().extension(kAppleNonce);
    if (!extension) return std::unexpected(extension.error());
    if (!*extension) return refuse(kBadAttestation, "the certificate has no nonce");
    const auto hash = sha256(attested.signed_bytes());
    const std::string_view nonce(reinterpret_cast<const char*>(hash.data()), hash.size());
    std::string_view der = (*extension)->value;
    const auto outer = take_der(der);
    auto inside = outer ? outer->content : std::string_view();
    const auto tagged = take_der(inside);
    auto innermost = tagged ? tagged->content : std::string_view();
    const auto octets = take_der(innermost);
    if (!outer || !outer->is(kDerSequence) || !der.empty() || !tagged || !tagged->is(1, kContext) || !octets ||
        !octets->is(kDerOctets) || octets->content != nonce)
        return refuse(kBadAttestation, "the certificate's nonce is not this registration's");
    return check_same_key(chain, attested);
}

}  // namespace tradewind::auth
