#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Registrations put together byte by byte, each with the one fault that a test wants. They need no signature: their
/// format is `none` unless said otherwise.
namespace tradewind::test {

/// The head of a CBOR item in its shortest form.
std::string cbor_head(int major, std::uint64_t number);
std::string cbor_text(std::string_view text);
std::string cbor_bytes(std::string_view bytes);
std::string cbor_int(std::int64_t number);

/// A valid ES256 key: the generator of P-256.
std::string p256_key();
std::string ec_key(int algorithm, int curve, std::string_view x, std::string_view y);
std::string ed25519_key(std::string_view x);
std::string rsa_key(std::string_view modulus, std::string_view exponent);

struct Forged {
    std::string challenge;  ///< Base64url, as the server sent it.
    std::string origin;
    std::string type = "webauthn.create";
    std::string client_extra = R"(,"crossOrigin":false)";
    std::string client_data;  ///< In place of what the members above give.
    std::string rp_id = "localhost";
    unsigned flags = 0x45;
    std::string credential_id = std::string(32, 'i');
    int id_length = -1;  ///< As told; the real one where negative.
    std::string key = p256_key();
    std::string tail;  ///< After the authenticator data.
    std::string format = "none";
    std::string statement = "\xA0";
    std::string object;  ///< In place of the attestation object.
    std::string id;      ///< In place of base64url of the credential's id.
    std::string raw_id;

    [[nodiscard]] std::string authenticator_data() const;
    [[nodiscard]] std::string attestation_object() const;
    /// RegistrationResponseJSON.
    [[nodiscard]] std::string json() const;
};

}  // namespace tradewind::test
