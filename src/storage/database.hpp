#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/decimal.hpp"
#include "core/error.hpp"
#include "core/time.hpp"

/// One set of portable SQL over two drivers (design §7). Placeholders are `$1`, `$2`… Times are BIGINT unix
/// nanoseconds, decimals exact text (NUMERIC in PostgreSQL), ids and enumerations text, booleans 0/1.
namespace tradewind::storage {

using Value = std::variant<std::nullptr_t, std::int64_t, double, std::string>;

inline Value to_value(Timestamp time) {
    return unix_nanos(time);
}
inline Value to_value(Decimal decimal) {
    return decimal.to_string();
}
inline Value to_value(std::string_view text) {
    return std::string(text);
}
inline Value to_value(bool flag) {
    return std::int64_t{flag ? 1 : 0};
}
inline Value to_value(std::int64_t number) {
    return number;
}
inline Value to_value(double number) {
    return number;
}
/// Empty text is NULL: for optional references.
inline Value nullable(std::string_view text) {
    return text.empty() ? Value(nullptr) : Value(std::string(text));
}
template <class T>
Value to_value(const std::optional<T>& value) {
    return value ? to_value(*value) : Value(nullptr);
}

/// One result row; columns by position. Accessors assert the type, since the SQL is our own.
class Row {
public:
    Row() = default;
    explicit Row(std::vector<Value> values) : values_(std::move(values)) {}
    [[nodiscard]] bool is_null(std::size_t column) const;
    [[nodiscard]] std::int64_t integer(std::size_t column) const;
    [[nodiscard]] double real(std::size_t column) const;
    [[nodiscard]] const std::string& text(std::size_t column) const;
    [[nodiscard]] Decimal decimal(std::size_t column) const;
    [[nodiscard]] Timestamp time(std::size_t column) const;
    [[nodiscard]] std::size_t size() const { return values_.size(); }
    [[nodiscard]] const Value& at(std::size_t column) const { return values_.at(column); }

private:
    std::vector<Value> values_;
};

enum class Dialect : std::uint8_t { kSqlite, kPostgres };

/// Statements inside one transaction. Prepared statements are cached by their text, so pass constant SQL.
class Transaction {
public:
    virtual ~Transaction() = default;
    virtual Result<std::vector<Row>> query(std::string_view sql, std::span<const Value> parameters = {}) = 0;
    /// Rows changed.
    virtual Result<std::int64_t> execute(std::string_view sql, std::span<const Value> parameters = {}) = 0;
    /// The same statement for many rows, all of one length; rows changed in all. SQLite runs it row by row. PostgreSQL
    /// puts `INSERT … VALUES ($1, …)` and `… FROM (VALUES ($1, …)) …` into few statements of many rows, and loads a
    /// great many with COPY.
    virtual Result<std::int64_t> execute_each(std::string_view sql, std::span<const std::vector<Value>> rows) = 0;
    Status execute_many(std::string_view sql, std::span<const std::vector<Value>> rows) {
        auto done = execute_each(sql, rows);
        if (!done) return std::unexpected(std::move(done.error()));
        return {};
    }
    /// Statements that aren't worth preparing and take no parameters, separated by semicolons: migrations.
    virtual Status run_script(std::string_view sql) = 0;
    [[nodiscard]] virtual Dialect dialect() const = 0;
};

struct DatabaseOptions {
    std::string url{};  ///< `sqlite:PATH`, `sqlite::memory:` (one connection, for tests) or `postgresql://…`.
    /// `live`, or another: PostgreSQL schema `tradewind_<world>`; for SQLite part of the path already.
    std::string world = "live";
    bool durable = true;  ///< false: survives kill -9 but maybe not a power cut (replay and demo worlds).
    int connections = 4;  ///< Most connections at a time: readers (SQLite), all (PostgreSQL).
    Duration patience = std::chrono::seconds(5);  ///< How long to wait for a lock, a connection or a lost server.
};

/// The PostgreSQL schema of a world.
std::string schema_of(std::string_view world);

/// A store. Thread-safe: SQLite serialises writers on one connection, PostgreSQL has a small pool. A reader never
/// waits for a writer.
class Database {
public:
    virtual ~Database() = default;

    /// Opens and checks the connection; doesn't migrate (migrations.hpp). kUnavailable with a hint where the server
    /// can't be reached or another process holds the file; kInvalidArgument for a URL that is none of ours.
    static Result<std::unique_ptr<Database>> open(const DatabaseOptions& options);

    /// Runs `work` in one write transaction: committed where it returns a value, rolled back where it returns an error.
    /// Runs it again where the server asks for that (serialisation failure, connection lost before COMMIT), so `work`
    /// must not have effects outside; kUnknownOutcome where the connection was lost in COMMIT. Not from inside another
    /// `write` or `read` of the same thread. It may run on another caller's thread, which commits for both. Errors:
    /// kConflict for a broken constraint, kUnavailable for a full disk, a lock or a lost server.
    virtual Status write(const std::function<Status(Transaction&)>& work) = 0;
    /// As `write`, for bookkeeping that may be lost in a power cut: never by kill -9, and never out of order with other
    /// writes. Saves the wait for the disk where the store has one.
    virtual Status write_relaxed(const std::function<Status(Transaction&)>& work) { return write(work); }
    /// Runs `work` on a read-only snapshot, beside writers.
    virtual Status read(const std::function<Status(Transaction&)>& work) = 0;

    [[nodiscard]] virtual Dialect dialect() const = 0;
    [[nodiscard]] virtual const DatabaseOptions& options() const = 0;
};

}  // namespace tradewind::storage
