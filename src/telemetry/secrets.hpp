#pragma once

#include <string>
#include <string_view>

namespace tradewind::telemetry {

/// Remembers a secret of this process (a broker's key, a token), so that no log line or span ever shows it. Texts
/// shorter than six characters are not remembered: they would blot out ordinary words.
void register_secret(std::string_view secret);

/// `text` with every registered secret, and what follows `Bearer `, replaced by `[redacted]`.
std::string scrub(std::string_view text);

}  // namespace tradewind::telemetry
