#include "storage/world_facts.hpp"

#include "storage/rows.hpp"

namespace tradewind::storage {

Status set_fact(Transaction& tx, std::string_view name, std::string_view value, Timestamp at) {
    return run(tx,
               "INSERT INTO settings (key, value, updated_at) VALUES ($1, $2, $3) ON CONFLICT (key) DO UPDATE SET "
               "value = excluded.value, updated_at = excluded.updated_at",
               pack(name, value, at));
}

Result<std::optional<std::string>> find_fact(Transaction& tx, std::string_view name) {
    return read_one(tx, "SELECT value FROM settings WHERE key = $1", pack(name),
                    [](const Row& row) { return row.text(0); });
}

Result<std::vector<std::pair<std::string, std::string>>> list_facts(Transaction& tx, std::string_view prefix) {
    auto facts = read_all(tx, "SELECT key, value FROM settings ORDER BY key", {},
                          [](const Row& row) { return std::pair(row.text(0), row.text(1)); });
    if (facts) std::erase_if(*facts, [&](const auto& fact) { return !fact.first.starts_with(prefix); });
    return facts;
}

}  // namespace tradewind::storage
