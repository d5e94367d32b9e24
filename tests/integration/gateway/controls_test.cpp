#include <catch2/catch_test_macros.hpp>
#include <mutex>

#include "gateway_fixture.hpp"
#include "storage/audit.hpp"

using namespace tradewind;
using namespace tradewind::test;

namespace {

/// An executor that answers each command with `detail` in the audit log, as the real one does.
gateway::GatewayHooks executor(GatewayFixture*& fixture, std::string detail, std::vector<ControlCommand>& seen) {
    gateway::GatewayHooks hooks;
    hooks.publish_command = [&fixture, detail, &seen](const ControlCommand& command) {
        seen.push_back(command);
        return fixture->store->write([&](storage::Transaction& tx) {
            return storage::insert_audit(tx, {.time = at(1),
                                              .actor = command.by,
                                              .action = std::string(to_string(command.action)),
                                              .subject = command.target,
                                              .detail = detail,
                                              .reference = command.id.to_string()});
        });
    };
    return hooks;
}

}  // namespace

TEST_CASE("a command waits for the executor's answer") {
    GatewayFixture* self = nullptr;
    std::vector<ControlCommand> seen;
    GatewayFixture fixture(Kind::kSqlite, executor(self, "done: only orders that reduce positions go on", seen));
    self = &fixture;
    const auto response = fixture.post("/api/controls", {{"action", "pause"}, {"reason", "lunch"}});
    CHECK(response.status == 200);
    const auto answer = json::parse(response.body);
    CHECK(answer["status"] == "done");
    CHECK(answer["action"] == "pause");
    REQUIRE(seen.size() == 1);
    CHECK(seen[0].reason == "lunch");
    CHECK(seen[0].by == "operator");
    CHECK(fixture.get_json("/api/controls/" + answer["id"].get<std::string>())["detail"] == answer["detail"]);
}

TEST_CASE("the executor's no is a conflict") {
    GatewayFixture* self = nullptr;
    std::vector<ControlCommand> seen;
    GatewayFixture fixture(Kind::kSqlite, executor(self, "refused: trading is not killed", seen));
    self = &fixture;
    const auto response = fixture.post("/api/controls", {{"action", "unkill"}});
    CHECK(response.status == 409);
    CHECK(json::parse(response.body)["status"] == "refused");
}

TEST_CASE("commands that can't be meant never reach the executor") {
    GatewayFixture* self = nullptr;
    std::vector<ControlCommand> seen;
    GatewayFixture fixture(Kind::kSqlite, executor(self, "done", seen));
    self = &fixture;
    for (const auto& body :
         {json{{"action", "explode"}}, json{{"action", "close"}}, json{{"action", "close"}, {"target", "aapl"}},
          json{{"action", "cancel"}, {"target", "x"}}, json{{"action", "pause"}, {"target", "AAPL"}},
          json{{"action", 1}}, json{{"action", "undo-adjustment"}, {"target", "sig-x"}}, json::array(), json()}) {
        CAPTURE(body.dump());
        CHECK(fixture.post("/api/controls", body).status == 400);
    }
    CHECK(seen.empty());
    const std::string deep = std::string(100'000, '[');
    CHECK(fixture
              .send({.method = "POST",
                     .url = "/api/controls",
                     .headers = {{"Content-Type", "application/json"}},
                     .body = deep.substr(0, 16'000)})
              .status == 400);
    CHECK(fixture
              .send({.method = "POST",
                     .url = "/api/controls",
                     .headers = {{"Content-Type", "application/json"}},
                     .body = deep})
              .status == 413);
}

TEST_CASE("dead letters are retried and dropped through the process around the gateway") {
    gateway::GatewayHooks hooks;
    std::vector<std::pair<std::string, bool>> closed;
    hooks.close_dead_letter = [&](const std::string& id, bool retry) -> Status {
        if (id == "gone") return fail(ErrorCode::kNotFound, "no open dead letter 'gone'");
        closed.emplace_back(id, retry);
        return {};
    };
    GatewayFixture fixture(Kind::kSqlite, std::move(hooks));
    CHECK(fixture.post("/api/dead-letters/art-1/retry", json::object()).status == 204);
    CHECK(fixture.remove("/api/dead-letters/art-2").status == 204);
    CHECK(fixture.remove("/api/dead-letters/gone").status == 404);
    CHECK(closed == std::vector<std::pair<std::string, bool>>{{"art-1", true}, {"art-2", false}});
}
