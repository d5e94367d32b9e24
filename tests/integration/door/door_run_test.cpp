#include <catch2/catch_test_macros.hpp>

#include "recorded_day.hpp"
#include "running_gateway.hpp"
#include "support/child_process.hpp"

using namespace tradewind;
using namespace tradewind::test;

namespace {

json get(Browser& browser, const std::string& path) {
    const auto response = browser.get(path);
    INFO(path << ": " << response.body);
    REQUIRE(response.status == 200);
    return json::parse(response.body);
}

/// Signs in by the link, on the machine itself.
void sign_in(Browser& browser, const RunningGateway& running) {
    REQUIRE(browser.post("/api/auth/exchange", {{"token", running.token()}}).status == 200);
}

std::string value_of(Browser& browser, const std::string& key) {
    const auto shown = get(browser, "/api/settings");
    for (const auto& setting : shown["settings"]) {
        if (setting["key"] == key) return setting["value"];
    }
    return {};
}

}  // namespace

TEST_CASE("a setting changed while a world runs holds in its services, and after kill -9") {
    const TempDir folder("door");
    const auto recording = (folder / "day").string();
    write_recorded_day(recording);
    const Program program(folder);
    const std::vector<std::string> arguments{"run", "--replay", recording, "--speed", "max", "--world", "set"};
    std::string hash;
    json account;
    {
        RunningGateway running(folder, program, arguments, "first");
        Browser browser(running.url());
        sign_in(browser, running);
        REQUIRE(wait_until([&] { return !get(browser, "/api/trades?limit=1")["items"].empty(); }));
        const auto changed = browser.post(
            "/api/settings", {{"changes", {{"risk.max_order_value", "5000"}, {"ensemble.threshold", "0.45"}}}});
        INFO(changed.body);
        REQUIRE(changed.status == 200);
        hash = json::parse(changed.body)["hash"];
        CHECK(value_of(browser, "risk.max_order_value") == "5000");
        running.kill();
    }
    RunningGateway again(folder, program, arguments, "second");
    Browser browser(again.url());
    sign_in(browser, again);
    CHECK(get(browser, "/api/settings")["hash"] == hash);
    CHECK(value_of(browser, "ensemble.threshold") == "0.45");
    const auto versions = get(browser, "/api/settings/versions")["items"];
    REQUIRE(versions.size() == 1);
    const auto undone =
        browser.post("/api/settings/versions/" + versions[0]["version"].dump() + "/undo", json::object());
    INFO(undone.body);
    CHECK(undone.status == 200);
    CHECK(value_of(browser, "risk.max_order_value") == "0");
    again.stop();
}
