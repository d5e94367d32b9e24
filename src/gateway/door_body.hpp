#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "auth/ceremony.hpp"
#include "core/error.hpp"

/// Bodies of the door's requests, read strictly: no member twice, nothing nested deeply. Nothing of them is quoted
/// back.
namespace tradewind::gateway {

struct DoorBody {
    std::string token, name, label, code, role, scope;
    std::optional<bool> disabled;
};
/// What is missing stays empty.
Result<DoorBody> read_door_body(std::string_view json);
/// The member `credential`.
Result<auth::RegistrationResponse> read_new_passkey(std::string_view json);
Result<auth::AuthenticationResponse> read_assertion(std::string_view json);
/// Hints that the browser gave about how the passkey can be reached; unknown ones are dropped.
std::vector<std::string> read_transports(std::string_view json);

}  // namespace tradewind::gateway
