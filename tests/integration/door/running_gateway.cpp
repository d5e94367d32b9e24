#include "running_gateway.hpp"

#include <signal.h>

#include <catch2/catch_test_macros.hpp>
#include <fstream>

#include "support/child_process.hpp"

namespace tradewind::test {

RunningGateway::RunningGateway(const TempDir& folder, const Program& program, std::vector<std::string> arguments,
                               const std::string& name)
    : pid_(program.serve(std::move(arguments), name)) {
    std::ifstream in(folder / (name + ".ready"));
    const auto ready = json::parse(in);
    url_ = ready.at("api").get<std::string>();
    url_.resize(url_.size() - std::string("/api").size());
    const std::string link = ready.at("dashboard");
    if (const auto at = link.find("#token="); at != std::string::npos) token_ = link.substr(at + 7);
}

RunningGateway::~RunningGateway() {
    if (pid_ > 0) stop_child(pid_, SIGTERM);
}

void RunningGateway::kill() {
    stop_child(std::exchange(pid_, -1), SIGKILL);
}

void RunningGateway::stop() {
    CHECK(stop_child(std::exchange(pid_, -1), SIGTERM, std::chrono::seconds(5)) == 0);
}

}  // namespace tradewind::test
