#include "gateway/door_body.hpp"

#include <algorithm>
#include <array>
#include <fmt/core.h>

#include "auth/response_json.hpp"

namespace tradewind::gateway {

namespace {

std::unexpected<Error> invalid(std::string message) {
    return fail(ErrorCode::kInvalidArgument, std::move(message));
}

Result<auth::Json> read_object(std::string_view text) {
    auto json = auth::parse_json(text);
    if (!json) return invalid("the body: " + json.error().message);
    if (!json->is_object()) return invalid("the body is not a JSON object");
    return std::move(*json);
}

template <class T>
Result<T> read_credential(std::string_view text, auth::Verdict<T> (*read)(const auth::Json&)) {
    const auto json = read_object(text);
    if (!json) return std::unexpected(json.error());
    const auto* credential = auth::find(*json, "credential");
    if (credential == nullptr) return invalid("credential: expected what the browser made");
    auto response = read(*credential);
    if (!response) return invalid("credential: " + response.error().message);
    return std::move(*response);
}

}  // namespace

Result<DoorBody> read_door_body(std::string_view text) {
    const auto json = read_object(text.empty() ? std::string_view("{}") : text);
    if (!json) return std::unexpected(json.error());
    DoorBody body;
    for (const auto& [name, into] :
         {std::pair("token", &body.token), std::pair("name", &body.name), std::pair("label", &body.label),
          std::pair("code", &body.code), std::pair("role", &body.role), std::pair("scope", &body.scope)}) {
        const auto* member = auth::find(*json, name);
        if (member == nullptr || member->is_null()) continue;
        if (!member->is_string() || member->get_ref<const std::string&>().size() > 200)
            return invalid(fmt::format("{}: expected a text of at most 200 bytes", name));
        *into = member->get<std::string>();
    }
    if (const auto* disabled = auth::find(*json, "disabled")) {
        if (!disabled->is_boolean()) return invalid("disabled: expected true or false");
        body.disabled = disabled->get<bool>();
    }
    return body;
}

Result<auth::RegistrationResponse> read_new_passkey(std::string_view text) {
    return read_credential<auth::RegistrationResponse>(text, &auth::read_registration_response);
}

Result<auth::AuthenticationResponse> read_assertion(std::string_view text) {
    return read_credential<auth::AuthenticationResponse>(text, &auth::read_authentication_response);
}

std::vector<std::string> read_transports(std::string_view text) {
    constexpr std::array<std::string_view, 6> kKnown{"usb", "nfc", "ble", "smart-card", "hybrid", "internal"};
    std::vector<std::string> transports;
    const auto json = auth::parse_json(text);
    const auto* credential = json ? auth::find(*json, "credential") : nullptr;
    const auto* response = credential != nullptr ? auth::find(*credential, "response") : nullptr;
    const auto* list = response != nullptr ? auth::find(*response, "transports") : nullptr;
    if (list == nullptr || !list->is_array()) return transports;
    for (const auto name : kKnown)
        if (std::find(list->begin(), list->end(), name) != list->end()) transports.emplace_back(name);
    return transports;
}

}  // namespace tradewind::gateway
