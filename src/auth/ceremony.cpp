#include "auth/ceremony.hpp"

#include <algorithm>

#include "auth/attestation.hpp"
#include "auth/client_data.hpp"
#include "auth/signature.hpp"
#include "core/id.hpp"

namespace tradewind::auth {

namespace {

constexpr std::size_t kMostSignatureBytes = 1024;
constexpr std::size_t kMostIdBytes = 1023;

std::string hash_of(std::string_view bytes) {
    const auto hash = sha256(bytes);
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

/// What both ceremonies ask of the authenticator's data.
Verdict<void> check_flags(const AuthenticatorData& data, const Policy& policy) {
    if (data.rp_id_hash != hash_of(policy.rp_id))
        return refuse("rp-id-mismatch", "the credential is for another relying party");
    if (!data.user_present) return refuse("user-not-present", "nobody was present at the authenticator");
    if (policy.require_uv && !data.user_verified)
        return refuse("user-not-verified", "the authenticator did not verify its user");
    if (data.backed_up && !data.backup_eligible)
        return refuse("backup-flags", "backed up, and not eligible for it: an impossible state");
    return {};
}

Verdict<std::uint32_t> next_count(const AuthenticatorData& data, std::uint32_t stored) {
    if (data.sign_count > stored || (data.sign_count == 0 && stored == 0)) return data.sign_count;
    if (data.backup_eligible) return stored;
    return refuse("counter", "the counter did not grow: the authenticator may have been copied");
}

}  // namespace

Verdict<Registered> verify_registration(const Policy& policy, std::string_view challenge,
                                        const RegistrationResponse& response) {
    if (const auto good = check_client_data(response.client_data_json, "webauthn.create", challenge, policy); !good)
        return std::unexpected(good.error());
    const auto client_data_hash = hash_of(response.client_data_json);
    const auto object = read_attestation_object(response.attestation_object);
    if (!object) return std::unexpected(object.error());
    const auto data = read_authenticator_data(object->authenticator_data);
    if (!data) return std::unexpected(data.error());
    if (const auto good = check_flags(*data, policy); !good) return std::unexpected(good.error());
    if (!data->credential) return refuse("no-credential", "the authenticator data holds no credential");
    const auto& credential = *data->credential;
    if (credential.id != response.id) return refuse("id-mismatch", "rawId is not the credential's id");
    const int algorithm = credential.key.algorithm->cose;
    if (std::find(policy.algs.begin(), policy.algs.end(), algorithm) == policy.algs.end())
        return refuse("algorithm-not-offered", "the credential's algorithm was not offered");
    const Attested attested{object->authenticator_data, *data, credential, client_data_hash};
    if (const auto good = verify_attestation(*object, attested, policy); !good) return std::unexpected(good.error());
    return Registered{.id = response.id,
                      .public_key = std::string(credential.public_key),
                      .algorithm = algorithm,
                      .sign_count = data->sign_count,
                      .aaguid = uuid_text(credential.aaguid),
                      .user_verified = data->user_verified,
                      .backup_eligible = data->backup_eligible,
                      .backed_up = data->backed_up,
                      .format = std::string(object->format)};
}

Verdict<Authenticated> verify_authentication(const Policy& policy, std::string_view challenge,
                                             const StoredCredential& credential,
                                             const AuthenticationResponse& response) {
    if (response.id.empty() || response.id.size() > kMostIdBytes || response.id != credential.id)
        return refuse("unknown-credential", "the response is by another credential");
    if (response.user_handle != credential.user_handle)
        return refuse("user-handle-mismatch", "the user handle is not that of the credential's owner");
    if (const auto good = check_client_data(response.client_data_json, "webauthn.get", challenge, policy); !good)
        return std::unexpected(good.error());
    const auto data = read_authenticator_data(response.authenticator_data);
    if (!data) return std::unexpected(data.error());
    if (const auto good = check_flags(*data, policy); !good) return std::unexpected(good.error());
    if (data->credential) return refuse("unexpected-credential", "an assertion must not hold credential data");
    if (credential.backup_eligible && *credential.backup_eligible != data->backup_eligible)
        return refuse("backup-flags", "backup eligibility has changed since the registration");
    const auto key = read_cose_key(credential.public_key);
    if (!key) return std::unexpected(key.error());
    const auto message = response.authenticator_data + hash_of(response.client_data_json);
    if (response.signature.size() > kMostSignatureBytes) return refuse("bad-signature", "the signature is too long");
    const auto good = verify_signature(*key->algorithm, key->key, SignatureForm::kDer, message, response.signature);
    if (!good) return std::unexpected(good.error());
    const auto count = next_count(*data, credential.sign_count);
    if (!count) return std::unexpected(count.error());
    return Authenticated{
        .sign_count = *count,
        .user_verified = data->user_verified,
        .backed_up = data->backed_up,
        .counter_stuck = *count != data->sign_count || (*count != 0 && *count == credential.sign_count)};
}

}  // namespace tradewind::auth
