#include "gateway/csv.hpp"

#include <fmt/core.h>
#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <vector>

namespace tradewind::gateway {

namespace {

using json = nlohmann::ordered_json;

const json* list_in(const json& object) {
    if (!object.is_object()) return nullptr;
    for (const auto* name : {"items", "points", "bars", "strategies", "settings"}) {
        const auto at = object.find(name);
        if (at != object.end() && at->is_array()) return &*at;
    }
    return nullptr;
}

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789.-+eE") == std::string_view::npos;
}

std::string cell(const json& value) {
    if (value.is_null()) return {};
    std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    const bool formula = value.is_string() && !text.empty() &&
                         std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos && !is_number(text);
    if (formula) text.insert(0, 1, '\'');
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
    return quoted + '"';
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const unsigned char c : text) {
        const bool plain =
            std::isalnum(c) != 0 || std::string_view("-._~").find(static_cast<char>(c)) != std::string_view::npos;
        plain ? out += static_cast<char>(c) : out += fmt::format("%{:02X}", c);
    }
    return out;
}

}  // namespace

bool wants_csv(const net::Request& request) {
    const auto format = request.query_value("format");
    return format ? *format == "csv" : request.header("Accept").find("text/csv") != std::string_view::npos;
}

std::optional<std::string> csv_of(std::string_view text) {
    const auto document = json::parse(text, nullptr, false);
    const auto* list = list_in(document);
    if (list == nullptr) return std::nullopt;
    std::vector<std::string> names;
    for (const auto& item : *list) {
        if (!item.is_object() && names.empty()) names.emplace_back("value");
        if (!item.is_object()) continue;
        for (const auto& [name, value] : item.items()) {
            if (std::ranges::find(names, name) == names.end()) names.push_back(name);
        }
    }
    std::string csv;
    for (const auto& name : names) csv.append(csv.empty() ? "" : ",").append(name);
    csv += "\r\n";
    for (const auto& item : *list) {
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (i > 0) csv += ',';
            if (!item.is_object())
                csv += cell(item);
            else if (const auto at = item.find(names[i]); at != item.end())
                csv += cell(*at);
        }
        csv += "\r\n";
    }
    return csv;
}

std::string next_query(const net::Request& request, std::string_view text) {
    const auto document = json::parse(text, nullptr, false);
    const auto next = document.is_object() ? document.find("next") : document.end();
    if (next == document.end() || !next->is_string()) return {};
    std::string query;
    for (const auto& [name, value] : request.query) {
        if (name != "cursor") query += fmt::format("{}={}&", escaped(name), escaped(value));
    }
    return fmt::format("?{}cursor={}", query, escaped(next->get<std::string>()));
}

}  // namespace tradewind::gateway
