#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/database.hpp"

namespace tradewind::storage {

enum class MigrationState : std::uint8_t {
    kPending,
    kApplied,
    kPartly,         ///< Applied but for optional steps that the server refused; `note` says which and why.
    kNotApplicable,  ///< For the other dialect.
    kChanged,        ///< The text differs from what was applied: the program or the store was tampered with.
    kUnknown,        ///< In the store but not in this program, which is older.
};
/// `pending`, `applied`, `partly`, `not-applicable`, `changed`, `unknown`.
std::string_view to_string(MigrationState state) noexcept;

struct MigrationStatus {
    int number = 0;
    std::string name;
    std::string checksum;  ///< SHA-256 of the text, hex.
    std::optional<Timestamp> applied_at;
    MigrationState state = MigrationState::kPending;
    std::string note;
};

/// What has been applied and what not, by number. A store without tables has all pending.
Result<std::vector<MigrationStatus>> migration_status(Database& database);

/// Applies what is pending, in one transaction under a lock of its own, so that two starters don't collide. Cheap where
/// nothing is to be done. `retry_refused` tries again what the server refused before. kConflict where a checksum
/// differs or the store is newer than this program: nothing is changed then.
Result<std::vector<MigrationStatus>> migrate(Database& database, Timestamp now, bool retry_refused = false);

}  // namespace tradewind::storage
