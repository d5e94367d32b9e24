#include "auth/algorithm.hpp"

namespace tradewind::auth {

namespace {

constexpr Algorithm kAlgorithms[] = {
    {-7, "ES256", Family::kEcdsa, Hash::kSha256, Curve::kP256},
    {-8, "EdDSA", Family::kEd25519, Hash::kSha512, Curve::kEd25519},
    {-35, "ES384", Family::kEcdsa, Hash::kSha384, Curve::kP384},
    {-36, "ES512", Family::kEcdsa, Hash::kSha512, Curve::kP521},
    {-37, "PS256", Family::kRsaPss, Hash::kSha256, Curve::kNone},
    {-38, "PS384", Family::kRsaPss, Hash::kSha384, Curve::kNone},
    {-39, "PS512", Family::kRsaPss, Hash::kSha512, Curve::kNone},
    {-257, "RS256", Family::kRsaPkcs1, Hash::kSha256, Curve::kNone},
    {-258, "RS384", Family::kRsaPkcs1, Hash::kSha384, Curve::kNone},
    {-259, "RS512", Family::kRsaPkcs1, Hash::kSha512, Curve::kNone},
    {0, "HS256", Family::kHmac, Hash::kSha256, Curve::kNone},
    {0, "HS384", Family::kHmac, Hash::kSha384, Curve::kNone},
    {0, "HS512", Family::kHmac, Hash::kSha512, Curve::kNone},
};

}  // namespace

const Algorithm* find_algorithm(std::int64_t cose) {
    for (const auto& algorithm : kAlgorithms)
        if (algorithm.cose == cose && cose != 0) return &algorithm;
    return nullptr;
}

const Algorithm* find_algorithm(std::string_view name) {
    for (const auto& algorithm : kAlgorithms)
        if (algorithm.name == name) return &algorithm;
    return nullptr;
}

}  // namespace tradewind::auth
