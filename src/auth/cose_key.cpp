#include "auth/cose_key.hpp"

#include <fmt/core.h>

namespace tradewind::auth {

namespace {

constexpr std::string_view kMalformed = "malformed-key";

// RFC 9052 §7, RFC 9053 §7, RFC 8230 §4
constexpr std::int64_t kKeyType = 1, kAlgorithm = 3, kCurve = -1, kX = -2, kY = -3, kModulus = -1, kExponent = -2;
constexpr std::int64_t kOkp = 1, kEc2 = 2, kRsa = 3;

Verdict<std::string> bytes_of(const Cbor& map, std::int64_t label) {
    const auto* value = map.find(label);
    if (value == nullptr || value->type != Cbor::Type::kBytes)
        return refuse(kMalformed, fmt::format("label {} of the COSE key is missing or no byte string", label));
    return std::string(value->bytes);
}

Verdict<std::int64_t> integer_of(const Cbor& map, std::int64_t label) {
    const auto* value = map.find(label);
    const auto number = value == nullptr ? std::nullopt : value->integer();
    if (!number) return refuse(kMalformed, fmt::format("label {} of the COSE key is missing or no integer", label));
    return *number;
}

/// RFC 9053 §7.1.
Curve curve_of(std::int64_t number) {
    switch (number) {
        case 1:
            return Curve::kP256;
        case 2:
            return Curve::kP384;
        case 3:
            return Curve::kP521;
        case 6:
            return Curve::kEd25519;
        default:
            return Curve::kNone;
    }
}

Verdict<PublicKey> read_rsa(const Cbor& map) {
    auto n = bytes_of(map, kModulus);
    auto e = bytes_of(map, kExponent);
    if (!n || !e) return std::unexpected(!n ? n.error() : e.error());
    PublicKey key;
    key.type = PublicKey::Type::kRsa;
    key.n = std::move(*n);
    key.e = std::move(*e);
    return key;
}

Verdict<PublicKey> read_point(const Cbor& map, PublicKey::Type type) {
    const auto curve = integer_of(map, kCurve);
    auto x = bytes_of(map, kX);
    if (!curve || !x) return std::unexpected(!curve ? curve.error() : x.error());
    PublicKey key;
    key.type = type;
    key.curve = curve_of(*curve);
    key.x = std::move(*x);
    const bool fits = type == PublicKey::Type::kOkp ? key.curve == Curve::kEd25519
                                                    : key.curve != Curve::kNone && key.curve != Curve::kEd25519;
    if (!fits) return refuse("algorithm-mismatch", "the curve is not one of the key's type");
    if (type == PublicKey::Type::kOkp) return key;
    auto y = bytes_of(map, kY);
    if (!y) return std::unexpected(y.error());
    key.y = std::move(*y);
    return key;
}

}  // namespace

Verdict<CoseKey> read_cose_key(const Cbor& map) {
    if (map.type != Cbor::Type::kMap) return refuse(kMalformed, "the COSE key is no map");
    const auto type = integer_of(map, kKeyType);
    const auto number = integer_of(map, kAlgorithm);
    if (!type || !number) return std::unexpected(!type ? type.error() : number.error());
    const auto* algorithm = find_algorithm(*number);
    if (algorithm == nullptr)
        return refuse("unsupported-algorithm", fmt::format("COSE algorithm {} is not supported", *number));
    const std::size_t labels = *type == kEc2 ? 5 : 4;
    if (map.pairs() != labels)
        return refuse(kMalformed, "the COSE key has labels that a public key of its type must not have");
    auto key = *type == kRsa ? read_rsa(map)
               : *type == kEc2 || *type == kOkp
                   ? read_point(map, *type == kEc2 ? PublicKey::Type::kEc : PublicKey::Type::kOkp)
                   : Verdict<PublicKey>(refuse(kMalformed, "unknown key type"));
    if (!key) return std::unexpected(key.error());
    if (const auto sound = check_key(*key, *algorithm); !sound) return std::unexpected(sound.error());
    return CoseKey{algorithm, std::move(*key)};
}

Verdict<CoseKey> read_cose_key(std::string_view bytes) {
    const auto map = parse_cbor(bytes);
    if (!map) return std::unexpected(map.error());
    return read_cose_key(*map);
}

}  // namespace tradewind::auth
