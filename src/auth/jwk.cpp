#include "auth/jwk.hpp"

#include <algorithm>
#include <set>

namespace tradewind::auth {

namespace {

constexpr std::string_view kMalformed = "malformed-key";
constexpr std::string_view kForbidden = "key-use";

Verdict<void> check_operations(const Json& operations) {
    if (!operations.is_array()) return refuse(kMalformed, "the key's key_ops is no list");
    std::set<std::string> seen;
    for (const auto& operation : operations) {
        if (!operation.is_string() || !seen.insert(operation.get<std::string>()).second)
            return refuse(kMalformed, "the key's key_ops holds something twice, or that is no text");
    }
    if (!seen.contains("verify")) return refuse(kForbidden, "the key's key_ops does not allow to verify");
    return {};
}

/// RFC 7517 §4.2–4.4.
Verdict<void> check_purpose(const Json& jwk, const Algorithm& algorithm) {
    if (const auto* use = find(jwk, "use"); use != nullptr && *use != "sig")
        return refuse(kForbidden, "the key's use is not sig");
    if (const auto* alg = find(jwk, "alg"); alg != nullptr && *alg != algorithm.name)
        return refuse("algorithm-mismatch", "the key's alg is another one");
    if (const auto* operations = find(jwk, "key_ops")) return check_operations(*operations);
    return {};
}

Curve curve_named(std::string_view name) {
    return name == "P-256"     ? Curve::kP256
           : name == "P-384"   ? Curve::kP384
           : name == "P-521"   ? Curve::kP521
           : name == "Ed25519" ? Curve::kEd25519
                               : Curve::kNone;
}

Verdict<void> read_numbers(const Json& jwk, std::initializer_list<std::pair<const char*, std::string*>> members) {
    for (const auto& [name, into] : members) {
        auto bytes = bytes_member(jwk, name);
        if (!bytes) return refuse(kMalformed, "the key's " + bytes.error().message);
        *into = std::move(*bytes);
    }
    return {};
}

}  // namespace

Verdict<PublicKey> read_jwk(const Json& jwk, const Algorithm& algorithm) {
    if (!jwk.is_object()) return refuse(kMalformed, "the key is no object");
    const auto type = text_member(jwk, "kty");
    if (!type) return refuse(kMalformed, "the key's " + type.error().message);
    if (const auto fits = check_purpose(jwk, algorithm); !fits) return std::unexpected(fits.error());
    if (*type != "oct") {
        for (const auto* name : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
            if (jwk.contains(name)) return refuse("private-key", "the key has a private part");
    }
    PublicKey key;
    Verdict<void> read;
    if (*type == "oct") {
        key.type = PublicKey::Type::kSecret;
        read = read_numbers(jwk, {{"k", &key.secret}});
    } else if (*type == "RSA") {
        key.type = PublicKey::Type::kRsa;
        read = read_numbers(jwk, {{"n", &key.n}, {"e", &key.e}});
    } else if (*type == "EC" || *type == "OKP") {
        const auto curve = text_member(jwk, "crv");
        if (!curve) return refuse(kMalformed, "the key's " + curve.error().message);
        key.curve = curve_named(*curve);
        key.type = *type == "EC" ? PublicKey::Type::kEc : PublicKey::Type::kOkp;
        if ((key.type == PublicKey::Type::kOkp) != (key.curve == Curve::kEd25519))
            return refuse("algorithm-mismatch", "the curve is not one of the key's type");
        read = read_numbers(jwk, {{"x", &key.x}});
        if (read && key.type == PublicKey::Type::kEc) read = read_numbers(jwk, {{"y", &key.y}});
    } else {
        return refuse(kMalformed, "the key's kty is not known");
    }
    if (!read) return std::unexpected(read.error());
    if (const auto sound = check_key(key, algorithm); !sound) return std::unexpected(sound.error());
    return key;
}

}  // namespace tradewind::auth
