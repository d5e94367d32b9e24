#include "service_processes.hpp"

#include <signal.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

#include "services/route.hpp"
#include "support/child_process.hpp"

namespace tradewind::test {

using nlohmann::json;

Program::Program(const TempDir& folder, std::vector<std::string> environment) : folder_(folder) {
    const char* binary = std::getenv("TRADEWIND_BINARY");
    REQUIRE(binary != nullptr);
    environment_ = {"/usr/bin/env", "TRADING_DATA__DIR=" + folder.path().string(),
                    "TRADING_TELEMETRY__LOG_LEVEL=warning"};
    environment_.insert(environment_.end(), environment.begin(), environment.end());
    environment_.emplace_back(binary);
}

int Program::start(std::vector<std::string> arguments, const std::string& name) const {
    arguments.insert(arguments.begin(), environment_.begin(), environment_.end());
    const auto output = folder_ / (name + ".out");
    std::filesystem::remove(output);
    return spawn(arguments, {.output = output});
}

int Program::try_run(std::vector<std::string> arguments, const std::string& name) const {
    return wait_for_exit(start(std::move(arguments), name));
}

json Program::run(std::vector<std::string> arguments) const {
    const std::string name = arguments.front();
    INFO(name << " printed to " << (folder_ / (name + ".out")).string());
    REQUIRE(try_run(std::move(arguments), name) == 0);
    return printed(name);
}

int Program::serve(std::vector<std::string> arguments, const std::string& name) const {
    const auto ready = folder_ / (name + ".ready");
    std::filesystem::remove(ready);
    arguments.insert(arguments.end(), {"--ready-file", ready.string()});
    const int pid = start(std::move(arguments), name);
    INFO(name);
    REQUIRE(wait_until([&] { return std::filesystem::exists(ready); }));
    return pid;
}

json Program::printed(const std::string& name) const {
    std::ifstream in(folder_ / (name + ".out"));
    std::string last;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with('{') || line.starts_with('[')) last = line;
    }
    INFO(name);
    REQUIRE_FALSE(last.empty());
    return json::parse(last);
}

ServiceProcesses::ServiceProcesses(const TempDir& folder, const PostgresServer& postgres, const RedisServer& redis,
                                   std::string world)
    : program_(folder, {"TRADING_DATABASE__URL=" + postgres.url(), "TRADING_STREAMS__URL=" + redis.url()}),
      world_(std::move(world)) {}

ServiceProcesses::~ServiceProcesses() {
    for (const auto& [name, pid] : pids_) stop_child(pid, SIGTERM);
}

void ServiceProcesses::start(std::string_view name) {
    const std::string text(name);
    pids_[text] = program_.serve({"service", text, "--world", world_}, text);
}

void ServiceProcesses::start_all() {
    for (const auto name : services::kServices) start(name);
}

void ServiceProcesses::kill(const std::string& name) {
    CHECK(stop_child(pids_.extract(name).mapped(), SIGKILL) == 128 + SIGKILL);
}

void ServiceProcesses::stop_all() {
    for (const auto& [name, pid] : std::exchange(pids_, {})) {
        INFO(name);
        CHECK(stop_child(pid, SIGTERM, std::chrono::seconds(5)) == 0);
    }
}

}  // namespace tradewind::test
