#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "support/child_process.hpp"
#include "support/temp_dir.hpp"

namespace {

using nlohmann::json;

struct Outcome {
    int status;
    std::string out;
    std::string err;
};

std::string slurp(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

/// Runs `tradewind config ARGUMENTS`, seeing no settings of the machine it runs on.
Outcome config(const std::string& arguments, const std::string& variables = {}) {
    const tradewind::test::TempDir folder("config");
    const std::string in_folder = folder.path().string();
    const std::string command = "env -i HOME=/home/ada " + variables + " " + std::getenv("TRADEWIND_BINARY") +
                                " config " + arguments + " >" + in_folder + "/out 2>" + in_folder + "/err";
    const int status = tradewind::test::wait_for_exit(tradewind::test::spawn({"/bin/sh", "-c", command}));
    return {status, slurp(folder / "out"), slurp(folder / "err")};
}

json setting(const json& shown, const std::string& key) {
    for (const auto& one : shown["settings"]) {
        if (one["key"] == key) return one;
    }
    return {};
}

}  // namespace

TEST_CASE("config show says where each value comes from, and masks secrets") {
    const tradewind::test::TempDir folder("config");
    std::ofstream(folder / "t.toml") << "[ensemble]\nthreshold = 0.35\n";
    const auto file = (folder / "t.toml").string();
    const auto shown = config("show --json --config " + file + " --set learning.enabled=false",
                              "APCA_API_KEY_ID=PKHUSH TRADING_ALPACA__SECRET_KEY=hush-hush");
    CHECK(shown.status == 0);
    const auto out = json::parse(shown.out);
    CHECK(setting(out, "ensemble.threshold") ==
          json{{"key", "ensemble.threshold"}, {"value", "0.35"}, {"from", file + ":2"}});
    CHECK(setting(out, "learning.enabled")["from"] == "--set");
    CHECK(setting(out, "alpaca.key_id") ==
          json{{"key", "alpaca.key_id"}, {"value", "********"}, {"from", "APCA_API_KEY_ID"}});
    CHECK(setting(out, "gateway.port")["from"] == "default");
    CHECK(shown.out.find("hush") == std::string::npos);
    CHECK(shown.out.find("PKHUSH") == std::string::npos);
}

TEST_CASE("config check reports every problem with file and line") {
    const tradewind::test::TempDir folder("config");
    std::ofstream(folder / "t.toml") << "[gateway]\nport = \"high\"\n[ensemble]\nthreshhold = 0.3\n";
    const auto file = (folder / "t.toml").string();
    const auto checked = config("check --json --config " + file);
    CHECK(checked.status == 1);
    const auto problems = json::parse(checked.out)["problems"];
    REQUIRE(problems.size() == 2);
    CHECK(problems[0]["from"] == file + ":2");
    CHECK(problems[0]["key"] == "gateway.port");
    CHECK(problems[1]["from"] == file + ":4");
    CHECK(problems[1]["hint"] == "did you mean ensemble.threshold?");
    CHECK(config("check").status == 0);
}

TEST_CASE("an unusable setting is wrong usage, with a hint, also as JSON") {
    const auto refused = config("show --json --set ensemble.threshold=high");
    CHECK(refused.status == 2);
    CHECK(refused.out.empty());
    const auto error = json::parse(refused.err)["error"];
    CHECK(error["code"] == "invalid-argument");
    CHECK(error["message"].get<std::string>().find("found \"high\", expected") != std::string::npos);
    CHECK(config("show --config /nonexistent.toml").status == 1);
}

TEST_CASE("docs/configuration.md lists exactly the settings there are") {
    const auto schema = config("schema");
    REQUIRE(schema.status == 0);
    const auto page = slurp(std::string(std::getenv("TRADEWIND_SOURCE_DIR")) + "/docs/configuration.md");
    INFO("put the output of `tradewind config schema` into docs/configuration.md");
    CHECK(page.find(schema.out) != std::string::npos);
}
