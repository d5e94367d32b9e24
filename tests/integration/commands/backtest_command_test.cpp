#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdlib>
#include <fmt/core.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/time.hpp"
#include "support/child_process.hpp"
#include "support/temp_dir.hpp"

namespace {

using tradewind::test::TempDir;

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

Outcome backtest(const TempDir& folder, const std::string& arguments) {
    const std::string place = folder.path().string();
    const auto pid = tradewind::test::spawn({"/bin/sh", "-c",
                                             std::string(std::getenv("TRADEWIND_BINARY")) + " backtest " + arguments +
                                                 " </dev/null >" + place + "/stdout 2>" + place + "/stderr"});
    const int status = tradewind::test::wait_for_exit(pid);
    return {status, slurp(folder / "stdout"), slurp(folder / "stderr")};
}

/// A recording of hourly bars in waves, with a headline now and then.
void write_recording(const TempDir& folder) {
    std::filesystem::create_directories(folder / "news");
    std::ofstream bars(folder / "AAPL_1h.csv");
    std::ofstream news(folder / "news/wire.jsonl");
    bars << "ts_utc,open,high,low,close,volume\n";
    double last = 180;
    auto day = tradewind::parse_timestamp("2024-01-02").value();
    for (int i = 0; i < 900; ++i) {
        if (i > 0 && i % 6 == 0) day += std::chrono::hours(24);
        while (std::chrono::weekday(std::chrono::floor<std::chrono::days>(day)).iso_encoding() > 5) {
            day += std::chrono::hours(24);
        }
        const auto start = day + std::chrono::hours(15 + i % 6);
        const double close = 180 * (1 + 0.05 * std::sin(i / 13.0) + 0.015 * std::sin(i / 2.9));
        bars << fmt::format("{},{:.2f},{:.2f},{:.2f},{:.2f},500000\n", tradewind::format_timestamp(start), last,
                            std::max(last, close) + 0.2, std::min(last, close) - 0.2, close);
        last = std::round(close * 100) / 100;
        if (i % 17 == 0) {
            news << fmt::format(
                R"({{"id":"{}","source":"wire","url":"https://n.example/{}","title":"$AAPL {} item {}",)"
                R"("text":"","published":"{}"}})"
                "\n",
                i, i, i % 34 == 0 ? "beats estimates" : "plunges on weak guidance", i,
                tradewind::format_timestamp(start + std::chrono::minutes(20)));
        }
    }
}

}  // namespace

TEST_CASE("backtest prints its object and writes its files") {
    TempDir folder("backtest");
    write_recording(folder);
    const auto place = folder.path().string();
    const auto run = backtest(folder, "--bars " + place + " --news " + place + " --out " + place + "/out --json");
    REQUIRE(run.status == 0);
    const auto object = nlohmann::json::parse(run.out);
    for (const auto* key :
         {"run_id", "from", "to", "bars", "articles", "signals", "orders", "trades", "initial_cash", "final_equity",
          "metrics", "costs", "data_hash", "decision_hash", "wall_seconds", "warnings"}) {
        INFO(key);
        CHECK(object.contains(key));
    }
    CHECK(object["bars"] == 900);
    CHECK(object["trades"] > 5);
    CHECK(object["initial_cash"] == "100000");
    CHECK(object["decision_hash"].get<std::string>().size() == 64);
    CHECK(
        slurp(folder / "out/equity.csv").starts_with("time,equity,cash,position_value\n2024-01-02T16:00:00Z,100000,"));
    CHECK(slurp(folder / "out/orders.csv")
              .starts_with("order_id,signal_id,time,symbol,side,type,leg,quantity,limit_price,"
                           "stop_price,time_in_force,status,filled_quantity,average_price,"
                           "closed_at"));
    CHECK(slurp(folder / "out/trades.csv")
              .starts_with("trade_id,order_id,signal_id,time,bar_time,symbol,side,quantity,"
                           "price,reference_price,commission,fees,slippage,realized_pnl,"
                           "position"));
    CHECK(slurp(folder / "out/adjustments.csv").starts_with("time,kind,symbol,quantity,cash\n"));
    const auto signals = slurp(folder / "out/signals.jsonl");
    CHECK(nlohmann::json::parse(signals.substr(0, signals.find('\n'))).contains("opinions"));
}

TEST_CASE("a backtest's settings count, and the order of its arguments doesn't") {
    TempDir folder("backtest");
    write_recording(folder);
    const auto place = folder.path().string();
    const auto hash = [&](const std::string& arguments) {
        const auto run = backtest(folder, arguments);
        REQUIRE(run.status == 0);
        return nlohmann::json::parse(run.out)["decision_hash"].get<std::string>();
    };
    const auto base = hash("--json --bars " + place + " --news " + place);
    CHECK(hash("--news " + place + " --threads 3 --bars " + place + " --json") == base);
    CHECK(hash("--json --bars " + place + " --news " + place + " --set ensemble.threshold=0.6") != base);
    CHECK(hash("--json --bars " + place) != base);
}

TEST_CASE("backtest tells wrong usage from work that can't be done") {
    TempDir folder("backtest");
    write_recording(folder);
    const auto place = folder.path().string();
    for (const auto& arguments :
         {std::string("--json"), "--json --bars " + place + " --set ensemble.treshold=0.2",
          "--json --bars " + place + " --set sizing.notional=lots", "--json --bars " + place + " --from yesterday",
          "--json --bars " + place + " --cash 0"}) {
        INFO(arguments);
        const auto run = backtest(folder, arguments);
        CHECK(run.status == 2);
        CHECK(run.out.empty());
        CHECK(nlohmann::json::parse(run.err)["error"].contains("hint"));
    }
    CHECK(
        backtest(folder, "--json --bars " + place + " --set ensemble.treshold=0.2").err.contains("ensemble.threshold"));
    const auto missing = backtest(folder, "--json --bars " + place + "/NONE_1h.csv");
    CHECK(missing.status == 1);
    CHECK(missing.err.contains("NONE_1h.csv"));
}
