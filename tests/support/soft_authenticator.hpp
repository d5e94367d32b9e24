#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

using EVP_PKEY = struct evp_pkey_st;

namespace tradewind::testing {

/// A passkey without a device: an ES256 key pair that answers ceremonies as a browser would. What `Ceremony` says is
/// what it does, truly signed, so that a test's one change is what a verifier stumbles over.
class SoftAuthenticator {
public:
    struct Ceremony {
        std::string challenge{};  ///< Base64url, as the server sent it.
        std::string origin = "https://example.org";
        std::string rp_id = "example.org";
        std::string type{};          ///< Of the client data; the ceremony's own where empty.
        std::string client_extra{};  ///< More members of the client data, from a comma on.
        std::uint8_t flags = 0x05;   ///< UP, UV; registrations add AT.
        std::uint32_t sign_count = 0;
        std::string tail{};         ///< After the authenticator data.
        std::string user_handle{};  ///< Base64url; left out where empty.
    };

    SoftAuthenticator();
    ~SoftAuthenticator();
    SoftAuthenticator(const SoftAuthenticator&) = delete;
    SoftAuthenticator& operator=(const SoftAuthenticator&) = delete;

    [[nodiscard]] const std::string& credential_id() const { return id_; }
    [[nodiscard]] std::string cose_key() const;
    /// RegistrationResponseJSON, format none.
    [[nodiscard]] std::string attest(const Ceremony& ceremony) const;
    /// AuthenticationResponseJSON.
    [[nodiscard]] std::string sign(const Ceremony& ceremony) const;

private:
    [[nodiscard]] std::string signature(std::string_view message) const;

    std::string id_;
    EVP_PKEY* key_;
};

}  // namespace tradewind::testing
