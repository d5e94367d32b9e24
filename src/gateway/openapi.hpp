#pragma once

#include <string>

namespace tradewind::gateway {

/// The API as an OpenAPI 3.1 document.
std::string openapi_json();

}  // namespace tradewind::gateway
