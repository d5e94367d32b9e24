#include "storage/sqlite_database.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <condition_variable>
#include <exception>
#include <filesystem>
#include <fmt/core.h>
#include <mutex>
#include <thread>

#include "storage/file_lock.hpp"
#include "storage/nesting.hpp"
#include "storage/sqlite_connection.hpp"

namespace tradewind::storage {
namespace {

class SqliteTransaction final : public Transaction {
public:
    explicit SqliteTransaction(SqliteConnection& connection) : connection_(connection) {}
    Result<std::vector<Row>> query(std::string_view sql, std::span<const Value> parameters) override {
        return connection_.query(sql, parameters);
    }
    Result<std::int64_t> execute(std::string_view sql, std::span<const Value> parameters) override {
        return connection_.execute(sql, parameters);
    }
    Result<std::int64_t> execute_each(std::string_view sql, std::span<const std::vector<Value>> rows) override {
        return connection_.execute_each(sql, rows);
    }
    Status run_script(std::string_view sql) override { return connection_.run_script(sql); }
    [[nodiscard]] Dialect dialect() const override { return Dialect::kSqlite; }

private:
    SqliteConnection& connection_;
};

Status simple(SqliteConnection& connection, std::string_view sql) {
    if (auto done = connection.execute(sql, {}); !done) return std::unexpected(done.error());
    return {};
}

Status run_transaction(SqliteConnection& connection, std::string_view begin,
                       const std::function<Status(Transaction&)>& work) {
    if (auto begun = simple(connection, begin); !begun) return begun;
    SqliteTransaction transaction(connection);
    Status done;
    try {
        done = work(transaction);
        if (done) done = simple(connection, "COMMIT");
    } catch (...) {
        if (connection.in_transaction()) (void)simple(connection, "ROLLBACK");
        throw;
    }
    if (!done && connection.in_transaction()) (void)simple(connection, "ROLLBACK");
    return done;
}

/// One caller's work in a group, and what came of it.
struct Share {
    const std::function<Status(Transaction&)>& work;
    Status outcome = {};
    std::exception_ptr thrown = nullptr;
    bool done = false;
};

void run_share(Share& share, const std::function<Status()>& run) {
    share.thrown = nullptr;
    try {
        share.outcome = run();
    } catch (...) {
        share.thrown = std::current_exception();
    }
}

Status run_in_savepoint(SqliteConnection& connection, Share& share) {
    if (Status set = simple(connection, "SAVEPOINT share"); !set) return set;
    SqliteTransaction transaction(connection);
    run_share(share, [&] { return share.work(transaction); });
    if (share.outcome && !share.thrown) return simple(connection, "RELEASE share");
    if (Status undone = simple(connection, "ROLLBACK TO share"); !undone) return undone;
    return simple(connection, "RELEASE share");
}

/// All shares in one transaction, each undone alone where it fails. An error means that none of them is committed.
Status run_together(SqliteConnection& connection, std::span<Share* const> shares) {
    Status done = simple(connection, "BEGIN IMMEDIATE");
    for (auto* share : shares) {
        if (done) done = run_in_savepoint(connection, *share);
    }
    if (done) done = simple(connection, "COMMIT");
    if (!done && connection.in_transaction()) (void)simple(connection, "ROLLBACK");
    return done;
}

/// A commit waits for the disk, so those who came while another one waited share the next: their works run one after
/// another on the thread of the first of them, in one transaction. What fails as a group is tried one by one.
void run_group(SqliteConnection& connection, std::span<Share* const> shares) {
    if (shares.size() > 1 && run_together(connection, shares)) return;
    for (auto* share : shares) {
        run_share(*share, [&] { return run_transaction(connection, "BEGIN IMMEDIATE", share->work); });
    }
}

/// Commits don't wait for the disk while it lives. The next durable commit writes out all of the log before it, so
/// order is kept. The pragma takes effect when it is compiled, hence no prepared statement.
class Relaxation {
public:
    explicit Relaxation(SqliteConnection& connection) : connection_(connection) {
        (void)connection_.run_script("PRAGMA synchronous=NORMAL");
    }
    ~Relaxation() { TRADEWIND_ASSERT(connection_.run_script("PRAGMA synchronous=FULL")); }
    Relaxation(const Relaxation&) = delete;
    Relaxation& operator=(const Relaxation&) = delete;

private:
    SqliteConnection& connection_;
};

/// Pages of the log that are worth a checkpoint when nobody writes, and with how many it may not wait any longer.
constexpr int kWorthwhileLog = 1'000;
constexpr int kLongestLog = 16'000;
constexpr std::chrono::milliseconds kQuiet{50};

/// One writer behind a mutex and, unless the store is in memory, a pool of readers beside it.
class SqliteDatabase final : public Database {
public:
    SqliteDatabase(DatabaseOptions options, std::string path, std::unique_ptr<SqliteConnection> writer,
                   std::optional<FileLock> lock)
        : options_(std::move(options)), path_(std::move(path)), lock_(std::move(lock)), writer_(std::move(writer)) {
        if (lock_) sweeper_ = std::jthread([this](const std::stop_token& stop) { sweep(stop); });
    }

    Status write(const std::function<Status(Transaction&)>& work) override {
        const NestingGuard nesting(this);
        Share mine{work};
        std::unique_lock guard(queue_mutex_);
        queue_.push_back(&mine);
        group_done_.wait(guard, [&] { return mine.done || !leading_; });
        if (!mine.done) lead(guard);
        if (mine.thrown) std::rethrow_exception(mine.thrown);
        return mine.outcome;
    }

    Status write_relaxed(const std::function<Status(Transaction&)>& work) override {
        if (!lock_ || !options_.durable) return write(work);
        const NestingGuard nesting(this);
        const std::scoped_lock guard(write_mutex_);
        const Status done = [&] {
            const Relaxation relaxation(*writer_);
            return run_transaction(*writer_, "BEGIN IMMEDIATE", work);
        }();
        note_log();
        return done;
    }

    Status read(const std::function<Status(Transaction&)>& work) override {
        if (!lock_) return write(work);
        const NestingGuard nesting(this);
        auto reader = borrow();
        if (!reader) return std::unexpected(reader.error());
        Status done;
        try {
            done = run_transaction(**reader, "BEGIN", work);
        } catch (...) {
            give_back(std::move(*reader));
            throw;
        }
        give_back(std::move(*reader));
        return done;
    }

    [[nodiscard]] Dialect dialect() const override { return Dialect::kSqlite; }
    [[nodiscard]] const DatabaseOptions& options() const override { return options_; }

private:
    // Runs everything that waits, the caller's own among it.
    void lead(std::unique_lock<std::mutex>& guard) {
        leading_ = true;
        const auto shares = std::exchange(queue_, {});
        guard.unlock();
        {
            const std::scoped_lock writing(write_mutex_);
            run_group(*writer_, shares);
            note_log();
        }
        guard.lock();
        leading_ = false;
        for (auto* share : shares) share->done = true;
        group_done_.notify_all();
    }

    // After a write, its mutex held. A checkpoint takes tens of milliseconds, so it waits for a pause in the writing
    // unless the log has grown too long.
    void note_log() {
        ++writes_;
        if (writer_->log_pages() < kWorthwhileLog) return;
        if (writer_->log_pages() >= kLongestLog) return checkpoint();
        if (!std::exchange(log_is_long_, true)) log_grew_.notify_one();
    }

    void checkpoint() {
        // Where the disk refuses it, the next write says so.
        (void)writer_->checkpoint();
        log_is_long_ = false;
    }

    // Only on the writer's connection and under its mutex: two connections that checkpoint can damage a WAL in SQLite
    // before 3.51.3.
    void sweep(const std::stop_token& stop) {
        std::unique_lock guard(write_mutex_);
        while (!stop.stop_requested()) {
            log_grew_.wait(guard, stop, [&] { return log_is_long_; });
            const auto before = writes_;
            log_grew_.wait_for(guard, stop, kQuiet, [&] { return writes_ != before; });
            if (log_is_long_ && writes_ == before && !stop.stop_requested()) checkpoint();
        }
    }

    Result<std::unique_ptr<SqliteConnection>> borrow() {
        std::unique_lock guard(pool_mutex_);
        pool_changed_.wait(guard, [&] { return !idle_.empty() || opened_ < options_.connections; });
        if (!idle_.empty()) {
            auto reader = std::move(idle_.back());
            idle_.pop_back();
            return reader;
        }
        auto reader = SqliteConnection::open(path_, SqliteMode::kReader, options_);
        if (reader) ++opened_;
        return reader;
    }

    void give_back(std::unique_ptr<SqliteConnection> reader) {
        const std::scoped_lock guard(pool_mutex_);
        idle_.push_back(std::move(reader));
        pool_changed_.notify_one();
    }

    DatabaseOptions options_;
    std::string path_;
    std::optional<FileLock> lock_;  // Freed last, after every connection has closed.
    std::unique_ptr<SqliteConnection> writer_;
    std::mutex write_mutex_;
    std::mutex queue_mutex_;
    std::condition_variable group_done_;
    std::vector<Share*> queue_;  ///< Who waits to be written.
    bool leading_ = false;       ///< Somebody writes a group.
    std::mutex pool_mutex_;
    std::condition_variable pool_changed_;
    std::vector<std::unique_ptr<SqliteConnection>> idle_;  // Closed before the writer, which checkpoints at the end.
    int opened_ = 0;
    std::int64_t writes_ = 0;
    bool log_is_long_ = false;
    std::condition_variable_any log_grew_;
    std::jthread sweeper_;  ///< Joined first.
};

Status cant_write(const std::filesystem::path& path, const std::error_code& why) {
    return fail(ErrorCode::kUnavailable, fmt::format("can't write {}: {}", path.string(), why.message()),
                "check data.dir and its permissions");
}

Status make_private_folder(const std::filesystem::path& folder) {
    std::error_code error;
    if (std::filesystem::exists(folder, error)) return {};
    std::filesystem::create_directories(folder, error);
    if (!error) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    return error ? cant_write(folder, error) : Status();
}

// For this user only; SQLite gives -wal and -shm the file's mode. Only under the lock: closing any descriptor of the
// file drops the locks that SQLite holds on it in this process.
Status make_private_file(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return cant_write(path, std::error_code(errno, std::generic_category()));
    ::close(descriptor);
    return {};
}

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const DatabaseOptions& options) {
    const std::string path = options.url.substr(std::string_view("sqlite:").size());
    if (path.empty()) return fail(ErrorCode::kInvalidArgument, "database.url names no file", "write sqlite:PATH");
    const bool in_memory = path == ":memory:";
    std::optional<FileLock> lock;
    if (!in_memory) {
        const auto folder = std::filesystem::absolute(path).parent_path();
        if (auto made = make_private_folder(folder); !made) return std::unexpected(made.error());
        auto taken = FileLock::take(path);
        if (!taken) return std::unexpected(taken.error());
        if (auto made = make_private_file(path); !made) return std::unexpected(made.error());
        lock = std::move(*taken);
    }
    auto writer = SqliteConnection::open(path, in_memory ? SqliteMode::kMemory : SqliteMode::kWriter, options);
    if (!writer) return std::unexpected(writer.error());
    return std::make_unique<SqliteDatabase>(options, path, std::move(*writer), std::move(lock));
}

}  // namespace tradewind::storage
