#pragma once

#include <cstdint>
#include <string_view>

namespace tradewind::auth {

enum class Family : std::uint8_t { kEcdsa, kEd25519, kRsaPkcs1, kRsaPss, kHmac };
enum class Hash : std::uint8_t { kSha256, kSha384, kSha512 };
enum class Curve : std::uint8_t { kNone, kP256, kP384, kP521, kEd25519 };

/// A signature algorithm under its COSE number and its JOSE name.
struct Algorithm {
    int cose;
    std::string_view name;
    Family family;
    Hash hash;
    Curve curve;
};

/// −7, −8, −35 … −39, −257 … −259; nothing else, and no HMAC.
const Algorithm* find_algorithm(std::int64_t cose);
/// ES*, EdDSA, RS*, PS*, HS*.
const Algorithm* find_algorithm(std::string_view name);

constexpr std::size_t hash_bytes(Hash hash) {
    return hash == Hash::kSha256 ? 32 : hash == Hash::kSha384 ? 48 : 64;
}
/// Bytes of a coordinate, and of r and s.
constexpr std::size_t field_bytes(Curve curve) {
    switch (curve) {
        case Curve::kP256:
        case Curve::kEd25519:
            return 32;
        case Curve::kP384:
            return 48;
        case Curve::kP521:
            return 66;
        case Curve::kNone:
            break;
    }
    return 0;
}

}  // namespace tradewind::auth
