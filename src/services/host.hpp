#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "core/error.hpp"
#include "services/world.hpp"

namespace tradewind::services {

/// Threads of one process, each running one loop until asked to stop. An error from a loop's body is logged and the
/// body is tried again after a pause that doubles up to 5 s, so an outage of a server never ends a service.
class Host {
public:
    ~Host();
    /// Starts a thread that calls `body` again and again. `interrupt` wakes a body that waits.
    void loop(std::string name, std::function<Status(std::stop_token)> body, std::function<void()> interrupt = {});
    /// Asks all threads to stop and joins them.
    void stop();

private:
    struct Loop {
        std::function<void()> interrupt;
        std::jthread thread;
    };
    std::vector<Loop> loops_;
};

/// Waits so long, or until the stop.
void pause_or_stop(std::stop_token stop, Duration pause);

/// Blocks SIGINT and SIGTERM for this process's threads; call before any thread starts. SIGPIPE is ignored.
void block_stop_signals();
/// Waits for SIGINT or SIGTERM, or until `limit` is over (0 = no limit), or until `done` says so.
void wait_for_stop(Duration limit, const std::function<bool()>& done = {});

}  // namespace tradewind::services
