#include "config/toml_source.hpp"

#include <fmt/core.h>
#include <fstream>
#include <sstream>

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.hpp>

namespace tradewind::config {

namespace {

RawValue raw_value(const toml::node& node) {
    RawValue raw;
    if (const auto* text = node.as_string())
        raw.value = text->get();
    else if (const auto* flag = node.as_boolean())
        raw.value = flag->get();
    else if (const auto* whole = node.as_integer())
        raw.value = whole->get();
    else if (const auto* real = node.as_floating_point())
        raw.value = real->get();
    else if (const auto* list = node.as_array()) {
        std::vector<RawValue> elements;
        for (const auto& element : *list) elements.push_back(raw_value(element));
        raw.value = std::move(elements);
    } else if (const auto* table = node.as_table()) {
        RawTable pairs;
        for (const auto& [key, value] : *table) pairs.emplace_back(std::string(key.str()), raw_value(value));
        raw.value = std::move(pairs);
    } else {
        raw.value = std::string("(a date or time)");  // no setting is one
    }
    return raw;
}

void walk(const toml::table& table, const std::string& prefix, std::vector<TomlEntry>& entries) {
    for (const auto& [key, node] : table) {
        const std::string path = prefix.empty() ? std::string(key.str()) : prefix + "." + std::string(key.str());
        const int line = static_cast<int>(key.source().begin.line);
        if (const auto* inner = node.as_table()) {
            entries.push_back({path, {}, line, true});
            walk(*inner, path, entries);
        } else {
            entries.push_back({path, raw_value(node), line, false});
        }
    }
}

}  // namespace

Result<std::vector<TomlEntry>> read_toml(const std::filesystem::path& file) {
    std::ifstream input(file, std::ios::binary);
    if (!input || std::filesystem::is_directory(file)) {
        return fail(ErrorCode::kNotFound, fmt::format("{}: the configuration file can't be read", file.string()),
                    "check the path after --config or in TRADING_CONFIG");
    }
    std::ostringstream text;
    text << input.rdbuf();
    const auto parsed = toml::parse(text.view(), file.string());
    if (!parsed) {
        const auto& where = parsed.error().source().begin;
        return fail(ErrorCode::kInvalidArgument,
                    fmt::format("{}:{}:{}: not TOML: {}", file.string(), where.line, where.column,
                                parsed.error().description()),
                    "text values need quotes: url = \"redis://127.0.0.1\"");
    }
    std::vector<TomlEntry> entries;
    walk(parsed.table(), "", entries);
    std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
    return entries;
}

std::optional<RawValue> parse_toml_value(std::string_view text) {
    const auto parsed = toml::parse(fmt::format("v = {}", text));
    if (!parsed || !parsed.table().contains("v")) return std::nullopt;
    return raw_value(*parsed.table().get("v"));
}

}  // namespace tradewind::config
