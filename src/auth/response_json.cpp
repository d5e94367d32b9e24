#include "auth/response_json.hpp"


#include "auth/base64url.hpp"

namespace tradewind::auth {

namespace {

constexpr std::string_view kMalformed = "malformed-response";

struct Outer {
    std::string id;
    const Json* response = nullptr;
};

/// What both responses have: id = rawId, type, the object `response`.
Verdict<Outer> read_outer(const Json& json) {
    if (!json.is_object()) return refuse(kMalformed, "the response is no object");
    auto id = bytes_member(json, "id");
    const auto raw_id = bytes_member(json, "rawId");
    const auto type = text_member(json, "type");
    const auto* response = find(json, "response");
    if (!id || !raw_id || !type) return std::unexpected(!id ? id.error() : !raw_id ? raw_id.error() : type.error());
    if (*id != *raw_id) return refuse("id-mismatch", "id and rawId differ");
    if (*type != "public-key") return refuse(kMalformed, "type is not public-key");
    if (response == nullptr || !response->is_object()) return refuse(kMalformed, "response is missing or no object");
    const auto* extensions = find(json, "clientExtensionResults");
    if (extensions != nullptr && !extensions->is_object())
        return refuse(kMalformed, "clientExtensionResults is no object");
    return Outer{std::move(*id), response};
}

/// Copies of parts of the attestation object: not believed, but not taken in a wrong encoding either.
Verdict<void> check_copies(const Json& response) {
    for (const auto* name : {"authenticatorData", "publicKey"}) {
        const auto* found = find(response, name);
        if (found == nullptr || found->is_null()) continue;
        if (const auto bytes = bytes_member(response, name); !bytes) return std::unexpected(bytes.error());
    }
    return {};
}

}  // namespace

Verdict<RegistrationResponse> read_registration_response(const Json& json) {
    auto outer = read_outer(json);
    if (!outer) return std::unexpected(outer.error());
    auto client_data = bytes_member(*outer->response, "clientDataJSON");
    if (!client_data) return std::unexpected(client_data.error());
    auto object = bytes_member(*outer->response, "attestationObject");
    if (!object) return std::unexpected(object.error());
    if (const auto fine = check_copies(*outer->response); !fine) return std::unexpected(fine.error());
    return RegistrationResponse{std::move(outer->id), std::move(*client_data), std::move(*object)};
}

Verdict<AuthenticationResponse> read_authentication_response(const Json& json) {
    auto outer = read_outer(json);
    if (!outer) return std::unexpected(outer.error());
    AuthenticationResponse read{.id = std::move(outer->id),
                                .client_data_json = {},
                                .authenticator_data = {},
                                .signature = {},
                                .user_handle = {}};
    for (const auto& [name, into] :
         {std::pair("clientDataJSON", &read.client_data_json), std::pair("authenticatorData", &read.authenticator_data),
          std::pair("signature", &read.signature)}) {
        auto bytes = bytes_member(*outer->response, name);
        if (!bytes) return std::unexpected(bytes.error());
        *into = std::move(*bytes);
    }
    const auto* handle = find(*outer->response, "userHandle");
    if (handle == nullptr || handle->is_null()) return read;
    auto bytes = bytes_member(*outer->response, "userHandle");
    if (!bytes) return std::unexpected(bytes.error());
    read.user_handle = std::move(*bytes);
    return read;
}

Verdict<RegistrationResponse> read_registration_response(std::string_view json) {
    const auto parsed = parse_json(json);
    if (!parsed) return std::unexpected(parsed.error());
    return read_registration_response(*parsed);
}

Verdict<AuthenticationResponse> read_authentication_response(std::string_view json) {
    const auto parsed = parse_json(json);
    if (!parsed) return std::unexpected(parsed.error());
    return read_authentication_response(*parsed);
}

}  // namespace tradewind::auth
