#pragma once

#include <string>

#include "support/temp_dir.hpp"

namespace tradewind::test {

/// A Redis server of its own in a temporary folder on a free port, set up as the streams need it: append-only file,
/// fsync always unless told otherwise, no eviction. Stopped and removed at the end, also where the test process is killed.
class RedisServer {
public:
    static bool available();

    /// Throws with the server's log where it doesn't come up. `appendfsync` as in Redis's own settings.
    explicit RedisServer(std::string appendfsync = "always");
    ~RedisServer();
    RedisServer(const RedisServer&) = delete;
    RedisServer& operator=(const RedisServer&) = delete;

    /// `redis://127.0.0.1:PORT`.
    [[nodiscard]] std::string url() const;
    [[nodiscard]] int port() const { return port_; }

    /// Stops it in good order, and starts it again on the same data and port.
    void stop();
    void start();
    /// kill -9. start() recovers.
    void kill();
    /// Loses all its data (while stopped).
    void wipe();

private:
    void end(int signal);

    TempDir folder_;
    std::string appendfsync_;
    int port_ = 0;
    int pid_ = -1;
};

}  // namespace tradewind::test
