// The store in memory: what needs no file and no server.
#include <catch2/catch_test_macros.hpp>

#include "storage/audit.hpp"
#include "storage/inbox.hpp"
#include "storage/migrations.hpp"

namespace tradewind::storage {
namespace {

std::unique_ptr<Database> memory_store() {
    auto database = Database::open({.url = "sqlite::memory:"});
    REQUIRE(database);
    REQUIRE(migrate(**database, timestamp_from_unix_nanos(0)));
    return std::move(*database);
}

TEST_CASE("a store in memory migrates, writes and reads") {
    const auto store = memory_store();
    CHECK(store->write([](Transaction& tx) -> Status {
        const auto added = inbox::insert(tx, "g", "m", "s", "b", timestamp_from_unix_nanos(1));
        return added ? Status() : std::unexpected(added.error());
    }));
    std::int64_t last = 0;
    CHECK(store->read([&](Transaction& tx) -> Status {
        last = inbox::last_seq(tx, "g").value_or(0);
        return {};
    }));
    CHECK(last == 1);
}

TEST_CASE("what is only for PostgreSQL is not for SQLite") {
    const auto store = memory_store();
    const auto all = migration_status(*store);
    REQUIRE(all);
    CHECK(std::ranges::any_of(*all, [](const auto& one) { return one.state == MigrationState::kNotApplicable; }));
    CHECK(std::ranges::none_of(*all, [](const auto& one) { return one.state == MigrationState::kPending; }));
    CHECK(std::ranges::is_sorted(*all, std::less<>(), &MigrationStatus::number));
}

TEST_CASE("a URL of no known kind is refused without its password") {
    const auto refused = Database::open({.url = "mysql://u:geheim@host/db"});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kInvalidArgument);
    CHECK(refused.error().message.find("geheim") == std::string::npos);
    CHECK(refused.error().hint.find("postgresql://") != std::string::npos);
}

TEST_CASE("a world's name can't break out of its schema") {
    const std::vector<std::string> names{"", "a\"b", "A", "x y", "../up", std::string(60, 'a')};
    for (const auto& name : names) {
        const auto refused = Database::open({.url = "sqlite::memory:", .world = name});
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == ErrorCode::kInvalidArgument);
    }
    CHECK(Database::open({.url = "sqlite::memory:", .world = "replay-2014_16"}));
}

TEST_CASE("a folder that can't be written says so") {
    const auto refused = Database::open({.url = "sqlite:/proc/nowhere/world.db"});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kUnavailable);
    CHECK(refused.error().message.find("/proc/nowhere") != std::string::npos);
}

TEST_CASE("wrong SQL is our own bug, and rolled back") {
    const auto store = memory_store();
    const auto done = store->write([](Transaction& tx) -> Status {
        const KillState killed{TradingState::kKilled, {}, "x", "y"};
        if (Status set = set_kill_state(tx, killed); !set) return set;
        const auto wrong = tx.query("SELEC 1");
        return wrong ? Status() : std::unexpected(wrong.error());
    });
    REQUIRE_FALSE(done);
    CHECK(done.error().code == ErrorCode::kInternal);
    CHECK(store->read([](Transaction& tx) -> Status {
        CHECK(kill_state(tx)->state == TradingState::kActive);
        return {};
    }));
}

}  // namespace
}  // namespace tradewind::storage
