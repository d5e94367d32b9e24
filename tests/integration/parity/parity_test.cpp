#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "recorded_day.hpp"
#include "service_processes.hpp"
#include "support/child_process.hpp"

// One recorded day, three ways (design §1: parity by construction): over embedded streams in one process, over Redis
// and PostgreSQL with every service as its own process, and through the backtester. One hash.

using namespace tradewind;
using nlohmann::json;

TEST_CASE("A recorded day decides alike embedded, distributed with a killed service, and in the backtest") {
    if (!test::PostgresServer::available() || !test::RedisServer::available())
        SKIP("PostgreSQL or Redis is not installed");
    const test::TempDir folder("parity");
    const auto recording = (folder / "day").string();
    test::write_recorded_day(recording);
    const test::Program program(folder);

    const auto tested = program.run({"backtest", "--bars", recording, "--news", recording, "--json"});
    const std::string hash = tested.at("decision_hash");
    REQUIRE(tested.at("trades").get<int>() > 0);
    REQUIRE(tested.at("signals").get<int>() > 0);

    const auto embedded = program.run({"run", "--replay", recording, "--speed", "max", "--until-idle", "--json"});
    CHECK(embedded.at("decision_hash") == hash);
    CHECK(embedded.at("fills") == tested.at("trades"));

    const test::PostgresServer postgres;
    const test::RedisServer redis;
    for (const std::string victim : {"signal-generator", "trade-executor"}) {
        test::ServiceProcesses services(folder, postgres, redis, "parity-" + victim);
        services.start_all();
        const int replay = services.program().start(
            {"replay", recording, "--world", services.world(), "--speed", "1200", "--until-idle", "--json"}, "replay");
        const auto signals = [&] {
            if (services.program().try_run({"summary", "--world", services.world(), "--json"}, "summary") != 0)
                return 0;
            return services.program().printed("summary").at("signals").get<int>();
        };
        REQUIRE(test::wait_until([&] { return signals() > 20; }));
        services.kill(victim);
        services.start(victim);
        REQUIRE(test::wait_for_exit(replay) == 0);
        INFO("killed " << victim);
        const auto summary = services.program().printed("replay");
        CHECK(summary.at("decision_hash") == hash);
        CHECK(summary.at("fills") == tested.at("trades"));
        CHECK(summary.at("reconciled") == true);
        services.stop_all();
    }
}
