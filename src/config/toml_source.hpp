#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "config/values.hpp"
#include "core/error.hpp"

namespace tradewind::config {

/// One `key = value` of a TOML file, its key with the names of its tables in front.
struct TomlEntry {
    std::string key;
    RawValue value;
    int line = 0;
    bool section = false;  ///< A `[table]` header; no value.
};

/// Reads a TOML file into entries in order of their lines. kNotFound where there is no file, kParse with file, line and
/// column where it is not TOML.
Result<std::vector<TomlEntry>> read_toml(const std::filesystem::path& file);

/// The value of TOML text such as `["A", "B"]`, or nothing.
std::optional<RawValue> parse_toml_value(std::string_view text);

}  // namespace tradewind::config
