#include "auth/key.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <array>
#include <bit>
#include <fmt/core.h>

#include "auth/ed25519_point.hpp"

namespace tradewind::auth {

namespace {

constexpr std::string_view kBadKey = "bad-key";
constexpr std::size_t kLeastModulusBits = 2048;
constexpr std::size_t kMostModulusBits = 4096;

template <auto Free>
struct Freeing {
    template <class T>
    void operator()(T* value) const noexcept {
        Free(value);
    }
};
using Number = std::unique_ptr<BIGNUM, Freeing<BN_free>>;
using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, Freeing<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freeing<OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freeing<EVP_PKEY_CTX_free>>;

const unsigned char* data_of(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

const char* group_of(Curve curve) {
    return curve == Curve::kP256 ? "P-256" : curve == Curve::kP384 ? "P-384" : "P-521";
}

bool is_odd(std::string_view number) {
    return !number.empty() && (static_cast<unsigned char>(number.back()) & 1U) != 0;
}

Verdict<void> check_rsa(const PublicKey& key) {
    if (key.n.empty() || key.n.front() == 0 || key.e.empty() || key.e.front() == 0)
        return refuse(kBadKey, "an RSA number is empty or begins with zero");
    const auto bits =
        (key.n.size() * 8) - static_cast<std::size_t>(std::countl_zero(static_cast<std::uint8_t>(key.n.front())));
    if (bits < kLeastModulusBits || bits > kMostModulusBits)
        return refuse(kBadKey, fmt::format("the RSA modulus has {} bits; 2048 to 4096 are allowed", bits));
    if (!is_odd(key.n) || !is_odd(key.e)) return refuse(kBadKey, "the RSA modulus or exponent is even");
    if (key.e.size() > 4 || key.e == "\x01") return refuse(kBadKey, "the RSA exponent is 1 or 2^32 or more");
    return {};
}

Verdict<void> check_curve_point(const PublicKey& key, Curve curve) {
    if (key.curve != curve) return refuse("algorithm-mismatch", "the key's curve is not the algorithm's");
    if (key.x.size() != field_bytes(curve) || (key.type == PublicKey::Type::kEc && key.y.size() != key.x.size()))
        return refuse(kBadKey, "a coordinate has not the curve's size");
    if (key.type == PublicKey::Type::kOkp && !is_sound_ed25519_point(key.x))
        return refuse(kBadKey, "the Ed25519 key is no point of full order in its one encoding");
    return {};
}

Verdict<NativeKey> from_params(const char* type, OSSL_PARAM_BLD& builder) {
    const Params params(OSSL_PARAM_BLD_to_param(&builder));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* made = nullptr;
    const bool done = params && context && EVP_PKEY_fromdata_init(context.get()) == 1 &&
                      EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, params.get()) == 1;
    NativeKey key(made);
    ERR_clear_error();
    if (!done) return refuse(kBadKey, "the key is not sound: not on its curve, or no key at all");
    return key;
}

Verdict<NativeKey> ec_key(const PublicKey& key) {
    const std::string point = std::string("\x04").append(key.x).append(key.y);
    const ParamBuilder builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group_of(key.curve), 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    return from_params("EC", *builder);
}

Verdict<NativeKey> rsa_key(const PublicKey& key) {
    const Number n(BN_bin2bn(data_of(key.n), static_cast<int>(key.n.size()), nullptr));
    const Number e(BN_bin2bn(data_of(key.e), static_cast<int>(key.e.size()), nullptr));
    const ParamBuilder builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
    return from_params("RSA", *builder);
}

std::string number_param(const EVP_PKEY& key, const char* name, std::size_t bytes) {
    BIGNUM* raw = nullptr;
    if (EVP_PKEY_get_bn_param(&key, name, &raw) != 1) return {};
    const Number number(raw);
    std::string out(std::max<std::size_t>(bytes, static_cast<std::size_t>(BN_num_bytes(raw))), '\0');
    BN_bn2binpad(raw, reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(out.size()));
    return out;
}

Verdict<PublicKey> ec_key_of(const EVP_PKEY& key) {
    std::array<char, 32> name{};
    EVP_PKEY_get_utf8_string_param(&key, OSSL_PKEY_PARAM_GROUP_NAME, name.data(), name.size(), nullptr);
    const std::string_view group(name.data());
    const Curve curve = group == "prime256v1" || group == "P-256"  ? Curve::kP256
                        : group == "secp384r1" || group == "P-384" ? Curve::kP384
                        : group == "secp521r1" || group == "P-521" ? Curve::kP521
                                                                   : Curve::kNone;
    if (curve == Curve::kNone) return refuse(kBadKey, "a certificate's key is on a curve that is not known");
    PublicKey made{.type = PublicKey::Type::kEc, .curve = curve, .x = {}, .y = {}, .n = {}, .e = {}, .secret = {}};
    made.x = number_param(key, OSSL_PKEY_PARAM_EC_PUB_X, field_bytes(curve));
    made.y = number_param(key, OSSL_PKEY_PARAM_EC_PUB_Y, field_bytes(curve));
    return made;
}

}  // namespace

void KeyDeleter::operator()(EVP_PKEY* key) const noexcept {
    EVP_PKEY_free(key);
}

Verdict<void> check_key(const PublicKey& key, const Algorithm& algorithm) {
    const auto wanted = algorithm.family == Family::kEcdsa     ? PublicKey::Type::kEc
                        : algorithm.family == Family::kEd25519 ? PublicKey::Type::kOkp
                        : algorithm.family == Family::kHmac    ? PublicKey::Type::kSecret
                                                               : PublicKey::Type::kRsa;
    if (key.type != wanted) return refuse("algorithm-mismatch", "the key is not of the algorithm's kind");
    if (wanted == PublicKey::Type::kSecret) {
        if (key.secret.size() >= hash_bytes(algorithm.hash)) return {};
        return refuse(kBadKey, "the HMAC secret is shorter than the hash");
    }
    const auto form = wanted == PublicKey::Type::kRsa ? check_rsa(key) : check_curve_point(key, algorithm.curve);
    if (!form) return form;
    const auto native = native_key(key);
    if (!native) return std::unexpected(native.error());
    if (wanted == PublicKey::Type::kOkp) return {};
    const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, native->get(), nullptr));
    const bool sound = context && EVP_PKEY_public_check(context.get()) == 1;
    ERR_clear_error();
    if (!sound) return refuse(kBadKey, "the key is not sound");
    return {};
}

Verdict<NativeKey> native_key(const PublicKey& key) {
    switch (key.type) {
        case PublicKey::Type::kEc:
            return ec_key(key);
        case PublicKey::Type::kRsa:
            return rsa_key(key);
        case PublicKey::Type::kOkp: {
            NativeKey made(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, data_of(key.x), key.x.size()));
            ERR_clear_error();
            if (!made) return refuse(kBadKey, "the Ed25519 key has not 32 bytes");
            return made;
        }
        case PublicKey::Type::kSecret:
            break;
    }
    return refuse(kBadKey, "a secret is no public key");
}

Verdict<PublicKey> key_of(const EVP_PKEY& key) {
    switch (EVP_PKEY_get_base_id(&key)) {
        case EVP_PKEY_EC:
            return ec_key_of(key);
        case EVP_PKEY_RSA: {
            PublicKey made{};
            made.type = PublicKey::Type::kRsa;
            made.n = number_param(key, OSSL_PKEY_PARAM_RSA_N, 0);
            made.e = number_param(key, OSSL_PKEY_PARAM_RSA_E, 0);
            return made;
        }
        case EVP_PKEY_ED25519: {
            PublicKey made{};
            made.type = PublicKey::Type::kOkp;
            made.curve = Curve::kEd25519;
            std::size_t size = 32;
            made.x.resize(size);
            EVP_PKEY_get_raw_public_key(&key, reinterpret_cast<unsigned char*>(made.x.data()), &size);
            return made;
        }
        default:
            return refuse(kBadKey, "a certificate's key is of no known kind");
    }
}

}  // namespace tradewind::auth
