#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tradewind::auth {

/// RFC 4648 §5 without padding.
std::string to_base64url(std::string_view bytes);
/// Only the one spelling that `to_base64url` makes: no padding, no white space, unused bits zero.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace tradewind::auth
