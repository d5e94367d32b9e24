#include <signal.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "recorded_day.hpp"
#include "services/route.hpp"
#include "support/child_process.hpp"
#include "support/postgres_server.hpp"
#include "support/redis_server.hpp"
#include "support/temp_dir.hpp"

// One recorded day, three ways (design §1: parity by construction): over embedded streams in one process, over Redis
// and PostgreSQL with every service as its own process, and through the backtester. One hash.

using namespace tradewind;
using nlohmann::json;

namespace {

std::string binary() {
    const char* path = std::getenv("TRADEWIND_BINARY");
    REQUIRE(path != nullptr);
    return path;
}

json read_json(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string last;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with('{')) last = line;
    }
    INFO(file.string());
    REQUIRE_FALSE(last.empty());
    return json::parse(last);
}

// Runs the program to its end; its last JSON line.
json run(const test::TempDir& folder, std::vector<std::string> arguments, const std::string& name) {
    arguments.insert(arguments.begin(), {"/usr/bin/env", "TRADING_DATA__DIR=" + folder.path().string(),
                                         "TRADING_TELEMETRY__LOG_LEVEL=warning", binary()});
    const auto output = folder / (name + ".out");
    const int status = test::wait_for_exit(test::spawn(arguments, {.output = output}));
    INFO(name << " printed to " << output.string());
    REQUIRE(status == 0);
    return read_json(output);
}

/// Every service of a world as a process of its own.
class Services {
public:
    Services(const test::TempDir& folder, const test::PostgresServer& postgres, const test::RedisServer& redis,
             std::string world)
        : folder_(folder),
          world_(std::move(world)),
          environment_{"/usr/bin/env", "TRADING_DATA__DIR=" + folder.path().string(),
                       "TRADING_DATABASE__URL=" + postgres.url(), "TRADING_STREAMS__URL=" + redis.url(),
                       "TRADING_TELEMETRY__LOG_LEVEL=warning"} {}
    ~Services() {
        for (const auto& [name, pid] : pids_) test::stop_child(pid, SIGTERM);
    }
    void start(std::string_view name) {
        const auto ready = folder_ / (std::string(name) + ".ready");
        std::filesystem::remove(ready);
        auto command = environment_;
        command.insert(command.end(),
                       {binary(), "service", std::string(name), "--world", world_, "--ready-file", ready.string()});
        pids_[std::string(name)] = test::spawn(command, {.output = folder_ / (std::string(name) + ".log")});
        REQUIRE(test::wait_until([&] { return std::filesystem::exists(ready); }));
    }
    void start_all() {
        for (const auto name : services::kServices) start(name);
    }
    void kill(const std::string& name) {
        CHECK(test::stop_child(pids_.extract(name).mapped(), SIGKILL) == 128 + SIGKILL);
    }
    // SIGTERM ends each in good order.
    void stop_all() {
        for (const auto& [name, pid] : std::exchange(pids_, {})) {
            INFO(name);
            CHECK(test::stop_child(pid, SIGTERM) == 0);
        }
    }
    [[nodiscard]] int start_replay(const std::string& recording) const {
        auto command = environment_;
        command.insert(command.end(),
                       {binary(), "replay", recording, "--world", world_, "--speed", "1200", "--until-idle", "--json"});
        return test::spawn(command, {.output = folder_ / "replay.out"});
    }
    [[nodiscard]] json replay_summary() const { return read_json(folder_ / "replay.out"); }
    // Signals stored so far, as the gateway's store has them.
    [[nodiscard]] std::int64_t signals() const {
        auto command = environment_;
        command.insert(command.end(), {binary(), "summary", "--world", world_, "--json"});
        const auto output = folder_ / "summary.out";
        std::filesystem::remove(output);
        if (test::wait_for_exit(test::spawn(command, {.output = output})) != 0) return 0;
        return read_json(output).at("signals").get<std::int64_t>();
    }

private:
    const test::TempDir& folder_;
    std::string world_;
    std::vector<std::string> environment_;
    std::map<std::string, int> pids_;
};

}  // namespace

TEST_CASE("A recorded day decides alike embedded, distributed with a killed service, and in the backtest") {
    if (!test::PostgresServer::available() || !test::RedisServer::available())
        SKIP("PostgreSQL or Redis is not installed");
    const test::TempDir folder("parity");
    const auto recording = (folder / "day").string();
    test::write_recorded_day(recording);

    const auto tested = run(folder, {"backtest", "--bars", recording, "--news", recording, "--json"}, "backtest");
    const std::string hash = tested.at("decision_hash");
    REQUIRE(tested.at("trades").get<int>() > 0);
    REQUIRE(tested.at("signals").get<int>() > 0);

    const auto embedded =
        run(folder, {"run", "--replay", recording, "--speed", "max", "--until-idle", "--json"}, "embedded");
    CHECK(embedded.at("decision_hash") == hash);
    CHECK(embedded.at("fills") == tested.at("trades"));

    const test::PostgresServer postgres;
    const test::RedisServer redis;
    for (const std::string victim : {"signal-generator", "trade-executor"}) {
        Services services(folder, postgres, redis, "parity-" + victim);
        services.start_all();
        const int replay = services.start_replay(recording);
        REQUIRE(test::wait_until([&] { return services.signals() > 20; }));
        services.kill(victim);
        services.start(victim);
        REQUIRE(test::wait_for_exit(replay) == 0);
        INFO("killed " << victim);
        const auto summary = services.replay_summary();
        CHECK(summary.at("decision_hash") == hash);
        CHECK(summary.at("fills") == tested.at("trades"));
        CHECK(summary.at("reconciled") == true);
        services.stop_all();
    }
}
