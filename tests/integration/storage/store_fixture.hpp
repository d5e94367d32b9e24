#pragma once

#include <memory>
#include <string>

#include "storage/database.hpp"
#include "support/postgres_server.hpp"
#include "support/temp_dir.hpp"

namespace tradewind::test {

/// The conformance suite's cases run once for each kind.
enum class Kind { kSqlite, kPostgres };

/// One PostgreSQL server for the whole suite, started at its first use; null where PostgreSQL isn't installed.
PostgresServer* shared_postgres();

/// An empty world of its own on either driver, gone with the object.
class Store {
public:
    /// Skips the test where the kind's server isn't installed.
    explicit Store(Kind kind, bool migrated = true);

    [[nodiscard]] storage::Database& operator*() const { return *database_; }
    [[nodiscard]] storage::Database* operator->() const { return database_.get(); }
    [[nodiscard]] const storage::DatabaseOptions& options() const { return options_; }
    /// Closes this handle and opens the same world again, as after a restart.
    void reopen();
    void close() { database_.reset(); }
    /// A second handle beside this one; PostgreSQL only, since one process holds an SQLite file.
    [[nodiscard]] std::unique_ptr<storage::Database> another() const;

    /// Runs `work` in a write transaction and requires that it is committed.
    void write(const std::function<Status(storage::Transaction&)>& work) const;
    void read(const std::function<Status(storage::Transaction&)>& work) const;
    /// The first column of the only row.
    [[nodiscard]] std::int64_t count(std::string_view sql) const;

private:
    TempDir folder_;
    storage::DatabaseOptions options_;
    std::unique_ptr<storage::Database> database_;
};

/// PostgreSQL: waits until some connection of the server waits for a lock of another.
bool wait_for_waiter(storage::Database& database);

/// A fixed instant of test time; `at(n)` is n seconds later.
Timestamp at(std::int64_t seconds);

/// The value, or a failed test that prints the error.
template <class T>
T must(Result<T> result);
void must(const Status& status);

[[noreturn]] void fail_test(const Error& error);

template <class T>
T must(Result<T> result) {
    if (!result) fail_test(result.error());
    return std::move(*result);
}

}  // namespace tradewind::test
