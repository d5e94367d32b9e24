// What the whole program costs its users: how soon it trades, what memory it holds, how long a recording takes through
// every service in one process and in seven, and how long an article takes to become an order.
// usage: system_bench [RECORDING]; without one the real hourly recording where it is there, else an invented morning.

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <fmt/core.h>

#include "integration/parity/recorded_day.hpp"
#include "program.hpp"
#include "support/child_process.hpp"
#include "support/postgres_server.hpp"
#include "support/redis_server.hpp"
#include "support/temp_dir.hpp"

using namespace tradewind;
using nlohmann::json;

namespace {

std::string recording_to_use(int argc, char** argv, const test::TempDir& folder) {
    if (argc > 1) return argv[1];
    const char* shared = std::getenv("TRADEWIND_SHARED");
    const std::string real =
        std::string(shared != nullptr ? shared : TRADEWIND_SOURCE_DIR "/../shared") + "/data/replay/hourly-2014-2016";
    if (std::filesystem::is_directory(real)) return real;
    fmt::println("the real recording is not here: an invented morning in its place");
    test::write_recorded_day(folder / "day");
    return (folder / "day").string();
}

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void bench_demo(const test::TempDir& folder) {
    const bench::Program program(folder.path(), {"TRADING_SENTIMENT__ENGINE=lexicon"});
    const auto start = std::chrono::steady_clock::now();
    const int pid = program.serve({"demo"}, "demo");
    fmt::println("demo       start to serving             {:>8.2f} s", seconds_since(start));
    test::stop_child(pid, SIGTERM);
    double peak = 0;
    const auto summary = program.run_json({"demo", "--headless", "--for", "15s", "--json"}, &peak);
    fmt::println("demo       most memory, no model        {:>8.1f} MiB ({} orders in 15 s)", peak,
                 summary.at("orders").get<int>());
}

void print_replay(std::string_view label, const json& summary, const std::string& hash) {
    fmt::println("{:<10} recording, whole             {:>8.2f} s ({})", label, summary.at("wall_seconds").get<double>(),
                 summary.at("decision_hash") == hash ? "the same decisions" : "OTHER DECISIONS");
    const auto& latency = summary.at("latency_ms");
    fmt::println("{:<10} article in to order out      p50 {:.2f} ms  p99 {:.2f} ms", label,
                 latency.at("p50").get<double>(), latency.at("p99").get<double>());
}

std::string bench_embedded(const test::TempDir& folder, const std::string& recording) {
    const bench::Program program(folder.path(), {"TRADING_SENTIMENT__ENGINE=lexicon"});
    const auto tested = program.run_json({"backtest", "--bars", recording, "--news", recording, "--json"});
    const std::string hash = tested.at("decision_hash");
    fmt::println("backtest   recording, whole             {:>8.2f} s ({} bars, {} articles)",
                 tested.at("wall_seconds").get<double>(), tested.at("bars").get<int>(),
                 tested.at("articles").get<int>());
    double peak = 0;
    const auto summary =
        program.run_json({"run", "--replay", recording, "--speed", "max", "--until-idle", "--json"}, &peak);
    print_replay("embedded", summary, hash);
    fmt::println("embedded   most memory                  {:>8.1f} MiB", peak);
    return hash;
}

void bench_distributed(const test::TempDir& folder, const std::string& recording, const std::string& hash) {
    if (!test::PostgresServer::available() || !test::RedisServer::available()) {
        fmt::println("separate   skipped: PostgreSQL or Redis is not installed");
        return;
    }
    const test::PostgresServer postgres({.fsync = true});
    // A replay's world may lose what a power cut takes, in the store as in the streams.
    const test::RedisServer redis("everysec");
    const bench::Program program(folder.path(),
                                 {"TRADING_SENTIMENT__ENGINE=lexicon", "TRADING_DATABASE__URL=" + postgres.url(),
                                  "TRADING_STREAMS__URL=" + redis.url()});
    fmt::println("separate   Redis with appendfsync everysec, PostgreSQL with synchronous_commit off");
    const bench::Services services(program, "bench");
    const auto summary =
        program.run_json({"replay", recording, "--world", "bench", "--speed", "max", "--until-idle", "--json"});
    print_replay("separate", summary, hash);
    for (const auto& [name, peak] : services.peaks())
        fmt::println("separate   most memory, {:<19} {:>5.1f} MiB", name, peak);
}

}  // namespace

int main(int argc, char** argv) {
    const test::TempDir folder("system-bench");
    const auto recording = recording_to_use(argc, argv, folder);
    fmt::println("recording: {}", recording);
    bench_demo(folder);
    const auto hash = bench_embedded(folder, recording);
    bench_distributed(folder, recording, hash);
}
