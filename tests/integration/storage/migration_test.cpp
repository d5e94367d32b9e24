#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <thread>

#include "storage/migrations.hpp"
#include "store_fixture.hpp"

namespace tradewind::test {
namespace {

using storage::MigrationState;

constexpr auto kCountTables =
    "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'migrations'";

MigrationState state_of(const std::vector<storage::MigrationStatus>& all, std::string_view name) {
    const auto found = std::ranges::find(all, name, &storage::MigrationStatus::name);
    REQUIRE(found != all.end());
    return found->state;
}

TEST_CASE("an empty store has all migrations pending, and none after migrate") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres), false);
    CHECK(state_of(must(storage::migration_status(*store)), "base") == MigrationState::kPending);
    const auto after = must(storage::migrate(*store, at(5)));
    CHECK(state_of(after, "base") == MigrationState::kApplied);
    CHECK(after.front().applied_at == at(5));
    CHECK(after.front().checksum.size() == 64);
    for (const auto& one : must(storage::migration_status(*store))) CHECK(one.state != MigrationState::kPending);
}

TEST_CASE("migrating again changes nothing") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    const auto again = must(storage::migrate(*store, at(99)));
    CHECK(again.front().applied_at == at(0));
}

TEST_CASE("a changed migration is refused, and the store left as it is") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    store.write([](storage::Transaction& tx) -> Status {
        must(tx.execute("UPDATE migrations SET checksum = 'other' WHERE number = 1"));
        return {};
    });
    const auto refused = storage::migrate(*store, at(1));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kConflict);
    CHECK(refused.error().message.find("base") != std::string::npos);
    CHECK(must(storage::migration_status(*store)).front().state == MigrationState::kChanged);
}

TEST_CASE("a store of a newer program is refused") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    store.write([](storage::Transaction& tx) -> Status {
        must(tx.execute(
            "INSERT INTO migrations (number, name, checksum, applied_at, note) VALUES (9999, 'later', '', 0, '')"));
        return {};
    });
    const auto refused = storage::migrate(*store, at(1));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().hint.find("newer") != std::string::npos);
}

TEST_CASE("two starters at once migrate once") {
    const Kind kind = GENERATE(Kind::kSqlite, Kind::kPostgres);
    const Store store(kind, false);
    // PostgreSQL: two processes' handles. SQLite: one process holds the file, so two threads on one handle.
    const auto other = kind == Kind::kPostgres ? store.another() : nullptr;
    std::array<std::optional<Result<std::vector<storage::MigrationStatus>>>, 2> results;
    {
        const std::jthread first([&] { results[0] = storage::migrate(*store, at(1)); });
        const std::jthread second([&] { results[1] = storage::migrate(other ? *other : *store, at(2)); });
    }
    for (auto& result : results) must(std::move(*result));
    CHECK(store.count("SELECT COUNT(*) FROM kill_state") == 1);
    CHECK(store.count("SELECT COUNT(*) FROM migrations WHERE number = 1") == 1);
}

TEST_CASE("every table of the design is there") {
    const Kind kind = GENERATE(Kind::kSqlite, Kind::kPostgres);
    const Store store(kind);
    for (const std::string table : {"articles",
                                    "article_sentiments",
                                    "market_data",
                                    "signals",
                                    "orders",
                                    "trades",
                                    "positions",
                                    "portfolio_snapshots",
                                    "strategies",
                                    "strategy_weight_history",
                                    "learning_adjustments",
                                    "trade_outcomes",
                                    "users",
                                    "user_credentials",
                                    "sessions",
                                    "backtest_runs",
                                    "audit_log",
                                    "inbox",
                                    "outbox",
                                    "risk_verdicts",
                                    "ledger_entries",
                                    "dead_letters",
                                    "kill_state",
                                    "leases",
                                    "settings"}) {
        CHECK(store.count("SELECT COUNT(*) FROM " + table) == (table == "kill_state" ? 1 : 0));
    }
    if (kind == Kind::kSqlite) CHECK(store.count(kCountTables) >= 25);
}

TEST_CASE("worlds of one server don't see each other") {
    const Store one(Kind::kPostgres);
    const Store two(Kind::kPostgres);
    one.write([](storage::Transaction& tx) -> Status {
        must(tx.execute("INSERT INTO settings (key, value, updated_at) VALUES ('a', 'b', 0)"));
        return {};
    });
    CHECK(one.count("SELECT COUNT(*) FROM settings") == 1);
    CHECK(two.count("SELECT COUNT(*) FROM settings") == 0);
}

TEST_CASE("TimescaleDB makes hypertables, and a refused step keeps its reason") {
    const Store store(Kind::kPostgres);
    const auto all = must(storage::migration_status(*store));
    const auto& status = *std::ranges::find(all, "hypertables", &storage::MigrationStatus::name);
    const auto available = store.count("SELECT COUNT(*) FROM pg_available_extensions WHERE name = 'timescaledb'");
    if (available == 0) {
        CHECK(status.state == MigrationState::kPartly);
        CHECK(status.note.find("extension: ") != std::string::npos);
        return;
    }
    CHECK(store.count("SELECT COUNT(*) FROM timescaledb_information.hypertables "
                      "WHERE hypertable_schema = current_schema()") == 2);
    // Debian ships the Apache edition, which refuses compression and continuous aggregates; another edition may not.
    const bool apache = store.count(
                            "SELECT COUNT(*) FROM pg_settings WHERE name = 'timescaledb.license' "
                            "AND setting = 'apache'") == 1;
    INFO(status.note);
    CHECK((status.state == MigrationState::kPartly) == apache);
    if (apache) CHECK(status.note.find("license") != std::string::npos);
}

}  // namespace
}  // namespace tradewind::test
