#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tradewind::storage {

/// SQL with `$N` turned into SQLite's `?N`, outside quotes.
std::string to_sqlite_placeholders(std::string_view sql);

/// `INSERT … VALUES ($1, $2) …` for `rows` rows: `VALUES ($1, $2), ($3, $4) …`. Empty where `sql` isn't of that form:
/// one VALUES list of placeholders in order, no placeholder behind it, and no DO UPDATE (which PostgreSQL refuses for
/// two equal keys in one statement).
std::string expand_values(std::string_view sql, std::size_t columns, std::size_t rows);

/// The parts of `INSERT INTO table (columns) VALUES ($1, …, $n) conflict`, where the conflict clause is empty or does
/// nothing.
struct PlainInsert {
    std::string table;
    std::string columns;  ///< Separated by commas.
    std::string conflict;
};
/// Empty where `sql` isn't of that form.
std::optional<PlainInsert> as_plain_insert(std::string_view sql, std::size_t columns);

}  // namespace tradewind::storage
