// What every transaction promises on either driver, and what becomes of it when a process or a server dies.
#include <signal.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <filesystem>
#include <fmt/core.h>
#include <latch>
#include <thread>

#include "storage/inbox.hpp"
#include "storage/migrations.hpp"
#include "store_fixture.hpp"
#include "support/child_process.hpp"

namespace tradewind::test {
namespace {

using storage::Transaction;
using storage::Value;

Status put(Transaction& tx, std::string_view key, std::string_view value) {
    const std::array values{storage::to_value(key), storage::to_value(value)};
    auto done = tx.execute("INSERT INTO settings (key, value, updated_at) VALUES ($1, $2, 0)", values);
    if (!done) return std::unexpected(done.error());
    return {};
}

TEST_CASE("values come back as they went in") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    store.write([](Transaction& tx) { return tx.run_script("CREATE TABLE t (i BIGINT, d DOUBLE PRECISION, s TEXT)"); });
    const std::vector<std::vector<Value>> rows{
        {std::numeric_limits<std::int64_t>::min(), 0.1, std::string("naïve 'quoted' \"text\"\n\t\\ $1 ?1 🚀")},
        {std::numeric_limits<std::int64_t>::max(), -1.7976931348623157e308, std::string()},
        {std::int64_t{0}, 5e-324, std::string(100'000, 'x')},
        {nullptr, nullptr, nullptr},
        {std::int64_t{7}, 2.0, std::string("1e5")},
    };
    store.write([&](Transaction& tx) { return tx.execute_many("INSERT INTO t (i, d, s) VALUES ($1, $2, $3)", rows); });
    store.read([&](Transaction& tx) -> Status {
        for (const auto& row : rows) {
            const auto found = must(
                tx.query("SELECT i, d, s FROM t WHERE (i = $1 OR $1 IS NULL AND i IS NULL)", std::span(row).first(1)));
            REQUIRE(found.size() == 1);
            for (std::size_t i = 0; i < row.size(); ++i) CHECK(found.front().at(i) == row[i]);
        }
        return {};
    });
}

TEST_CASE("an error rolls the whole transaction back, a broken constraint is a conflict") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    const auto done = store->write([](Transaction& tx) -> Status {
        must(put(tx, "a", "1"));
        return put(tx, "a", "2");
    });
    REQUIRE_FALSE(done);
    CHECK(done.error().code == ErrorCode::kConflict);
    CHECK(store.count("SELECT COUNT(*) FROM settings") == 0);
}

TEST_CASE("an exception rolls the transaction back and passes on") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    CHECK_THROWS_AS((void)store->write([](Transaction& tx) -> Status {
        must(put(tx, "a", "1"));
        throw std::runtime_error("out");
    }),
                    std::runtime_error);
    CHECK(store.count("SELECT COUNT(*) FROM settings") == 0);
    store.write([](Transaction& tx) { return put(tx, "a", "1"); });
}

// Those who write at once may share a commit: each still gets its own outcome, and only that.
TEST_CASE("of writers at once each has its own outcome") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    constexpr int kWriters = 9;
    constexpr int kRounds = 30;
    std::array<int, kWriters> committed{};
    std::array<int, kWriters> thrown{};
    std::latch begin(kWriters);
    {
        std::vector<std::jthread> writers;
        for (int writer = 0; writer < kWriters; ++writer) {
            writers.emplace_back([&, writer] {
                begin.arrive_and_wait();
                for (int round = 0; round < kRounds; ++round) {
                    const auto work = [&](Transaction& tx) -> Status {
                        const auto key = fmt::format("{}/{}", writer, round);
                        if (Status done = put(tx, key, "1"); !done) return done;
                        if (writer % 3 == 1) return put(tx, key, "again");
                        if (writer % 3 == 2) throw std::runtime_error("out");
                        return {};
                    };
                    try {
                        committed[writer] += store->write(work).has_value() ? 1 : 0;
                    } catch (const std::runtime_error&) {
                        ++thrown[writer];
                    }
                }
            });
        }
    }
    for (int writer = 0; writer < kWriters; ++writer) {
        CHECK(committed[writer] == (writer % 3 == 0 ? kRounds : 0));
        CHECK(thrown[writer] == (writer % 3 == 2 ? kRounds : 0));
    }
    CHECK(store.count("SELECT COUNT(*) FROM settings") == kWriters / 3 * kRounds);
}

TEST_CASE("a reader sees one snapshot beside a writer, and can't write") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    store.read([&](Transaction& tx) -> Status {
        CHECK(must(tx.query("SELECT COUNT(*) FROM settings")).front().integer(0) == 0);
        std::jthread([&] { must(store->write([](Transaction& other) { return put(other, "a", "1"); })); }).join();
        CHECK(must(tx.query("SELECT COUNT(*) FROM settings")).front().integer(0) == 0);
        return {};
    });
    CHECK(store.count("SELECT COUNT(*) FROM settings") == 1);
    CHECK_FALSE(store->read([](Transaction& tx) { return put(tx, "b", "1"); }));
}

TEST_CASE("more readers than connections wait for their turn") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    std::atomic<int> done = 0;
    {
        std::vector<std::jthread> readers;
        for (int i = 0; i < 12; ++i) {
            readers.emplace_back([&] {
                const auto read = store->read([](Transaction& tx) -> Status {
                    auto rows = tx.query("SELECT COUNT(*) FROM settings");
                    if (!rows) return std::unexpected(rows.error());
                    return {};
                });
                if (read) ++done;
            });
        }
    }
    CHECK(done == 12);
}

TEST_CASE("many rows go in whatever their number") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    const std::size_t count = GENERATE(0, 1, 15, 17, 128, 1000, 5000);
    std::vector<std::vector<Value>> rows;
    for (std::size_t i = 0; i < count; ++i) rows.push_back({std::to_string(i), std::string("v"), std::int64_t{1}});
    constexpr auto kInsert =
        "INSERT INTO settings (key, value, updated_at) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING";
    const auto changed = [&] {
        std::int64_t sum = 0;
        store.write([&](Transaction& tx) -> Status {
            sum = must(tx.execute_each(kInsert, rows));
            return {};
        });
        return sum;
    };
    CHECK(changed() == static_cast<std::int64_t>(count));
    CHECK(changed() == 0);
    CHECK(store.count("SELECT COUNT(*) FROM settings") == static_cast<std::int64_t>(count));
}

TEST_CASE("a bulk load keeps every character and every NULL") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    store.write([](Transaction& tx) { return tx.run_script("CREATE TABLE t (i BIGINT, d DOUBLE PRECISION, s TEXT)"); });
    const std::vector<std::string> texts{"",     "\\N", "tab\t, newline\n, return\r", "back\\slash \\t", "\\.",
                                         "🚀 ü", "NULL"};
    std::vector<std::vector<Value>> rows;
    for (std::int64_t i = 0; i < 3000; ++i) {
        const bool null = i % 10 == 9;
        rows.push_back({i, null ? Value(nullptr) : Value(static_cast<double>(i) / 7),
                        null ? Value(nullptr) : Value(texts[static_cast<std::size_t>(i) % texts.size()])});
    }
    store.write([&](Transaction& tx) -> Status {
        // Twice in one transaction.
        must(tx.execute_many("INSERT INTO t (i, d, s) VALUES ($1, $2, $3)", std::span(rows).first(2500)));
        return tx.execute_many("INSERT INTO t (i, d, s) VALUES ($1, $2, $3)", std::span(rows).subspan(2500));
    });
    store.read([&](Transaction& tx) -> Status {
        const auto found = must(tx.query("SELECT i, d, s FROM t ORDER BY i"));
        REQUIRE(found.size() == rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            for (std::size_t column = 0; column < 3; ++column) REQUIRE(found[i].at(column) == rows[i][column]);
        }
        return {};
    });
}

TEST_CASE("a bulk load that breaks a constraint is a conflict, and rolled back") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    std::vector<std::vector<Value>> rows;
    for (int i = 0; i < 3000; ++i) rows.push_back({std::to_string(i % 2999), std::string(), std::int64_t{0}});
    const auto done = store->write([&](Transaction& tx) {
        return tx.execute_many("INSERT INTO settings (key, value, updated_at) VALUES ($1, $2, $3)", rows);
    });
    REQUIRE_FALSE(done);
    CHECK(done.error().code == ErrorCode::kConflict);
    CHECK(store.count("SELECT COUNT(*) FROM settings") == 0);
}

TEST_CASE("an upsert of many rows may name a key twice: the last wins") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    std::vector<std::vector<Value>> rows;
    for (int i = 0; i < 40; ++i) rows.push_back({std::string("k"), std::string("v"), std::int64_t{i}});
    store.write([&](Transaction& tx) {
        return tx.execute_many(
            "INSERT INTO settings (key, value, updated_at) VALUES ($1, $2, $3) "
            "ON CONFLICT (key) DO UPDATE SET updated_at = excluded.updated_at",
            rows);
    });
    CHECK(store.count("SELECT updated_at FROM settings") == 39);
}

TEST_CASE("text with a zero byte is refused rather than cut") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    const auto done = store->write([](Transaction& tx) { return put(tx, "a", std::string_view("b\0c", 3)); });
    REQUIRE_FALSE(done);
    CHECK(done.error().code == ErrorCode::kInvalidArgument);
}

TEST_CASE("a store without tables says what to do") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres), false);
    const auto done = store->write([](Transaction& tx) { return put(tx, "a", "b"); });
    REQUIRE_FALSE(done);
    CHECK(done.error().hint.find("migrate up") != std::string::npos);
}

TEST_CASE("kill -9 in mid-write loses nothing that was committed and keeps nothing that wasn't") {
    Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    store.close();
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const int child = fork_child([&] {
        auto database = storage::Database::open(store.options());
        if (!database) return 1;
        for (int i = 0;; ++i) {
            const auto done = (*database)->write([&](Transaction& tx) -> Status {
                const std::string n = std::to_string(i);
                if (auto in = storage::inbox::insert(tx, "g", "m" + n, "s", "", at(i)); !in)
                    return std::unexpected(in.error());
                return put(tx, "effect" + n, "");
            });
            if (!done) return 2;
            if (::write(ends[1], &i, sizeof i) != sizeof i) return 3;
        }
    });
    ::close(ends[1]);
    int acknowledged = -1;
    while (acknowledged < 50) REQUIRE(::read(ends[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged);
    ::kill(child, SIGKILL);
    CHECK(wait_for_exit(child) == 128 + SIGKILL);
    while (::read(ends[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged) {
    }
    ::close(ends[0]);
    store.reopen();
    const auto effects = store.count("SELECT COUNT(*) FROM settings");
    CHECK(effects >= acknowledged + 1);
    CHECK(store.count("SELECT COUNT(*) FROM inbox") == effects);
}

TEST_CASE("a relaxed write is kept, and leaves the next one as durable as ever") {
    const TempDir folder("relaxed");
    auto database = storage::Database::open({.url = "sqlite:" + (folder / "store.db").string()});
    REQUIRE(database);
    const auto level = [&](auto write) {
        std::int64_t found = -1;
        write([&](Transaction& tx) -> Status {
            found = tx.query("PRAGMA synchronous").value().at(0).integer(0);
            return {};
        });
        return found;
    };
    const auto durably = [&](auto work) { REQUIRE((*database)->write(work)); };
    const auto relaxed = [&](auto work) { REQUIRE((*database)->write_relaxed(work)); };
    REQUIRE((*database)->write_relaxed([](Transaction& tx) { return tx.run_script("CREATE TABLE kept (n BIGINT)"); }));
    CHECK(level(relaxed) == 1);
    CHECK(level(durably) == 2);
    CHECK_THROWS((*database)->write_relaxed([](Transaction&) -> Status { throw std::runtime_error("no"); }));
    CHECK(level(durably) == 2);
    CHECK((*database)->read([](Transaction& tx) -> Status {
        auto rows = tx.query("SELECT n FROM kept");
        return rows ? Status() : std::unexpected(rows.error());
    }));
}

TEST_CASE("a log that has grown goes into the file when nobody writes") {
    const TempDir folder("log");
    const auto path = folder / "store.db";
    auto database = storage::Database::open({.url = "sqlite:" + path.string()});
    REQUIRE(database);
    REQUIRE((*database)->write([](Transaction& tx) { return tx.run_script("CREATE TABLE kept (text TEXT)"); }));
    const auto before = std::filesystem::file_size(path);
    const std::array much{Value(std::string(8'000'000, 'x'))};
    REQUIRE((*database)->write([&](Transaction& tx) -> Status {
        auto done = tx.execute("INSERT INTO kept VALUES ($1)", much);
        return done ? Status() : std::unexpected(done.error());
    }));
    CHECK(test::wait_until([&] { return std::filesystem::file_size(path) > before + 8'000'000; }));
}

TEST_CASE("one process holds an SQLite store; the next is told which") {
    const Store store(Kind::kSqlite);
    const auto second = storage::Database::open(store.options());
    REQUIRE_FALSE(second);
    CHECK(second.error().code == ErrorCode::kUnavailable);
    CHECK(second.error().message.find(std::to_string(::getpid())) != std::string::npos);
}

TEST_CASE("a lost server is found again") {
    if (!PostgresServer::available()) SKIP("PostgreSQL is not installed");
    PostgresServer server;
    storage::DatabaseOptions options{.url = server.url(), .world = "live", .patience = std::chrono::seconds(30)};
    const auto database = must(storage::Database::open(options));
    must(storage::migrate(*database, at(0)));
    must(database->write([](Transaction& tx) { return put(tx, "before", ""); }));
    server.stop();
    const std::jthread restart([&] { server.start(); });
    must(database->write([](Transaction& tx) { return put(tx, "after", ""); }));
    must(database->read([](Transaction& tx) -> Status {
        CHECK(must(tx.query("SELECT COUNT(*) FROM settings")).front().integer(0) == 2);
        return {};
    }));
}

TEST_CASE("a server that isn't there is unavailable, and the password stays out of the error") {
    const auto database = storage::Database::open(
        {.url = "postgresql://u:geheim@127.0.0.1:1/x", .world = "live", .patience = std::chrono::seconds(1)});
    REQUIRE_FALSE(database);
    CHECK(database.error().code == ErrorCode::kUnavailable);
    CHECK(database.error().message.find("geheim") == std::string::npos);
    CHECK_FALSE(database.error().hint.empty());
}

TEST_CASE("transactions that deadlock are run again") {
    const Store store(Kind::kPostgres);
    const auto other = store.another();
    store.write([](Transaction& tx) -> Status {
        must(put(tx, "a", ""));
        return put(tx, "b", "");
    });
    const auto add = [](storage::Database& database, const char* first, const char* second, std::latch& both) {
        bool waited = false;
        return database.write([&](Transaction& tx) -> Status {
            for (const char* key : {first, second}) {
                const std::array values{Value(std::string(key))};
                auto done = tx.execute("UPDATE settings SET updated_at = updated_at + 1 WHERE key = $1", values);
                if (!done) return std::unexpected(done.error());
                if (!waited) both.arrive_and_wait();
                waited = true;
            }
            return {};
        });
    };
    std::latch both{2};
    Status one;
    Status two;
    {
        const std::jthread first([&] { one = add(*store, "a", "b", both); });
        const std::jthread second([&] { two = add(*other, "b", "a", both); });
    }
    must(one);
    must(two);
    CHECK(store.count("SELECT CAST(SUM(updated_at) AS BIGINT) FROM settings") == 4);
}

}  // namespace
}  // namespace tradewind::test
