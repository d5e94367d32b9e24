#pragma once

#include "storage/database.hpp"

/// Small facts about a world by name: last tick, settings hash, the bus's boot id.
namespace tradewind::storage {

Status set_fact(Transaction& tx, std::string_view name, std::string_view value, Timestamp at);
Result<std::optional<std::string>> find_fact(Transaction& tx, std::string_view name);
/// All whose name starts so, by name.
Result<std::vector<std::pair<std::string, std::string>>> list_facts(Transaction& tx, std::string_view prefix = {});

}  // namespace tradewind::storage
