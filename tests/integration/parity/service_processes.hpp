#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "support/postgres_server.hpp"
#include "support/redis_server.hpp"
#include "support/temp_dir.hpp"

namespace tradewind::test {

/// tradewind with a data folder of its own, run as its users run it.
class Program {
public:
    explicit Program(const TempDir& folder, std::vector<std::string> environment = {});

    /// What it printed last in JSON; the run must end well.
    [[nodiscard]] nlohmann::json run(std::vector<std::string> arguments) const;
    /// Its exit status; what it prints goes to `name`.out.
    [[nodiscard]] int try_run(std::vector<std::string> arguments, const std::string& name) const;
    /// Starts it and leaves it running; what it prints goes to `name`.out.
    [[nodiscard]] int start(std::vector<std::string> arguments, const std::string& name) const;
    /// As `start`, and waits until it serves.
    [[nodiscard]] int serve(std::vector<std::string> arguments, const std::string& name) const;
    /// The last line of JSON that `name` printed.
    [[nodiscard]] nlohmann::json printed(const std::string& name) const;

private:
    const TempDir& folder_;
    std::vector<std::string> environment_;
};

/// Every service of a world as a process of its own.
class ServiceProcesses {
public:
    ServiceProcesses(const TempDir& folder, const PostgresServer& postgres, const RedisServer& redis,
                     std::string world);
    ~ServiceProcesses();
    ServiceProcesses(const ServiceProcesses&) = delete;
    ServiceProcesses& operator=(const ServiceProcesses&) = delete;

    void start(std::string_view name);
    void start_all();
    /// kill -9.
    void kill(const std::string& name);
    /// SIGTERM must end each in good order within five seconds.
    void stop_all();
    /// Commands on the same servers.
    [[nodiscard]] const Program& program() const { return program_; }
    [[nodiscard]] const std::string& world() const { return world_; }

private:
    Program program_;
    std::string world_;
    std::map<std::string, int> pids_;
};

}  // namespace tradewind::test
