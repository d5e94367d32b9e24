#pragma once

#include <string>

#include "config/settings.hpp"
#include "core/error.hpp"
#include "storage/database.hpp"

namespace tradewind::services {

/// Looks at everything that trading in `world` needs: `{"ok","checks":[{"name","ok","detail","hint"}]}` (commands.md,
/// Operating). A failed check is an answer, not an error.
std::string examine(const config::Settings& settings, const std::string& world);

/// The store's migrations as a JSON array of `{number,name,state,applied_at,note}`; with `up`, pending ones are applied
/// first.
Result<std::string> show_migrations(const config::Settings& settings, const std::string& world, bool up);

/// The same of a store that is open, as JSON.
Result<std::string> migrations_of(storage::Database& database, bool up);

}  // namespace tradewind::services
