#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/message.hpp"

namespace tradewind::net {

/// ASCII only, as header names are.
bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept;
std::string lower_case(std::string_view text);

/// Decodes %xx (and '+' as a space where `form`); nothing where an escape is broken.
std::optional<std::string> percent_decoded(std::string_view text, bool form);

/// A request target in origin form, taken apart. Nothing where it has bytes outside printable ASCII, isn't in origin
/// form, or its path holds NUL, an encoded slash, a backslash, an empty or a dot segment.
struct Target {
    std::string path;
    Fields query;
};
std::optional<Target> parse_target(std::string_view target);

}  // namespace tradewind::net
