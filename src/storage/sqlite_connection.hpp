#pragma once

#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "storage/database.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace tradewind::storage {

enum class SqliteMode : std::uint8_t { kWriter, kReader, kMemory };

/// One SQLite connection with its prepared statements. Used by one thread at a time.
class SqliteConnection {
public:
    static Result<std::unique_ptr<SqliteConnection>> open(const std::string& path, SqliteMode mode,
                                                          const DatabaseOptions& options);
    ~SqliteConnection();
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    Result<std::vector<Row>> query(std::string_view sql, std::span<const Value> parameters);
    Result<std::int64_t> execute(std::string_view sql, std::span<const Value> parameters);
    Result<std::int64_t> execute_each(std::string_view sql, std::span<const std::vector<Value>> rows);
    Status run_script(std::string_view sql);
    /// Pages in the write-ahead log after the last commit (writer only).
    [[nodiscard]] int log_pages() const { return log_pages_; }
    /// Moves the log's pages into the file; those that a reader's snapshot still needs wait for the next time.
    Status checkpoint();
    /// False once SQLite has rolled a transaction back by itself (disk full, I/O error).
    [[nodiscard]] bool in_transaction() const;

private:
    explicit SqliteConnection(sqlite3* handle) : handle_(handle) {}
    Result<sqlite3_stmt*> prepared(std::string_view sql);
    Status bind(sqlite3_stmt* statement, std::span<const Value> parameters);
    [[nodiscard]] std::unexpected<Error> failure(int code) const;

    struct Cached {
        std::string sql;
        sqlite3_stmt* statement;
    };
    sqlite3* handle_;
    int log_pages_ = 0;
    std::list<Cached> statements_;  ///< Most recently used first; bounded.
    std::unordered_map<std::string_view, std::list<Cached>::iterator> by_text_;
};

}  // namespace tradewind::storage
