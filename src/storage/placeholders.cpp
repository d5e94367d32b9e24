#include "storage/placeholders.hpp"

#include <format>

namespace tradewind::storage {

std::string to_sqlite_placeholders(std::string_view sql) {
    std::string out(sql);
    char quote = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const char c = out[i];
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '$' && i + 1 < out.size() && out[i + 1] >= '0' && out[i + 1] <= '9') {
            out[i] = '?';
        }
    }
    return out;
}

std::string expand_values(std::string_view sql, std::size_t columns, std::size_t rows) {
    constexpr std::string_view kValues = "VALUES (";
    const auto start = sql.find(kValues);
    if (start == std::string_view::npos || sql.find("DO UPDATE") != std::string_view::npos) return {};
    std::string list = "(";
    for (std::size_t i = 1; i <= columns; ++i) list += std::format("{}${}", i == 1 ? "" : ", ", i);
    list += ")";
    const auto list_at = start + kValues.size() - 1;
    if (sql.substr(list_at, list.size()) != list) return {};
    const auto rest = sql.substr(list_at + list.size());
    if (rest.find('$') != std::string_view::npos) return {};

    std::string out(sql.substr(0, list_at));
    std::size_t number = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        out += row == 0 ? "(" : ", (";
        for (std::size_t i = 0; i < columns; ++i) out += std::format("{}${}", i == 0 ? "" : ", ", ++number);
        out += ")";
    }
    return out += rest;
}

}  // namespace tradewind::storage
