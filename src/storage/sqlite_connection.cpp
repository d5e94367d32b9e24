#include "storage/sqlite_connection.hpp"

#include <sqlite3.h>

#include <fmt/core.h>

#include "storage/placeholders.hpp"

namespace tradewind::storage {
namespace {

constexpr std::size_t kMaxStatements = 256;

// Unbinds and rewinds a statement when a use of it ends, so that it holds no lock and no memory.
class Reset {
public:
    explicit Reset(sqlite3_stmt* statement) : statement_(statement) {}
    ~Reset() {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
    }
    Reset(const Reset&) = delete;
    Reset& operator=(const Reset&) = delete;

private:
    sqlite3_stmt* statement_;
};

Value column_value(sqlite3_stmt* statement, int column) {
    switch (sqlite3_column_type(statement, column)) {
        case SQLITE_INTEGER:
            return std::int64_t{sqlite3_column_int64(statement, column)};
        case SQLITE_FLOAT:
            return sqlite3_column_double(statement, column);
        case SQLITE_NULL:
            return nullptr;
        default:
            break;
    }
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
    return std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
}

Row current_row(sqlite3_stmt* statement) {
    const int columns = sqlite3_column_count(statement);
    std::vector<Value> values;
    values.reserve(static_cast<std::size_t>(columns));
    for (int i = 0; i < columns; ++i) values.push_back(column_value(statement, i));
    return Row(std::move(values));
}

ErrorCode error_code_of(int code) {
    switch (code & 0xff) {
        case SQLITE_CONSTRAINT:
            return ErrorCode::kConflict;
        case SQLITE_TOOBIG:
            return ErrorCode::kLimit;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_FULL:
        case SQLITE_IOERR:
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
        case SQLITE_NOMEM:
            return ErrorCode::kUnavailable;
        default:
            return ErrorCode::kInternal;
    }
}

std::string_view hint_of(int code, std::string_view message) {
    switch (code & 0xff) {
        case SQLITE_FULL:
            return "free some disk space; nothing of this step was stored";
        case SQLITE_IOERR:
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
            return "check that the data folder exists and may be written";
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return "the file is damaged or no SQLite database; restore it from a backup";
        default:
            break;
    }
    return message.starts_with("no such table") ? "run `tradewind migrate up`" : "";
}

std::string settings_of(SqliteMode mode, const DatabaseOptions& options) {
    const auto patience = std::chrono::duration_cast<std::chrono::milliseconds>(options.patience).count();
    std::string script = fmt::format("PRAGMA busy_timeout={};PRAGMA foreign_keys=ON;", patience);
    if (mode == SqliteMode::kReader) {
        // Only the writer's connection may checkpoint: two that do can damage a WAL in SQLite before 3.51.3.
        return script + "PRAGMA query_only=ON;PRAGMA wal_autocheckpoint=0;PRAGMA cache_size=-2048;";
    }
    if (mode == SqliteMode::kWriter) {
        script +=
            "PRAGMA journal_mode=WAL;PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-8192;"
            "PRAGMA wal_autocheckpoint=0;";
    }
    return script + fmt::format("PRAGMA synchronous={};PRAGMA temp_store=MEMORY;", options.durable ? "FULL" : "NORMAL");
}

}  // namespace

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const std::string& path, SqliteMode mode,
                                                                 const DatabaseOptions& options) {
    const int access = mode == SqliteMode::kReader ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle, access | SQLITE_OPEN_NOMUTEX, nullptr);
    std::unique_ptr<SqliteConnection> connection(new SqliteConnection(handle));
    if (code != SQLITE_OK) return std::unexpected(connection->failure(code).error().within(path));
    sqlite3_extended_result_codes(handle, 1);
    if (auto done = connection->run_script(settings_of(mode, options)); !done) {
        return std::unexpected(done.error().within(path));
    }
    if (mode == SqliteMode::kWriter) {
        const auto count = [](void* pages, sqlite3*, const char*, int in_log) {
            *static_cast<int*>(pages) = in_log;
            return SQLITE_OK;
        };
        sqlite3_wal_hook(handle, count, &connection->log_pages_);
    }
    return connection;
}

Status SqliteConnection::checkpoint() {
    const int code = sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    if (code != SQLITE_OK && code != SQLITE_BUSY) return failure(code);
    log_pages_ = 0;
    return {};
}

SqliteConnection::~SqliteConnection() {
    for (const auto& cached : statements_) sqlite3_finalize(cached.statement);
    sqlite3_close(handle_);
}

std::unexpected<Error> SqliteConnection::failure(int code) const {
    const std::string message = handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
    return fail(error_code_of(code), fmt::format("store: {}", message), std::string(hint_of(code, message)));
}

Result<sqlite3_stmt*> SqliteConnection::prepared(std::string_view sql) {
    if (const auto found = by_text_.find(sql); found != by_text_.end()) {
        statements_.splice(statements_.begin(), statements_, found->second);
        return found->second->statement;
    }
    const std::string text = to_sqlite_placeholders(sql);
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle_, text.c_str(), static_cast<int>(text.size()) + 1,
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) return failure(code);
    TRADEWIND_ASSERT(statement != nullptr);
    statements_.push_front({std::string(sql), statement});
    by_text_.emplace(statements_.front().sql, statements_.begin());
    if (statements_.size() > kMaxStatements) {
        by_text_.erase(statements_.back().sql);
        sqlite3_finalize(statements_.back().statement);
        statements_.pop_back();
    }
    return statement;
}

Status SqliteConnection::bind(sqlite3_stmt* statement, std::span<const Value> parameters) {
    TRADEWIND_ASSERT(sqlite3_bind_parameter_count(statement) == static_cast<int>(parameters.size()));
    int code = SQLITE_OK;
    for (int i = 0; i < static_cast<int>(parameters.size()) && code == SQLITE_OK; ++i) {
        const Value& value = parameters[static_cast<std::size_t>(i)];
        if (const auto* whole = std::get_if<std::int64_t>(&value)) {
            code = sqlite3_bind_int64(statement, i + 1, *whole);
        } else if (const auto* real = std::get_if<double>(&value)) {
            code = sqlite3_bind_double(statement, i + 1, *real);
        } else if (const auto* text = std::get_if<std::string>(&value)) {
            // PostgreSQL can't hold it; both stores take the same.
            if (text->find('\0') != std::string::npos) {
                return fail(ErrorCode::kInvalidArgument, "store: text holds a zero byte");
            }
            // The caller's text outlives the statement's use; Reset unbinds it.
            code = sqlite3_bind_text64(statement, i + 1, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
        } else {
            code = sqlite3_bind_null(statement, i + 1);
        }
    }
    if (code != SQLITE_OK) return failure(code);
    return {};
}

Result<std::vector<Row>> SqliteConnection::query(std::string_view sql, std::span<const Value> parameters) {
    auto statement = prepared(sql);
    if (!statement) return std::unexpected(statement.error());
    const Reset reset(*statement);
    if (auto bound = bind(*statement, parameters); !bound) return std::unexpected(bound.error());
    std::vector<Row> rows;
    int code = SQLITE_OK;
    while ((code = sqlite3_step(*statement)) == SQLITE_ROW) rows.push_back(current_row(*statement));
    if (code != SQLITE_DONE) return failure(code);
    return rows;
}

Result<std::int64_t> SqliteConnection::execute(std::string_view sql, std::span<const Value> parameters) {
    auto statement = prepared(sql);
    if (!statement) return std::unexpected(statement.error());
    const Reset reset(*statement);
    if (auto bound = bind(*statement, parameters); !bound) return std::unexpected(bound.error());
    int code = SQLITE_OK;
    while ((code = sqlite3_step(*statement)) == SQLITE_ROW) {
    }
    if (code != SQLITE_DONE) return failure(code);
    return std::int64_t{sqlite3_changes64(handle_)};
}

Result<std::int64_t> SqliteConnection::execute_each(std::string_view sql, std::span<const std::vector<Value>> rows) {
    auto statement = prepared(sql);
    if (!statement) return std::unexpected(statement.error());
    std::int64_t changed = 0;
    for (const auto& row : rows) {
        const Reset reset(*statement);
        if (auto bound = bind(*statement, row); !bound) return std::unexpected(bound.error());
        if (const int code = sqlite3_step(*statement); code != SQLITE_DONE) return failure(code);
        changed += sqlite3_changes64(handle_);
    }
    return changed;
}

Status SqliteConnection::run_script(std::string_view sql) {
    if (const int code = sqlite3_exec(handle_, std::string(sql).c_str(), nullptr, nullptr, nullptr);
        code != SQLITE_OK) {
        return failure(code);
    }
    return {};
}

bool SqliteConnection::in_transaction() const {
    return sqlite3_get_autocommit(handle_) == 0;
}

}  // namespace tradewind::storage
