#include "store_fixture.hpp"

#include <atomic>
#include <catch2/catch_test_macros.hpp>

#include <thread>

#include "storage/migrations.hpp"
#include "support/child_process.hpp"
#include "telemetry/log.hpp"

namespace tradewind::test {

PostgresServer* shared_postgres() {
    static const auto server = PostgresServer::available() ? std::make_unique<PostgresServer>() : nullptr;
    return server.get();
}

Timestamp at(std::int64_t seconds) {
    return timestamp_from_unix_nanos(1'700'000'000'000'000'000) + std::chrono::seconds(seconds);
}

void fail_test(const Error& error) {
    FAIL(error_code_name(error.code) << ": " << error.message << " (" << error.hint << ")");
    std::abort();
}

void must(const Status& status) {
    if (!status) fail_test(status.error());
}

Store::Store(Kind kind, bool migrated) : folder_("store") {
    static std::atomic<int> worlds = 0;
    telemetry::configure_logs({.level = telemetry::LogLevel::kWarning, .sink = {}});
    options_.durable = false;
    if (kind == Kind::kSqlite) {
        options_.url = "sqlite:" + (folder_ / "world.db").string();
    } else {
        if (shared_postgres() == nullptr) SKIP("PostgreSQL is not installed");
        options_.url = shared_postgres()->url();
        options_.world = "test-" + std::to_string(++worlds);
    }
    reopen();
    if (migrated) must(storage::migrate(*database_, at(0)));
}

void Store::reopen() {
    database_.reset();
    database_ = must(storage::Database::open(options_));
}

std::unique_ptr<storage::Database> Store::another() const {
    return must(storage::Database::open(options_));
}

void Store::write(const std::function<Status(storage::Transaction&)>& work) const {
    must(database_->write(work));
}

void Store::read(const std::function<Status(storage::Transaction&)>& work) const {
    must(database_->read(work));
}

std::int64_t Store::count(std::string_view sql) const {
    std::int64_t value = -1;
    read([&](storage::Transaction& tx) -> Status {
        const auto rows = must(tx.query(sql));
        REQUIRE(rows.size() == 1);
        value = rows.front().integer(0);
        return {};
    });
    return value;
}

bool wait_for_waiter(storage::Database& database) {
    return wait_until([&] {
        std::int64_t waiting = 0;
        // From a thread of its own, since the caller may be inside a transaction of the same store.
        std::jthread([&] {
            must(database.read([&](storage::Transaction& tx) -> Status {
                waiting = must(tx.query("SELECT COUNT(*) FROM pg_locks WHERE NOT granted")).front().integer(0);
                return {};
            }));
        }).join();
        return waiting > 0;
    });
}

}  // namespace tradewind::test
