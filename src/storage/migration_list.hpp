#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace tradewind::storage {

enum class Only : std::uint8_t { kBoth, kSqlite, kPostgres };

struct Migration {
    int number;
    std::string_view name;
    Only only;
    std::string_view text;
};

/// Built in from migrations/*.sql, in the order of their numbers.
std::span<const Migration> migration_list();

}  // namespace tradewind::storage
