#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "auth/refusal.hpp"

/// JSON as strangers send it. Included by .cpp files only.
namespace tradewind::auth {

using Json = nlohmann::ordered_json;

/// One JSON text in UTF-8 with nothing after it: no member twice in an object, at most 16 levels deep, no byte order
/// mark. Numbers that are no 64-bit integers are floats.
Verdict<Json> parse_json(std::string_view text);

/// The member, or nothing where it is missing.
const Json* find(const Json& object, std::string_view name);
/// A member that must be text.
Verdict<std::string> text_member(const Json& object, std::string_view name);
/// A member that must be base64url text, decoded.
Verdict<std::string> bytes_member(const Json& object, std::string_view name);
/// A member that may be missing or null; `fallback` then.
Verdict<bool> flag_member(const Json& object, std::string_view name, bool fallback);
/// An integer in [0, most].
std::optional<std::uint64_t> whole_number(const Json& value, std::uint64_t most);

}  // namespace tradewind::auth
