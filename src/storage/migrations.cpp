#include "storage/migrations.hpp"

#include <fmt/core.h>

#include "core/id.hpp"
#include "storage/migration_list.hpp"
#include "telemetry/log.hpp"

namespace tradewind::storage {
namespace {

constexpr std::string_view kTable =
    "CREATE TABLE IF NOT EXISTS migrations (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, "
    "checksum TEXT NOT NULL, applied_at BIGINT NOT NULL, note TEXT NOT NULL)";
constexpr std::string_view kOptional = "-- optional: ";

std::string replace_all(std::string text, std::string_view what, std::string_view with) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
    return text;
}

std::string in_dialect(std::string_view text, Dialect dialect) {
    const bool sqlite = dialect == Dialect::kSqlite;
    auto out = replace_all(std::string(text), "{decimal}", sqlite ? "TEXT" : "NUMERIC");
    return replace_all(
        std::move(out), "{identity}",
        sqlite ? "INTEGER PRIMARY KEY AUTOINCREMENT" : "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY");
}

bool applies(const Migration& migration, Dialect dialect) {
    return migration.only == Only::kBoth || (migration.only == Only::kSqlite) == (dialect == Dialect::kSqlite);
}

Result<bool> has_table(Transaction& tx, const std::string& world) {
    const std::vector<Value> schema{schema_of(world)};
    const auto rows =
        tx.dialect() == Dialect::kSqlite
            ? tx.query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'")
            : tx.query("SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = $1 AND tablename = 'migrations'", schema);
    if (!rows) return std::unexpected(rows.error());
    return !rows->empty();
}

MigrationStatus expected_status(const Migration& migration, Dialect dialect) {
    const bool mine = applies(migration, dialect);
    return {.number = migration.number,
            .name = std::string(migration.name),
            .checksum = sha256_hex(migration.text),
            .applied_at = std::nullopt,
            .state = mine ? MigrationState::kPending : MigrationState::kNotApplicable,
            .note = {}};
}

void mark_applied(std::vector<MigrationStatus>& all, const Row& row) {
    const int number = static_cast<int>(row.integer(0));
    const auto found = std::ranges::find(all, number, &MigrationStatus::number);
    if (found == all.end()) {
        all.push_back({number, row.text(1), row.text(2), row.time(3), MigrationState::kUnknown, row.text(4)});
        return;
    }
    found->applied_at = row.time(3);
    found->note = row.text(4);
    found->state = found->note.empty() ? MigrationState::kApplied : MigrationState::kPartly;
    if (found->checksum != row.text(2)) found->state = MigrationState::kChanged;
}

Result<std::vector<MigrationStatus>> read_status(Transaction& tx, const std::string& world) {
    std::vector<MigrationStatus> all;
    for (const auto& migration : migration_list()) all.push_back(expected_status(migration, tx.dialect()));
    const auto there = has_table(tx, world);
    if (!there) return std::unexpected(there.error());
    if (!*there) return all;
    const auto rows = tx.query("SELECT number, name, checksum, applied_at, note FROM migrations ORDER BY number");
    if (!rows) return std::unexpected(rows.error());
    for (const auto& row : *rows) mark_applied(all, row);
    return all;
}

Status refuse_strangers(const std::vector<MigrationStatus>& all) {
    for (const auto& one : all) {
        if (one.state == MigrationState::kChanged) {
            return fail(
                ErrorCode::kConflict,
                fmt::format("migration {} ({}) differs from the one that made this store", one.number, one.name),
                "use the program that made the store, or restore the migration's text");
        }
        if (one.state == MigrationState::kUnknown) {
            return fail(
                ErrorCode::kConflict,
                fmt::format("the store has migration {} ({}), which this program doesn't know", one.number, one.name),
                "a newer tradewind has used this store: update this one");
        }
    }
    return {};
}

// Runs one optional step; what the server says against it is returned as text, empty where it went through.
Result<std::string> try_step(Transaction& tx, std::string_view sql) {
    if (auto saved = tx.run_script("SAVEPOINT step"); !saved) return std::unexpected(saved.error());
    const auto done = tx.run_script(sql);
    if (!done && done.error().code == ErrorCode::kUnavailable) return std::unexpected(done.error());
    if (auto ended = tx.run_script(done ? "RELEASE step" : "ROLLBACK TO step"); !ended) {
        return std::unexpected(ended.error());
    }
    return done ? std::string() : done.error().message;
}

// The note to keep: the optional steps that were refused, with the server's reason.
Result<std::string> apply(Transaction& tx, const Migration& migration) {
    const std::string text = in_dialect(migration.text, tx.dialect());
    std::size_t at = text.find(kOptional);
    if (auto done = tx.run_script(text.substr(0, at)); !done) {
        return std::unexpected(done.error().within(fmt::format("migration {} ({})", migration.number, migration.name)));
    }
    std::string note;
    while (at != std::string::npos) {
        const auto next = text.find(kOptional, at + 1);
        const auto step = text.substr(at, next == std::string::npos ? next : next - at);
        auto refused = try_step(tx, step);
        if (!refused) return refused;
        if (!refused->empty()) {
            const auto name = step.substr(kOptional.size(), step.find('\n') - kOptional.size());
            note += fmt::format("{}{}: {}", note.empty() ? "" : "; ", name, *refused);
        }
        at = next;
    }
    return note;
}

// Serialises starters: SQLite's write transaction does it already. One key for the whole server, since the extension
// belongs to the database, not to a world's schema.
Status lock_for_migration(Transaction& tx) {
    if (tx.dialect() == Dialect::kSqlite) return {};
    return tx.run_script("SELECT pg_advisory_xact_lock(841946172361)");
}

Status apply_pending(Transaction& tx, Timestamp now, bool retry_refused, std::vector<MigrationStatus>& all) {
    for (const auto& migration : migration_list()) {
        auto& status = *std::ranges::find(all, migration.number, &MigrationStatus::number);
        const bool again = retry_refused && status.state == MigrationState::kPartly;
        if (status.state != MigrationState::kPending && !again) continue;
        auto note = apply(tx, migration);
        if (!note) return std::unexpected(note.error());
        status.note = std::move(*note);
        status.applied_at = now;
        status.state = status.note.empty() ? MigrationState::kApplied : MigrationState::kPartly;
        const std::vector<Value> values{std::int64_t{status.number}, status.name, status.checksum, to_value(now),
                                        status.note};
        const auto stored = tx.execute(
            "INSERT INTO migrations (number, name, checksum, applied_at, note) VALUES ($1, $2, $3, $4, $5) "
            "ON CONFLICT (number) DO UPDATE SET applied_at = excluded.applied_at, note = excluded.note",
            values);
        if (!stored) return std::unexpected(stored.error());
    }
    return {};
}

void log_refused(const std::vector<MigrationStatus>& all) {
    for (const auto& one : all) {
        if (one.state != MigrationState::kPartly) continue;
        telemetry::log_info("store", "the server refused optional steps of a migration",
                            {{"migration", one.number}, {"name", one.name}, {"refused", one.note}});
    }
}

}  // namespace

std::string_view to_string(MigrationState state) noexcept {
    constexpr std::array<std::string_view, 6> kNames{"pending",        "applied", "partly",
                                                     "not-applicable", "changed", "unknown"};
    return kNames[static_cast<std::size_t>(state)];
}

Result<std::vector<MigrationStatus>> migration_status(Database& database) {
    std::vector<MigrationStatus> all;
    auto done = database.read([&](Transaction& tx) -> Status {
        auto status = read_status(tx, database.options().world);
        if (!status) return std::unexpected(status.error());
        all = std::move(*status);
        return {};
    });
    if (!done) return std::unexpected(done.error());
    return all;
}

Result<std::vector<MigrationStatus>> migrate(Database& database, Timestamp now, bool retry_refused) {
    auto before = migration_status(database);
    if (!before) return before;
    const auto needs_work = [&](const MigrationStatus& one) {
        return one.state == MigrationState::kPending || (retry_refused && one.state == MigrationState::kPartly);
    };
    if (auto known = refuse_strangers(*before); !known) return std::unexpected(known.error());
    if (std::ranges::none_of(*before, needs_work)) return before;

    std::vector<MigrationStatus> all;
    auto done = database.write([&](Transaction& tx) -> Status {
        if (auto locked = lock_for_migration(tx); !locked) return locked;
        if (tx.dialect() == Dialect::kPostgres) {
            const auto schema = fmt::format("CREATE SCHEMA IF NOT EXISTS \"{}\"", schema_of(database.options().world));
            if (auto made = tx.run_script(schema); !made) return made;
        }
        if (auto made = tx.run_script(kTable); !made) return made;
        auto status = read_status(tx, database.options().world);  // Again, now under the lock.
        if (!status) return std::unexpected(status.error());
        all = std::move(*status);
        if (auto known = refuse_strangers(all); !known) return known;
        return apply_pending(tx, now, retry_refused, all);
    });
    if (!done) return std::unexpected(done.error());
    log_refused(all);
    return all;
}

}  // namespace tradewind::storage
