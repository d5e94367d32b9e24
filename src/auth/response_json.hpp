#pragma once

#include "auth/ceremony.hpp"
#include "auth/json.hpp"

namespace tradewind::auth {

/// The responses out of JSON that was parsed already.
Verdict<RegistrationResponse> read_registration_response(const Json& json);
Verdict<AuthenticationResponse> read_authentication_response(const Json& json);

}  // namespace tradewind::auth
