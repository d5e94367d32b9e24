#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "services/decisions.hpp"
#include "services/engine_room.hpp"
#include "services/operations.hpp"
#include "services/route.hpp"
#include "services/settings_codec.hpp"
#include "storage/audit.hpp"
#include "support/postgres_server.hpp"
#include "support/redis_server.hpp"
#include "support/temp_dir.hpp"

namespace tradewind::services {
namespace {

using trading::SettingsChange;

SettingsChange change_of(std::map<std::string, std::string> values) {
    SettingsChange change;
    change.values = std::move(values);
    change.id = CommandId::from_fields({"test", trading::change_text(change.values)});
    change.by = "ann";
    change.reason = "calmer";
    change.requested = *parse_timestamp("2026-01-05T15:00:00Z");
    return change;
}

/// Executor and signal generator of a world, as after a start of their processes.
struct Deciders {
    explicit Deciders(World& world) : world_(world) {
        for (const auto service : {kTradeExecutor, kSignalGenerator}) {
            auto worker = open_worker(world, service, Decimal::from_int(100'000), scoring_of(world));
            REQUIRE(worker);
            workers_.push_back(std::move(*worker));
        }
    }
    /// How the executor answers, once both have dealt with it.
    std::string ask(const SettingsChange& change) {
        REQUIRE(publish_settings(world_, change));
        for (const auto& worker : workers_) REQUIRE(worker->step_side(std::chrono::seconds(2)));
        std::vector<AuditEntry> answers;
        REQUIRE(world_.database().read([&](storage::Transaction& tx) -> Status {
            answers = storage::audit_by_reference(tx, change.id.to_string()).value();
            return {};
        }));
        REQUIRE(answers.size() == 1);
        return answers.front().detail;
    }

    World& world_;
    std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace

TEST_CASE("a change of settings travels unchanged, and names what is missing") {
    const auto change = change_of({{"ensemble.threshold", "0.4"}, {"exits.time_stop", "2h"}});
    const auto sent = outgoing_message(change, change.requested);
    CHECK(sent.stream == kSettingsChanges);
    const auto back = decode_settings_change(sent.message.body).value();
    CHECK(back.id == change.id);
    CHECK(back.values == change.values);
    CHECK(back.by == change.by);
    CHECK(back.reason == change.reason);
    CHECK(back.requested == change.requested);
    std::string spoiled = sent.message.body;
    spoiled.replace(spoiled.find("\"by\""), 4, "\"xy\"");
    REQUIRE_FALSE(decode_settings_change(spoiled));
    CHECK(decode_settings_change(spoiled).error().message.find("'by'") != std::string::npos);
    CHECK_FALSE(decode_settings_change("[]"));
}

TEST_CASE("changed settings hold for what comes after, redelivered and restarted, in both modes") {
    const bool embedded = GENERATE(true, false);
    if (!embedded && (!test::PostgresServer::available() || !test::RedisServer::available()))
        SKIP("PostgreSQL or Redis is not installed");
    const test::TempDir folder("settings");
    config::Settings settings;
    settings.data.dir = folder.path().string();
    std::optional<test::PostgresServer> postgres;
    std::optional<test::RedisServer> redis;
    if (!embedded) {
        settings.database.url = postgres.emplace().url();
        settings.streams.url = redis.emplace().url();
    }
    // Momentum's averages: 40 bars fit below 60 only once the first change holds.
    const auto wider = change_of({{"strategies.momentum.slow", "60"}});
    const auto faster = change_of({{"strategies.momentum.fast", "40"}});
    const auto opened = World::open(settings, "changes", false);
    REQUIRE(opened);
    World& world = **opened;
    {
        Deciders deciders(world);
        CHECK(deciders.ask(change_of({{"strategies.momentum.fast", "41"}})).starts_with("refused: "));
        CHECK(deciders.ask(wider) == "done: calmer");
        CHECK(deciders.ask(wider) == "done: calmer");  // the same message again: answered once
        CHECK(trading::decision_value(present_decisions(world).value(), "strategies.momentum.slow").value() == "60");
    }
    Deciders restarted(world);
    CHECK(restarted.ask(faster) == "done: calmer");
    CHECK(trading::decision_value(present_decisions(world).value(), "strategies.momentum.fast").value() == "40");
    CHECK(trading::decision_value(world.decisions(), "strategies.momentum.fast").value() == "10");
}

}  // namespace tradewind::services
