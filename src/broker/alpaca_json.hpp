#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/decimal.hpp"
#include "core/error.hpp"
#include "core/time.hpp"

/// Reading Alpaca's JSON; for .cpp files only.
namespace tradewind::broker {

/// The text member, or empty where it is missing, null or no text.
std::string text_of(const nlohmann::json& object, const char* key);
/// A decimal that came as text or number; nothing where missing, null or unreadable.
std::optional<Decimal> decimal_of(const nlohmann::json& object, const char* key);
/// RFC 3339; the epoch where missing or unreadable.
Timestamp time_of(const nlohmann::json& object, const char* key);
/// A boolean member; false where missing or something else.
bool flag_of(const nlohmann::json& object, const char* key);
/// What to say of an answer that is not `what` Alpaca documents.
Error not_promised(std::string_view what);

}  // namespace tradewind::broker
