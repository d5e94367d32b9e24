#pragma once

#include <string>
#include <string_view>

namespace tradewind::streams {

/// Valid UTF-8 without NUL, as JSON text must be.
bool is_clean_utf8(std::string_view text) noexcept;
/// The text with each byte that is in the way replaced by U+FFFD.
std::string to_clean_utf8(std::string_view text);

}  // namespace tradewind::streams
