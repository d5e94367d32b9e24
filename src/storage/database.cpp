#include "storage/database.hpp"

#include <charconv>
#include <fmt/core.h>

#include "storage/postgres_database.hpp"
#include "storage/sqlite_database.hpp"

namespace tradewind::storage {
namespace {

// A URL may hold a password: only what stands before the colon is shown.
std::string scheme_of(std::string_view url) {
    return std::string(url.substr(0, std::min(url.find(':'), std::size_t{20})));
}

bool is_world_name(std::string_view world) {
    constexpr std::size_t kLongest = 48;  // PostgreSQL cuts names at 63 bytes.
    return !world.empty() && world.size() <= kLongest && std::ranges::all_of(world, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

}  // namespace

bool Row::is_null(std::size_t column) const {
    return std::holds_alternative<std::nullptr_t>(values_.at(column));
}

std::int64_t Row::integer(std::size_t column) const {
    const auto* number = std::get_if<std::int64_t>(&values_.at(column));
    TRADEWIND_ASSERT(number != nullptr);
    return *number;
}

double Row::real(std::size_t column) const {
    if (const auto* whole = std::get_if<std::int64_t>(&values_.at(column))) return static_cast<double>(*whole);
    const auto* number = std::get_if<double>(&values_.at(column));
    TRADEWIND_ASSERT(number != nullptr);
    return *number;
}

const std::string& Row::text(std::size_t column) const {
    const auto* text = std::get_if<std::string>(&values_.at(column));
    TRADEWIND_ASSERT(text != nullptr);
    return *text;
}

Decimal Row::decimal(std::size_t column) const {
    const auto value = Decimal::parse(text(column));
    TRADEWIND_ASSERT(value.has_value());
    return *value;
}

Timestamp Row::time(std::size_t column) const {
    return timestamp_from_unix_nanos(integer(column));
}

std::string schema_of(std::string_view world) {
    return "tradewind_" + std::string(world);
}

Result<std::unique_ptr<Database>> Database::open(const DatabaseOptions& options) {
    if (!is_world_name(options.world)) {
        return fail(ErrorCode::kInvalidArgument, fmt::format("'{}' can't name a world", options.world.substr(0, 60)),
                    "use up to 48 of a-z, 0-9, '-' and '_'");
    }
    const std::string_view url = options.url;
    if (url.starts_with("sqlite:")) return open_sqlite(options);
    if (url.starts_with("postgresql://") || url.starts_with("postgres://")) return open_postgres(options);
    return fail(ErrorCode::kInvalidArgument, fmt::format("unknown kind of database '{}'", scheme_of(url)),
                "database.url is sqlite:PATH or postgresql://user:password@host:port/name");
}

}  // namespace tradewind::storage
