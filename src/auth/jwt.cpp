#include "auth/jwt.hpp"

#include <array>
#include <fmt/core.h>

#include "auth/base64url.hpp"
#include "auth/signature.hpp"

namespace tradewind::auth {

namespace {

constexpr std::size_t kMostBytes = 64 * 1024;
constexpr std::uint64_t kLatest = std::uint64_t{1} << 53;
constexpr std::string_view kMalformed = "malformed-token";

struct Segments {
    std::string_view header, payload, signature, signed_part;
};

Verdict<Segments> split(std::string_view token) {
    if (token.size() > kMostBytes) return refuse(kMalformed, "the token has more than 64 KiB");
    const auto first = token.find('.');
    const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos)
        return refuse(kMalformed, "a token has three segments");
    return Segments{token.substr(0, first), token.substr(first + 1, second - first - 1), token.substr(second + 1),
                    token.substr(0, second)};
}

Verdict<void> check_header(std::string_view bytes, const Algorithm& algorithm) {
    const auto header = parse_json(bytes);
    if (!header) return refuse(kMalformed, "the header: " + header.error().message);
    if (!header->is_object()) return refuse(kMalformed, "the header is no object");
    const auto alg = text_member(*header, "alg");
    if (!alg || *alg != algorithm.name) return refuse("algorithm-mismatch", "the token's alg is not the one expected");
    for (const auto* name : {"crit", "jwk", "jku", "x5u", "x5c", "b64", "zip", "enc"}) {
        if (header->contains(name)) return refuse("header-member", fmt::format("{} is not allowed in a header", name));
    }
    for (const auto* name : {"kid", "typ", "cty"}) {
        const auto* member = find(*header, name);
        if (member != nullptr && !member->is_string())
            return refuse(kMalformed, fmt::format("the header's {} is no text", name));
    }
    return {};
}

Verdict<void> check_times(const Json& claims, const TokenRules& rules) {
    for (const auto* name : {"exp", "nbf", "iat"}) {
        const auto* claim = find(claims, name);
        if (claim == nullptr) continue;
        const auto time = whole_number(*claim, kLatest);
        if (!time) return refuse("malformed-claim", fmt::format("{} is no whole number from 0 to 2^53", name));
        if (!rules.now) return refuse("no-time", "the token has times, and no time was given to check them by");
        const bool expiry = std::string_view(name) == "exp";
        if (expiry && *rules.now >= *time + rules.leeway) return refuse("expired", "the token has expired");
        if (!expiry && *time > *rules.now + rules.leeway)
            return refuse("not-yet-valid", fmt::format("the token's {} is in the future", name));
    }
    return {};
}

bool has_audience(const Json& claims, std::string_view audience) {
    const auto* aud = find(claims, "aud");
    if (aud == nullptr) return false;
    if (!aud->is_array()) return *aud == audience;
    bool found = false;
    for (const auto& one : *aud) {
        if (!one.is_string()) return false;
        found = found || one == audience;
    }
    return found;
}

Verdict<void> check_claims(const Json& claims, const TokenRules& rules) {
    if (const auto fine = check_times(claims, rules); !fine) return fine;
    if (rules.issuer) {
        const auto issuer = text_member(claims, "iss");
        if (!issuer || *issuer != *rules.issuer) return refuse("issuer-mismatch", "the token is by another issuer");
    }
    if (rules.audience && !has_audience(claims, *rules.audience))
        return refuse("audience-mismatch", "the token is for somebody else");
    return {};
}

}  // namespace

Verdict<Token> verify_token(std::string_view token, const Algorithm& algorithm, const PublicKey& key,
                            const TokenRules& rules) {
    const auto segments = split(token);
    if (!segments) return std::unexpected(segments.error());
    const auto header = from_base64url(segments->header);
    auto payload = from_base64url(segments->payload);
    const auto signature = from_base64url(segments->signature);
    if (!header || !payload || !signature) return refuse(kMalformed, "a segment is no base64url without padding");
    if (const auto fine = check_header(*header, algorithm); !fine) return std::unexpected(fine.error());
    const auto good = verify_signature(algorithm, key, SignatureForm::kP1363, segments->signed_part, *signature);
    if (!good) return std::unexpected(good.error());
    auto claims = parse_json(*payload);
    if (claims && claims->is_object()) {
        if (const auto fine = check_claims(*claims, rules); !fine) return std::unexpected(fine.error());
        return Token{std::move(*claims), std::move(*payload)};
    }
    if (!claims && claims.error().reason == "duplicate-member")
        return refuse(kMalformed, "the payload: " + claims.error().message);
    if (!rules.raw) return refuse(kMalformed, "the payload is no JSON object");
    if (rules.issuer || rules.audience) return refuse("issuer-mismatch", "the payload has no claims");
    return Token{std::nullopt, std::move(*payload)};
}

}  // namespace tradewind::auth
