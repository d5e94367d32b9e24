#include "storage/placeholders.hpp"

#include <fmt/core.h>

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

namespace {

constexpr std::string_view kValues = "VALUES ";

std::string value_list(std::size_t first, std::size_t columns) {
    std::string list = "(";
    for (std::size_t i = 0; i < columns; ++i) list += fmt::format("{}${}", i == 0 ? "" : ", ", first + i);
    return list += ")";
}

/// A statement around its one list of values.
struct AroundValues {
    std::string_view before;  ///< Up to and with `VALUES `.
    std::string_view after;
};

std::optional<AroundValues> around_values(std::string_view sql, std::size_t columns) {
    const auto start = sql.find(kValues);
    if (start == std::string_view::npos || sql.find("DO UPDATE") != std::string_view::npos) return std::nullopt;
    const auto list_at = start + kValues.size();
    const std::string list = value_list(1, columns);
    if (!sql.substr(list_at).starts_with(list)) return std::nullopt;
    const auto after = sql.substr(list_at + list.size());
    if (after.find('$') != std::string_view::npos) return std::nullopt;
    return AroundValues{sql.substr(0, list_at), after};
}

}  // namespace

std::string expand_values(std::string_view sql, std::size_t columns, std::size_t rows) {
    const auto around = around_values(sql, columns);
    if (!around) return {};
    std::string out(around->before);
    for (std::size_t row = 0; row < rows; ++row) {
        if (row > 0) out += ", ";
        out += value_list(row * columns + 1, columns);
    }
    return out += around->after;
}

std::optional<PlainInsert> as_plain_insert(std::string_view sql, std::size_t columns) {
    constexpr std::string_view kInsert = "INSERT INTO ";
    const auto around = around_values(sql, columns);
    if (!around || !sql.starts_with(kInsert) || around->after.find("RETURNING") != std::string_view::npos) {
        return std::nullopt;
    }
    const auto open = around->before.find(" (");
    const auto close = around->before.find(") ");
    if (open == std::string_view::npos || close == std::string_view::npos) return std::nullopt;
    return PlainInsert{std::string(around->before.substr(kInsert.size(), open - kInsert.size())),
                       std::string(around->before.substr(open + 2, close - open - 2)), std::string(around->after)};
}

}  // namespace tradewind::storage
