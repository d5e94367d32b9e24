#include "program.hpp"

#include <sys/resource.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <fmt/core.h>
#include <sstream>

#include "support/child_process.hpp"

namespace tradewind::bench {
namespace {

constexpr std::array kServices{"sentiment-analyzer", "signal-generator", "trade-executor", "learning-engine",
                               "news-fetcher",       "market-data",      "api-gateway"};

std::string slurp(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

[[noreturn]] void give_up(const std::vector<std::string>& arguments, const std::string& output) {
    fmt::println(stderr, "tradewind {} failed:\n{}", arguments.front(), output);
    std::exit(1);
}

}  // namespace

double peak_mib(int pid) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
    }
    return 0;
}

Program::Program(std::filesystem::path folder, Environment environment)
    : folder_(std::move(folder)), environment_(std::move(environment)) {}

std::vector<std::string> Program::command(const std::vector<std::string>& arguments) const {
    std::vector<std::string> made{"/usr/bin/env",
                                  "-u",
                                  "APCA_API_KEY_ID",
                                  "-u",
                                  "APCA_API_SECRET_KEY",
                                  "TRADING_DATA__DIR=" + (folder_ / "data").string(),
                                  "TRADING_TELEMETRY__LOG_LEVEL=error"};
    made.insert(made.end(), environment_.begin(), environment_.end());
    made.emplace_back(TRADEWIND_PROGRAM);
    made.insert(made.end(), arguments.begin(), arguments.end());
    return made;
}

Ended Program::run(const std::vector<std::string>& arguments) const {
    const auto output = folder_ / "run.out";
    std::filesystem::remove(output);
    const int pid = test::spawn(command(arguments), {.output = output});
    // The last look before it ends is close to its most: memory grows early and stays.
    double peak = 0;
    std::optional<int> status;
    test::wait_until(
        [&] {
            peak = std::max(peak, peak_mib(pid));
            return (status = test::ended_with(pid)).has_value();
        },
        std::chrono::hours(1));
    if (status != 0) give_up(arguments, slurp(output));
    return {slurp(output), peak};
}

nlohmann::json Program::run_json(const std::vector<std::string>& arguments, double* peak) const {
    const auto ended = run(arguments);
    if (peak != nullptr) *peak = ended.peak_mib;
    std::istringstream lines(ended.output);
    std::string last;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with('{')) last = line;
    }
    if (last.empty()) give_up(arguments, ended.output);
    return nlohmann::json::parse(last);
}

int Program::serve(const std::vector<std::string>& arguments, const std::string& name) const {
    const auto ready = folder_ / (name + ".ready");
    std::filesystem::remove(ready);
    auto made = arguments;
    made.insert(made.end(), {"--ready-file", ready.string()});
    const auto output = folder_ / (name + ".log");
    const int pid = test::spawn(command(made), {.output = output});
    if (!test::wait_until([&] { return std::filesystem::exists(ready); })) give_up(arguments, slurp(output));
    return pid;
}

Services::Services(const Program& program, const std::string& world) {
    for (const std::string name : kServices) {
        pids_[name] = program.serve({"service", name, "--world", world}, name);
    }
}

Services::~Services() {
    for (const auto& [name, pid] : pids_) test::stop_child(pid, SIGTERM);
}

std::map<std::string, double> Services::peaks() const {
    std::map<std::string, double> peaks;
    for (const auto& [name, pid] : pids_) peaks[name] = peak_mib(pid);
    return peaks;
}

}  // namespace tradewind::bench
