#pragma once

#include <string>
#include <string_view>

namespace tradewind::telemetry {

/// Appends `text` with quotes, backslashes and control characters escaped as in a JSON string, without quotes around;
/// bytes that are not UTF-8 become U+FFFD.
void append_escaped(std::string& out, std::string_view text);
/// `text` as a JSON string, with secrets scrubbed.
std::string json_string(std::string_view text);

}  // namespace tradewind::telemetry
