#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "browser.hpp"
#include "service_processes.hpp"

namespace tradewind::test {

/// tradewind as its users run it, with its dashboard, and a browser at it.
class RunningGateway {
public:
    /// `arguments` start a program that serves the dashboard.
    RunningGateway(const TempDir& folder, const Program& program, std::vector<std::string> arguments,
                   const std::string& name);
    ~RunningGateway();

    [[nodiscard]] const std::string& url() const { return url_; }
    [[nodiscard]] const std::string& token() const { return token_; }
    [[nodiscard]] int pid() const { return pid_; }
    /// Ends it: kill -9, or in good order.
    void kill();
    void stop();

private:
    int pid_ = -1;
    std::string url_;
    std::string token_;
};

}  // namespace tradewind::test
