#include "auth/signature.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>

#include <array>

#include "auth/der.hpp"

namespace tradewind::auth {

namespace {

constexpr std::string_view kBadSignature = "bad-signature";

const unsigned char* data_of(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

const EVP_MD* digest(Hash hash) {
    return hash == Hash::kSha256 ? EVP_sha256() : hash == Hash::kSha384 ? EVP_sha384() : EVP_sha512();
}

Verdict<void> verify_hmac(const Algorithm& algorithm, std::string_view secret, std::string_view message,
                          std::string_view tag) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> made{};
    unsigned size = 0;
    const bool done = HMAC(digest(algorithm.hash), secret.data(), static_cast<int>(secret.size()), data_of(message),
                           message.size(), made.data(), &size) != nullptr;
    if (done && tag.size() == size && CRYPTO_memcmp(made.data(), tag.data(), size) == 0) return {};
    return refuse(kBadSignature, "the tag is not this message's");
}

/// The signature as OpenSSL takes it.
Verdict<std::string> native_signature(const Algorithm& algorithm, const PublicKey& key, SignatureForm form,
                                      std::string_view signature) {
    if (algorithm.family == Family::kEcdsa) {
        const auto size = field_bytes(algorithm.curve);
        if (form == SignatureForm::kP1363) {
            if (signature.size() != 2 * size) return refuse(kBadSignature, "r and s have not the curve's size");
            return write_ecdsa_der(signature.substr(0, size), signature.substr(size));
        }
        const auto numbers = read_ecdsa_der(signature);
        if (!numbers || numbers->r.size() > size || numbers->s.size() > size)
            return refuse(kBadSignature, "the signature is no DER of two positive numbers");
        return std::string(signature);
    }
    const auto size = algorithm.family == Family::kEd25519 ? 64 : key.n.size();
    if (signature.size() != size) return refuse(kBadSignature, "the signature has not the key's size");
    return std::string(signature);
}

bool verify_natively(const Algorithm& algorithm, EVP_PKEY& key, std::string_view message, std::string_view signature) {
    struct Deleter {
        void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
    };
    const std::unique_ptr<EVP_MD_CTX, Deleter> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* options = nullptr;  // the context's
    const auto* md = algorithm.family == Family::kEd25519 ? nullptr : digest(algorithm.hash);
    if (EVP_DigestVerifyInit(context.get(), &options, md, nullptr, &key) != 1) return false;
    if (algorithm.family == Family::kRsaPss) {
        if (EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) != 1 ||
            EVP_PKEY_CTX_set_rsa_mgf1_md(options, md) != 1 ||
            EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) != 1)
            return false;
    }
    return EVP_DigestVerify(context.get(), data_of(signature), signature.size(), data_of(message), message.size()) == 1;
}

}  // namespace

Verdict<void> verify_signature(const Algorithm& algorithm, const PublicKey& key, SignatureForm form,
                               std::string_view message, std::string_view signature) {
    if (const auto sound = check_key(key, algorithm); !sound) return sound;
    if (algorithm.family == Family::kHmac) return verify_hmac(algorithm, key.secret, message, signature);
    const auto usable = native_signature(algorithm, key, form, signature);
    if (!usable) return std::unexpected(usable.error());
    const auto native = native_key(key);
    if (!native) return std::unexpected(native.error());
    const bool good = verify_natively(algorithm, **native, message, *usable);
    ERR_clear_error();
    if (!good) return refuse(kBadSignature, "the signature is not this message's");
    return {};
}

}  // namespace tradewind::auth
