#pragma once

#include <optional>
#include <string>

#include "support/temp_dir.hpp"

namespace tradewind::test {

struct PostgresOptions {
    bool timescale = true;  ///< Preloads TimescaleDB where it is installed.
    bool fsync = false;     ///< Only measurements and power-cut tests need it; kill -9 does not.
};

/// A PostgreSQL server of its own in a temporary folder on a free port, under an unprivileged user where the test runs
/// as root. Takes about a second. Stopped and removed at the end, also where the test process is killed.
class PostgresServer {
public:
    /// Whether PostgreSQL is installed.
    static bool available();

    /// Throws with the server's log where it doesn't come up.
    explicit PostgresServer(const PostgresOptions& options = {});
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    /// `postgresql://…`, a superuser's.
    [[nodiscard]] std::string url() const;
    [[nodiscard]] int port() const { return port_; }

    /// Stops it (clients lose their connections) and starts it again on the same data and port.
    void stop();
    void start();
    /// Ends it like a crash: no checkpoint, no farewell. start() recovers.
    void kill();

private:
    void end(int signal);

    PostgresOptions options_;
    TempDir folder_;
    int port_ = 0;
    int pid_ = -1;
};

}  // namespace tradewind::test
