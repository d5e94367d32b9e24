#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "support/child_process.hpp"
#include "support/temp_dir.hpp"

namespace {

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

// Runs `tradewind ARGUMENTS` in a shell, with `input` as standard input.
Outcome run_tradewind(const std::string& arguments, const std::string& input = {}) {
    const tradewind::test::TempDir folder("commands");
    std::ofstream(folder / "in") << input;
    const std::string in_folder = folder.path().string();
    const auto pid = tradewind::test::spawn({"/bin/sh", "-c",
                                             std::string(std::getenv("TRADEWIND_BINARY")) + ' ' + arguments + " <" +
                                                 in_folder + "/in >" + in_folder + "/out 2>" + in_folder + "/err"});
    const int status = tradewind::test::wait_for_exit(pid);
    return {status, slurp(folder / "out"), slurp(folder / "err")};
}

constexpr auto kBars =
    "time,open,high,low,close,volume\r\n"
    "2024-01-02T14:30:00Z,1,2,0.5,1.5,0\r\n"
    "2024-01-02T14:31:00Z,1,2,0.5,1.6,10\r\n"
    "\r\n"
    "2024-01-03T14:30:00Z,1,2,0.5,1.7,5\r\n";

}  // namespace

TEST_CASE("calendar prints a line for each session, both days included") {
    const auto run = run_tradewind("calendar --from 2024-07-03 --to 2024-07-05");
    CHECK(run.status == 0);
    CHECK(run.out ==
          R"({"date":"2024-07-03","open":"2024-07-03T13:30:00Z","close":"2024-07-03T17:00:00Z","early_close":true})"
          "\n"
          R"({"date":"2024-07-05","open":"2024-07-05T13:30:00Z","close":"2024-07-05T20:00:00Z","early_close":false})"
          "\n");
    CHECK(run_tradewind("calendar --from 2024-07-04 --to 2024-07-04").out.empty());
}

TEST_CASE("calendar calls unreadable, reversed and missing dates wrong usage") {
    for (const auto* arguments :
         {"--from 2024-02-30 --to 2024-03-01", "--from 2024-07-05 --to 2024-07-03", "--from 2024-07-05",
          "--from yesterday --to 2024-07-05", "--from 1901-01-01 --to 2024-01-01"}) {
        INFO(arguments);
        const auto run = run_tradewind(std::string("calendar ") + arguments);
        CHECK(run.status == 2);
        CHECK(run.out.empty());
        CHECK_FALSE(run.err.empty());
    }
}

TEST_CASE("indicators prints time as read and a column for each value, empty before warm-up") {
    const auto run = run_tradewind("indicators --bars - sma:2 vwap obv bbands:2:1.5", kBars);
    CHECK(run.err == "");
    CHECK(run.status == 0);
    CHECK(
        run.out ==
        "time,sma:2,vwap,obv,bbands:2:1.5.upper,bbands:2:1.5.middle,bbands:2:1.5.lower\n"
        "2024-01-02T14:30:00Z,,,0,,,\n"
        "2024-01-02T14:31:00Z,1.55,1.3666666666666665,10,1.625,1.55,1.4750000000000001\n"
        "2024-01-03T14:30:00Z,1.6499999999999999,1.4000000000000001,15,1.7249999999999999,1.6499999999999999,1.575\n");
}

TEST_CASE("indicators tells wrong usage from bars that can't be read") {
    CHECK(run_tradewind("indicators --bars - sma:0", kBars).status == 2);
    CHECK(run_tradewind("indicators --bars - ichimoku:9", kBars).status == 2);
    CHECK(run_tradewind("indicators --bars -", kBars).status == 2);
    CHECK(run_tradewind("indicators sma:2", kBars).status == 2);
    CHECK(run_tradewind("indicators --bars /nowhere.csv sma:2").status == 1);
    CHECK(run_tradewind("indicators --bars / sma:2").status == 1);
    CHECK(run_tradewind("indicators --bars - sma:2", "").status == 1);
    const auto run =
        run_tradewind("indicators --bars - sma:2 --json", "time,open,high,low,close,volume\n1,1,1,1,nan,1\n");
    CHECK(run.status == 1);
    CHECK(run.out.empty());
    const auto error = nlohmann::json::parse(run.err).at("error");
    CHECK(error.at("code") == "parse-error");
    CHECK(error.at("message").get<std::string>().contains("standard input:2:"));
}

TEST_CASE("metrics prints every figure in one object, and null for what is undefined") {
    const auto run = run_tradewind(
        "metrics -", "time,equity\n2020-01-01,100\n2020-01-02,100\n2020-01-03,90\n2020-01-06,95\n2020-01-07,100\n");
    REQUIRE(run.status == 0);
    const auto metrics = nlohmann::json::parse(run.out);
    CHECK(metrics.size() == 20);
    CHECK(metrics.at("total_return") == 0.0);
    CHECK(metrics.at("max_drawdown_start") == "2020-01-03");
    CHECK(metrics.at("max_drawdown_end") == "2020-01-06");
    CHECK(metrics.at("max_drawdown_days") == 4);
    const auto flat =
        nlohmann::json::parse(run_tradewind("metrics -", "time,return\n2020-01-01,0\n2020-01-02,0\n").out);
    CHECK(flat.at("sharpe").is_null());
    CHECK(flat.at("volatility") == 0.0);
}

TEST_CASE("metrics adds alpha, beta and the information ratio with a benchmark") {
    const tradewind::test::TempDir folder("benchmark");
    std::ofstream(folder / "b.csv") << "time,return\n2020-01-01,0.01\n2020-01-02,-0.02\n2020-01-03,0.03\n";
    const auto run = run_tradewind("metrics --benchmark " + (folder / "b.csv").string() + " -",
                                   "time,return\n2020-01-01,0.02\n2020-01-02,-0.04\n2020-01-03,0.06\n");
    REQUIRE(run.status == 0);
    const auto metrics = nlohmann::json::parse(run.out);
    CHECK(metrics.size() == 23);
    CHECK(std::abs(metrics.at("beta").get<double>() - 2) < 1e-12);
}

TEST_CASE("metrics refuses what is no series") {
    for (const auto* input : {"", "time,equity\n", "time,equity\n2020-01-01,nan\n", "time,equity\n2020-01-01,much\n",
                              "time,equity\n2020-01-01,0\n", "time,equity\n2020-01-02,1\n2020-01-01,2\n",
                              "time,equity\n2020-01-01,1\n2020-01-01,2\n", "a,b\n1,2\n",
                              "time,return\n2020-01-01,0.1,7\n", "time,return\nsoon,0.1\n"}) {
        INFO(input);
        const auto run = run_tradewind("metrics -", input);
        CHECK(run.status == 1);
        CHECK(run.out.empty());
        CHECK_FALSE(run.err.empty());
    }
    CHECK(run_tradewind("metrics --periods-per-year 0 -", "time,return\n2020-01-01,0.1\n").status == 2);
    CHECK(run_tradewind("metrics --risk-free much -", "time,return\n2020-01-01,0.1\n").status == 2);
    CHECK(run_tradewind("metrics").status == 2);
}
