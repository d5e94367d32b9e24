#pragma once

#include <nlohmann/json.hpp>
#include <string>

/// Reading members of JSON; for .cpp files only.
namespace tradewind::news {

/// The text member, or empty where it is missing, null or no text.
inline std::string text_of(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace tradewind::news
