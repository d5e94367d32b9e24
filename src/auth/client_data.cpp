#include "auth/client_data.hpp"

#include <openssl/crypto.h>

#include <algorithm>

#include "auth/json.hpp"

namespace tradewind::auth {

namespace {

constexpr std::size_t kMostBytes = 4096;

bool holds(const std::vector<std::string>& list, std::string_view item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

Verdict<void> check_embedding(const Json& data, const Policy& policy) {
    const auto* crossing = find(data, "crossOrigin");
    if (crossing != nullptr && !crossing->is_boolean())
        return refuse("malformed-client-data", "crossOrigin is neither true nor false");
    if (crossing != nullptr && crossing->get<bool>() && !policy.allow_cross_origin)
        return refuse("cross-origin", "the page was embedded in one of another origin");
    if (find(data, "topOrigin") == nullptr) return {};
    const auto top = text_member(data, "topOrigin");
    if (!top) return refuse("malformed-client-data", "topOrigin is no text");
    if (policy.allow_cross_origin && holds(policy.top_origins, *top)) return {};
    return refuse("top-origin-mismatch", "the embedding page's origin is not allowed");
}

}  // namespace

Verdict<void> check_client_data(std::string_view json, std::string_view type, std::string_view challenge,
                                const Policy& policy) {
    if (json.size() > kMostBytes) return refuse("malformed-client-data", "clientDataJSON has more than 4096 bytes");
    if (json.starts_with("\xEF\xBB\xBF")) json.remove_prefix(3);
    const auto data = parse_json(json);
    if (!data) return refuse("malformed-client-data", "clientDataJSON: " + data.error().message);
    if (!data->is_object()) return refuse("malformed-client-data", "clientDataJSON is no object");
    if (const auto found = text_member(*data, "type"); !found || *found != type)
        return refuse("type-mismatch", std::string("the client data's type is not ").append(type));
    const auto sent = bytes_member(*data, "challenge");
    if (!sent) return refuse("malformed-client-data", "clientDataJSON: " + sent.error().message);
    if (sent->empty() || sent->size() != challenge.size() ||
        CRYPTO_memcmp(sent->data(), challenge.data(), sent->size()) != 0)
        return refuse("challenge-mismatch", "the challenge is not the one that was given");
    if (const auto origin = text_member(*data, "origin"); !origin || !holds(policy.origins, *origin))
        return refuse("origin-mismatch", "the page's origin is not allowed");
    return check_embedding(*data, policy);
}

}  // namespace tradewind::auth
