#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tradewind::config {

/// The name closest to `wanted` by edits, or empty where none is near enough to be meant.
std::string closest(std::string_view wanted, const std::vector<std::string>& names);

}  // namespace tradewind::config
