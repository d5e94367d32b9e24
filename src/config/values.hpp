#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "config/settings_table.hpp"

namespace tradewind::config {

/// A value as read, before its key says what type it should have.
struct RawValue;
using RawTable = std::vector<std::pair<std::string, RawValue>>;
struct RawValue {
    /// From the environment and --set comes text only, which is then read as the key's type.
    std::variant<std::string, bool, std::int64_t, double, std::vector<RawValue>, RawTable> value;
    bool is_text_form = false;  ///< Came as bare text: "5" may be a number.
};

/// Reads `raw` into the binding's slot. The error's message says what was found and what was expected.
Status assign(const Binding& binding, const RawValue& raw);

/// Canonical text: shortest exact numbers, durations as `90s`, lists joined with commas.
std::string slot_text(const Slot& slot);
std::string_view slot_type(const Slot& slot);
/// The text with what is secret in it masked.
std::string masked(std::string text, Secrecy secrecy);

}  // namespace tradewind::config
