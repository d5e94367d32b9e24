#include "support/soft_authenticator.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <fmt/core.h>

#include "auth/base64url.hpp"
#include "core/id.hpp"

namespace tradewind::testing {

namespace {

std::string hash_of(std::string_view bytes) {
    const auto hash = sha256(bytes);
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

std::string big_endian(std::uint64_t value, int bytes) {
    std::string out;
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) out += static_cast<char>((value >> shift) & 0xFF);
    return out;
}

std::string coordinate(const EVP_PKEY* key, const char* name) {
    BIGNUM* number = nullptr;
    EVP_PKEY_get_bn_param(key, name, &number);
    std::string out(32, '\0');
    BN_bn2binpad(number, reinterpret_cast<unsigned char*>(out.data()), 32);
    BN_free(number);
    return out;
}

std::string client_data(const SoftAuthenticator::Ceremony& ceremony, std::string_view type) {
    return fmt::format(R"({{"type":"{}","challenge":"{}","origin":"{}","crossOrigin":false{}}})",
                       ceremony.type.empty() ? type : ceremony.type, ceremony.challenge, ceremony.origin,
                       ceremony.client_extra);
}

std::string header(const SoftAuthenticator::Ceremony& ceremony, unsigned more_flags) {
    return hash_of(ceremony.rp_id) + static_cast<char>(ceremony.flags | more_flags) +
           big_endian(ceremony.sign_count, 4);
}

std::string cbor_bytes(std::string_view bytes) {
    const bool brief = bytes.size() < 256;  // the shortest head is the only one
    return (brief ? "\x58" : "\x59") + big_endian(bytes.size(), brief ? 1 : 2).append(bytes);
}

}  // namespace

SoftAuthenticator::SoftAuthenticator() : id_(32, '\0'), key_(EVP_EC_gen("P-256")) {
    RAND_bytes(reinterpret_cast<unsigned char*>(id_.data()), static_cast<int>(id_.size()));
}

SoftAuthenticator::~SoftAuthenticator() {
    EVP_PKEY_free(key_);
}

std::string SoftAuthenticator::cose_key() const {
    using namespace std::string_literals;
    return "\xA5\x01\x02\x03\x26\x20\x01\x21\x58\x20"s + coordinate(key_, OSSL_PKEY_PARAM_EC_PUB_X) + "\x22\x58\x20"s +
           coordinate(key_, OSSL_PKEY_PARAM_EC_PUB_Y);
}

std::string SoftAuthenticator::attest(const Ceremony& ceremony) const {
    const auto data =
        header(ceremony, 0x40) + std::string(16, '\0') + big_endian(id_.size(), 2) + id_ + cose_key() + ceremony.tail;
    const auto object = std::string(
                            "\xA3\x63"
                            "fmt\x64none\x67"
                            "attStmt\xA0\x68"
                            "authData") +
                        cbor_bytes(data);
    return fmt::format(
        R"({{"id":"{0}","rawId":"{0}","type":"public-key","clientExtensionResults":{{}},"response":{{"clientDataJSON":"{1}","attestationObject":"{2}","transports":["internal"]}}}})",
        auth::to_base64url(id_), auth::to_base64url(client_data(ceremony, "webauthn.create")),
        auth::to_base64url(object));
}

std::string SoftAuthenticator::sign(const Ceremony& ceremony) const {
    const auto data = header(ceremony, 0) + ceremony.tail;
    const auto client = client_data(ceremony, "webauthn.get");
    const auto handle =
        ceremony.user_handle.empty() ? std::string() : fmt::format(R"(,"userHandle":"{}")", ceremony.user_handle);
    return fmt::format(
        R"({{"id":"{0}","rawId":"{0}","type":"public-key","clientExtensionResults":{{}},"response":{{"clientDataJSON":"{1}","authenticatorData":"{2}","signature":"{3}"{4}}}}})",
        auth::to_base64url(id_), auth::to_base64url(client), auth::to_base64url(data),
        auth::to_base64url(signature(data + hash_of(client))), handle);
}

std::string SoftAuthenticator::signature(std::string_view message) const {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    std::array<unsigned char, 80> out{};
    std::size_t size = out.size();
    EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key_);
    EVP_DigestSign(context, out.data(), &size, reinterpret_cast<const unsigned char*>(message.data()), message.size());
    EVP_MD_CTX_free(context);
    return {reinterpret_cast<const char*>(out.data()), size};
}

}  // namespace tradewind::testing
