#include <csignal>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include <catch2/catch_test_macros.hpp>

#include "support/child_process.hpp"
#include "support/temp_dir.hpp"

namespace {

using nlohmann::json;
using tradewind::test::TempDir;

std::string slurp(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

/// tradewind with a data folder of its own, no keys, and ports that nobody else has.
class Program {
public:
    int start(const std::string& arguments) const {
        const std::string shell = "unset APCA_API_KEY_ID APCA_API_SECRET_KEY; export TRADING_DATA__DIR=" + place() +
                                  "/data; exec " + std::getenv("TRADEWIND_BINARY") + " " + arguments + " >" + place() +
                                  "/out 2>" + place() + "/err </dev/null";
        return tradewind::test::spawn({"/bin/sh", "-c", shell});
    }
    /// The JSON that it prints; the run must succeed.
    json run(const std::string& arguments) const {
        const int status = tradewind::test::wait_for_exit(start(arguments));
        INFO(arguments << '\n' << complaints());
        REQUIRE(status == 0);
        return json::parse(slurp(folder_ / "out"));
    }
    [[nodiscard]] std::string place() const { return folder_.path().string(); }
    [[nodiscard]] std::string complaints() const { return slurp(folder_ / "err"); }

private:
    TempDir folder_;
};

/// What must not depend on how often, or how, a recording was run.
json decided(const json& summary) {
    json kept;
    for (const char* key : {"decision_hash", "bars", "articles", "signals", "orders", "fills", "equity", "weights"}) {
        kept[key] = summary.at(key);
    }
    return kept;
}

std::string replay_of(const std::string& recording, const std::string& speed) {
    return "run --replay " + recording + " --speed " + speed + " --until-idle --json";
}

}  // namespace

TEST_CASE("a recorded run decides the same when it is replayed") {
    const Program program;
    const std::string recording = program.place() + "/recording";
    const auto lived = program.run("run --for 4s --json --record " + recording);
    REQUIRE(lived.at("bars") > 0);
    const auto replayed = program.run(replay_of(recording, "max"));
    CHECK(decided(replayed) == decided(lived));
    CHECK(replayed.at("reconciled") == true);
    CHECK(program.run("backtest --bars " + recording + " --news " + recording + " --json").at("decision_hash") ==
          lived.at("decision_hash"));

    SECTION("killed in the middle and started again, it goes on where it was") {
        const auto pid =
            program.start(replay_of(recording, "20000") + " --world w --ready-file " + program.place() + "/ready.json");
        REQUIRE(tradewind::test::wait_until([&] { return std::filesystem::exists(program.place() + "/ready.json"); }));
        tradewind::test::stop_child(pid, SIGKILL);
        CHECK(decided(program.run(replay_of(recording, "max") + " --world w")) == decided(lived));
    }
    SECTION("told to stop, it stops at once and goes on where it was") {
        const auto pid =
            program.start(replay_of(recording, "2000") + " --world w --ready-file " + program.place() + "/ready.json");
        REQUIRE(tradewind::test::wait_until([&] { return std::filesystem::exists(program.place() + "/ready.json"); }));
        tradewind::test::stop_child(pid, SIGTERM, std::chrono::seconds(5));
        INFO(program.complaints());
        CHECK(decided(program.run(replay_of(recording, "max") + " --world w")) == decided(lived));
    }
}
