#pragma once

#include <memory>

#include "storage/database.hpp"

namespace tradewind::storage {

/// How an attempt at a transaction ended.
enum class Attempt : std::uint8_t {
    kDone,     ///< Committed.
    kFailed,   ///< Rolled back; the error is the caller's.
    kRepeat,   ///< Rolled back by the server, which asks for a repetition (serialisation, deadlock).
    kLost,     ///< The connection went before COMMIT was sent: nothing was stored.
    kInDoubt,  ///< The connection went in COMMIT.
};

/// One server connection with its prepared statements. Used by one thread at a time. The only place that knows libpqxx.
class PostgresConnection {
public:
    static Result<std::unique_ptr<PostgresConnection>> open(const DatabaseOptions& options);
    virtual ~PostgresConnection() = default;

    /// One attempt at a transaction; `error` tells what went wrong unless it is done.
    virtual Attempt run(bool read_only, const std::function<Status(Transaction&)>& work, Error& error) = 0;
    [[nodiscard]] virtual bool usable() const = 0;
};

}  // namespace tradewind::storage
