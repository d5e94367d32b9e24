#include "storage/postgres_database.hpp"

#include <condition_variable>
#include <fmt/core.h>
#include <mutex>
#include <thread>

#include "storage/nesting.hpp"
#include "storage/postgres_connection.hpp"

namespace tradewind::storage {
namespace {

using std::chrono::milliseconds;

/// A pool of connections, opened as needed. A connection that was lost is not given back.
class PostgresDatabase final : public Database {
public:
    PostgresDatabase(DatabaseOptions options, std::unique_ptr<PostgresConnection> first)
        : options_(std::move(options)) {
        idle_.push_back(std::move(first));
    }

    Status write(const std::function<Status(Transaction&)>& work) override { return run(false, work); }
    Status read(const std::function<Status(Transaction&)>& work) override { return run(true, work); }
    [[nodiscard]] Dialect dialect() const override { return Dialect::kPostgres; }
    [[nodiscard]] const DatabaseOptions& options() const override { return options_; }

private:
    Status run(bool read_only, const std::function<Status(Transaction&)>& work) {
        const NestingGuard nesting(this);
        const Duration deadline = clock_.monotonic() + options_.patience;
        for (int attempt = 1;; ++attempt) {
            Error error;
            const Attempt ended = try_once(read_only, work, deadline, error);
            if (ended == Attempt::kDone) return {};
            const bool again =
                ended == Attempt::kRepeat || ended == Attempt::kLost || (ended == Attempt::kInDoubt && read_only);
            if (!again || clock_.monotonic() >= deadline) return std::unexpected(std::move(error));
            wait_before_retry(ended, attempt);
        }
    }

    Attempt try_once(bool read_only, const std::function<Status(Transaction&)>& work, Duration deadline, Error& error) {
        auto connection = borrow(deadline);
        if (!connection) {
            error = connection.error();
            return Attempt::kLost;
        }
        const Lease lease(*this, std::move(*connection));
        return lease.connection->run(read_only, work, error);
    }

    // Grows from a millisecond (a conflict passes at once) or 20 (a server starts in a second or so) to half a second.
    static void wait_before_retry(Attempt ended, int attempt) {
        const int base = ended == Attempt::kRepeat ? 1 : 20;
        const int doubled = base << std::min(attempt - 1, 9);
        // Two that collided must not collide again: spread by thread.
        const auto spread = std::hash<std::thread::id>{}(std::this_thread::get_id()) % 8;
        std::this_thread::sleep_for(milliseconds(std::min(doubled, 500)) + std::chrono::microseconds(spread * 300));
    }

    // Gives the connection back, or its place where it was lost.
    struct Lease {
        Lease(PostgresDatabase& owner, std::unique_ptr<PostgresConnection> borrowed)
            : connection(std::move(borrowed)), database(owner) {}
        ~Lease() {
            const std::scoped_lock guard(database.mutex_);
            if (connection->usable()) {
                database.idle_.push_back(std::move(connection));
            } else {
                --database.opened_;
            }
            database.changed_.notify_one();
        }
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        std::unique_ptr<PostgresConnection> connection;
        PostgresDatabase& database;
    };

    Result<std::unique_ptr<PostgresConnection>> borrow(Duration deadline) {
        std::unique_lock guard(mutex_);
        const auto free = [&] { return !idle_.empty() || opened_ < options_.connections; };
        if (!changed_.wait_for(guard, deadline - clock_.monotonic(), free)) {
            return fail(ErrorCode::kUnavailable,
                        fmt::format("store: all {} connections are busy", options_.connections));
        }
        if (!idle_.empty()) {
            auto connection = std::move(idle_.back());
            idle_.pop_back();
            return connection;
        }
        ++opened_;
        guard.unlock();
        auto connection = PostgresConnection::open(options_);
        if (!connection) {
            const std::scoped_lock again(mutex_);
            --opened_;
            changed_.notify_one();
        }
        return connection;
    }

    DatabaseOptions options_;
    SystemMachineClock clock_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::unique_ptr<PostgresConnection>> idle_;
    int opened_ = 1;
};

}  // namespace

Result<std::unique_ptr<Database>> open_postgres(const DatabaseOptions& options) {
    auto first = PostgresConnection::open(options);
    if (!first) return std::unexpected(first.error());
    return std::make_unique<PostgresDatabase>(options, std::move(*first));
}

}  // namespace tradewind::storage
