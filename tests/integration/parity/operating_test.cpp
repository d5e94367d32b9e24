#include <signal.h>

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "recorded_day.hpp"
#include "service_processes.hpp"
#include "support/child_process.hpp"

// What an operator does with a running system, in both modes; and what a system does with what it can't read.

using namespace tradewind;
using nlohmann::json;

namespace {

/// The second field of the first row of a backtest's trades.csv: ids come from content, so every run has them.
std::string an_order(const test::Program& program, const test::TempDir& folder, const std::string& recording) {
    const auto out = (folder / "tested").string();
    (void)program.run({"backtest", "--bars", recording, "--news", recording, "--json", "--out", out});
    std::ifstream in(out + "/trades.csv");
    std::string line;
    REQUIRE((std::getline(in, line) && std::getline(in, line)));
    const auto first = line.find(',') + 1;
    return line.substr(first, line.find(',', first) - first);
}

void operate(const test::Program& program, const std::string& world, const std::string& order) {
    const auto controls = [&](std::vector<std::string> words) {
        words.insert(words.begin(), "controls");
        words.insert(words.end(), {"--world", world, "--json"});
        if (words[1] != "show") words.emplace_back("--yes");
        return program.run(std::move(words));
    };
    (void)controls({"pause"});
    CHECK(controls({"show"}).at("state") == "reduce_only");
    (void)controls({"resume"});
    CHECK(controls({"show"}).at("state") == "active");
    (void)controls({"kill"});
    const auto killed = controls({"show"});
    CHECK(killed.at("state") == "killed");
    CHECK(killed.at("open_orders") == 0);
    (void)controls({"unkill"});
    (void)controls({"flatten"});
    CHECK(program.try_run({"controls", "cancel", "ord-nothing", "--world", world, "--yes", "--json"}, "refused") == 1);
    CHECK(program.printed("refused").at("error").at("code") == "refused");

    const auto chain = program.run({"explain", order, "--world", world, "--json"});
    REQUIRE(chain.at("signals").size() == 1);
    const auto& signal = chain.at("signals").front();
    CHECK_FALSE(signal.at("verdicts").empty());
    const auto made =
        std::ranges::find_if(signal.at("orders"), [&](const json& each) { return each.at("id") == order; });
    REQUIRE(made != signal.at("orders").end());
    CHECK_FALSE(made->at("fills").empty());

    const auto health = program.run({"doctor", "--world", world, "--json"});
    CHECK(health.at("ok") == true);
    CHECK(program.try_run({"migrate", "status", "--world", world}, "migrate") == 0);
    CHECK(program.try_run({"config", "check"}, "config") == 0);
}

/// Puts a message that nobody can read on a stream of a world, as a broken producer would.
void poison(const test::RedisServer& redis, const std::string& world, const std::string& stream, const std::string& id,
            const std::string& body) {
    const int sent =
        test::wait_for_exit(test::spawn({"/usr/bin/env", "redis-cli", "-p", std::to_string(redis.port()), "XADD",
                                         "w:" + world + ":" + stream, "*", "id", id, "key", "", "body", body}));
    REQUIRE(sent == 0);
}

std::string envelope(const std::string& id, const std::string& type, const json& payload) {
    return json{{"schema_version", 1}, {"id", id},     {"produced_at", "2024-01-02T15:00:00Z"},
                {"traceparent", ""},   {"type", type}, {"payload", payload}}
        .dump();
}

json bar(const char* ticker, const char* close) {
    return {{"ticker", ticker},
            {"timeframe", "1m"},
            {"start", "2024-01-02T15:00:00Z"},
            {"end", "2024-01-02T15:01:00Z"},
            {"open", "10"},
            {"high", "10"},
            {"low", "10"},
            {"close", close},
            {"volume", 1}};
}

}  // namespace

TEST_CASE("a running system in one process does what its operator asks") {
    const test::TempDir folder("operating");
    const auto recording = (folder / "day").string();
    test::write_recorded_day(recording);
    const test::Program program(folder);
    const auto order = an_order(program, folder, recording);
    // Without --until-idle it goes on serving when the recording has ended.
    const int running = program.serve({"run", "--replay", recording, "--speed", "max", "--world", "op"}, "system");
    const auto ended = program.run({"backtest", "--bars", recording, "--news", recording, "--json"});
    REQUIRE(test::wait_until(
        [&] { return program.run({"summary", "--world", "op", "--json"}).at("fills") == ended.at("trades"); }));
    operate(program, "op", order);
    CHECK(test::stop_child(running, SIGTERM, std::chrono::seconds(5)) == 0);
}

TEST_CASE("separate services bury what they can't read, go on, and do what their operator asks") {
    if (!test::PostgresServer::available() || !test::RedisServer::available())
        SKIP("PostgreSQL or Redis is not installed");
    const test::TempDir folder("operating");
    const auto recording = (folder / "day").string();
    test::write_recorded_day(recording);
    const test::Program alone(folder);
    const auto order = an_order(alone, folder, recording);
    const auto tested = alone.run({"backtest", "--bars", recording, "--news", recording, "--json"});

    const test::PostgresServer postgres;
    const test::RedisServer redis;
    test::ServiceProcesses services(folder, postgres, redis, "op");
    services.start_all();
    poison(redis, "op", "news:raw", "not-json", "{\"broken\":");
    poison(redis, "op", "news:raw", "no-title", envelope("no-title", "RawArticle", {{"source", "wire"}}));
    poison(redis, "op", "news:raw", "huge", std::string(100'000, 'x'));
    poison(redis, "op", "news:scored", "other-type", envelope("other-type", "Bar", bar("AAPL", "10")));
    poison(redis, "op", "market:bars", "nan", envelope("nan", "Bar", bar("AAPL", "NaN")));
    poison(redis, "op", "market:bars", "no-ticker", envelope("no-ticker", "Bar", bar("not a ticker", "10")));

    const auto& program = services.program();
    const auto replayed =
        program.run({"replay", recording, "--world", "op", "--speed", "max", "--until-idle", "--json"});
    CHECK(replayed.at("decision_hash") == tested.at("decision_hash"));
    CHECK(replayed.at("reconciled") == true);

    const auto letters = [&] { return program.run({"dead-letters", "list", "--world", "op", "--json"}); };
    const auto buried = letters();
    for (const std::string id : {"not-json", "no-title", "huge", "other-type", "nan", "no-ticker"}) {
        const auto letter = std::ranges::find_if(buried, [&](const json& each) { return each.at("id") == id; });
        INFO(id << " in " << buried.dump());
        REQUIRE(letter != buried.end());
        CHECK_FALSE(letter->at("error").get<std::string>().empty());
        CHECK_FALSE(letter->at("service").get<std::string>().empty());
    }
    CHECK(program.run({"dead-letters", "show", "no-title", "--world", "op", "--json"}).dump().find("title") !=
          std::string::npos);
    CHECK(program.try_run({"dead-letters", "drop", "no-title", "--world", "op"}, "drop") == 0);
    CHECK(letters().size() == buried.size() - 1);
    CHECK(program.try_run({"doctor", "--world", "op", "--json"}, "doctor") == 1);
    for (const auto& letter : letters()) {
        (void)program.try_run({"dead-letters", "drop", letter.at("id"), "--world", "op"}, "drop");
    }
    operate(program, "op", order);
    services.stop_all();
}
