#pragma once

#include <string>
#include <string_view>

namespace tradewind {

/// Text as it must stand in HTML or XML, in an element or in a quoted attribute.
std::string escape_html(std::string_view text);

}  // namespace tradewind
