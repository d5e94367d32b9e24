#include <catch2/catch_test_macros.hpp>

#include "browser.hpp"
#include "gateway_fixture.hpp"
#include "storage/audit.hpp"
#include "trading/settings_change.hpp"

using namespace tradewind;
using namespace tradewind::test;

namespace {

/// A gateway with an executor that takes changes over as the real one does.
struct Changing {
    explicit Changing(std::string refusal = "") : refusal_(std::move(refusal)) {
        gateway::GatewayHooks hooks;
        hooks.publish_settings = [this](const trading::SettingsChange& change) {
            seen.push_back(change);
            return fixture->store->write([&](storage::Transaction& tx) {
                const Status applied = refusal_.empty() ? Status{} : fail(ErrorCode::kRefused, refusal_);
                return storage::insert_audit(tx, trading::answer_to(change, change.requested, applied));
            });
        };
        fixture.emplace(Kind::kSqlite, std::move(hooks));
    }
    json value_of(const std::string& key) {
        const auto all = fixture->get_json("/api/settings");
        for (const auto& setting : all["settings"]) {
            if (setting["key"] == key) return setting;
        }
        return {};
    }

    std::string refusal_;
    std::vector<trading::SettingsChange> seen;
    std::optional<GatewayFixture> fixture;
};

}  // namespace

TEST_CASE("a setting is changed, shown with its version, and taken back") {
    Changing f;
    const auto before = f.fixture->get_json("/api/settings");
    CHECK(before["version"] == 0);
    const auto answer = f.fixture->post(
        "/api/settings", {{"changes", {{"risk.daily_loss_limit_pct", "3.0"}, {"ensemble.threshold", 0.4}}},
                          {"reason", "calmer"},
                          {"version", 0}});
    REQUIRE(answer.status == 200);
    const auto after = json::parse(answer.body);
    CHECK(after["version"] > 0);
    CHECK(after["hash"] != before["hash"]);
    CHECK(f.value_of("risk.daily_loss_limit_pct")["value"] == "3");
    CHECK(f.value_of("risk.daily_loss_limit_pct")["configured"] == "5");
    REQUIRE(f.seen.size() == 1);
    CHECK(f.seen[0].by == "operator");

    const auto versions = f.fixture->get_json("/api/settings/versions");
    CHECK(versions["items"][0]["by"] == "operator");
    CHECK(versions["items"][0]["detail"] == "done: calmer");
    CHECK(versions["items"][0]["changes"] == json::parse(R"([
        {"key":"ensemble.threshold","before":"0.3","after":"0.4"},
        {"key":"risk.daily_loss_limit_pct","before":"5","after":"3"}])"));
    const auto undone = f.fixture->post("/api/settings/versions/" + after["version"].dump() + "/undo", json::object());
    REQUIRE(undone.status == 200);
    CHECK(json::parse(undone.body)["hash"] == before["hash"]);
    CHECK(f.fixture->get_json("/api/settings/versions?limit=1")["next"].is_string());
    CHECK(f.fixture->get_json("/api/audit")["items"][0]["action"] == "settings");
}

TEST_CASE("what can't be a setting's value, or can't change now, never reaches the executor") {
    Changing f;
    for (const auto& changes :
         {json{{"risk.daily_loss_limit_pct", "many"}}, json{{"risk.daily_loss_limit_pct", "-1"}},
          json{{"risk.nothing", "1"}}, json{{"universe", "AAPL"}}, json{{"strategies.momentum.weight", "0"}},
          json::object(), json::array({1}), json{{"risk.cooldown", {{"a", 1}}}}}) {
        CAPTURE(changes.dump());
        CHECK(f.fixture->post("/api/settings", {{"changes", changes}}).status == 400);
    }
    CHECK(f.fixture->post("/api/settings", {{"changes", {{"ensemble.threshold", "0.4"}}}, {"version", 7}}).status ==
          409);
    CHECK(f.fixture->post("/api/settings/versions/1/undo", json::object()).status == 404);
    CHECK(f.fixture->post("/api/settings/versions/x/undo", json::object()).status == 404);
    CHECK(f.seen.empty());
    // What holds already is no change.
    CHECK(f.fixture->post("/api/settings", {{"changes", {{"ensemble.threshold", "0.30"}}}}).status == 200);
    CHECK(f.seen.empty());
}

TEST_CASE("the executor's no changes nothing") {
    Changing f("the account is being wound up");
    const auto answer = f.fixture->post("/api/settings", {{"changes", {{"ensemble.threshold", "0.4"}}}});
    CHECK(answer.status == 409);
    CHECK(f.fixture->get_json("/api/settings")["version"] == 0);
    CHECK(f.fixture->get_json("/api/settings/versions")["items"][0]["status"] == "refused");
}

TEST_CASE("a strategy's parameters are settings under its name") {
    Changing f;
    const auto momentum = [&] {
        const auto all = f.fixture->get_json("/api/settings");
        for (const auto& strategy : all["settings"]) {
            const std::string key = strategy["key"];
            if (key.starts_with("strategies.momentum.") && strategy["changeable"] == true) return strategy;
        }
        return json();
    }();
    REQUIRE(momentum.is_object());
    const std::string name = momentum["key"].get<std::string>().substr(std::string("strategies.momentum.").size());
    const std::string value = std::to_string(std::stoi(momentum["value"].get<std::string>()) + 1);
    CHECK(f.fixture->post("/api/strategies/momentum", {{"parameters", {{name, value}}}}).status == 200);
    CHECK(f.value_of(momentum["key"])["value"] == value);
    CHECK(f.fixture->post("/api/strategies/nobody", {{"parameters", {{name, value}}}}).status == 400);
}

TEST_CASE("settings want a person who was verified a moment ago") {
    GatewayFixture fixture(Kind::kSqlite, {}, false);
    const SoftAuthenticator passkey;
    Browser browser(fixture.gateway->url());
    REQUIRE(browser.sign_up(passkey, fixture.token(), "anna").status == 201);
    const json body{{"changes", {{"ensemble.threshold", "0.4"}}}};
    const auto refused = browser.post("/api/settings", body);
    CHECK(refused.status == 403);
    CHECK(json::parse(refused.body)["code"] == "step-up-required");
    REQUIRE(browser.assertion("stepup", passkey).status == 200);
    CHECK(browser.post("/api/settings", body).status == 503);  // allowed; nobody to obey here
    const std::string key =
        json::parse(browser.post("/api/auth/keys", {{"name", "script"}, {"scope", "trade"}}).body).at("key");
    const auto by_script =
        fixture.send({.method = "POST",
                      .url = "/api/settings",
                      .headers = {{"Authorization", "Bearer " + key}, {"Content-Type", "application/json"}},
                      .body = body.dump()},
                     false);
    CHECK(by_script.status == 403);
}
