#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "browser.hpp"
#include "gateway/user_admin.hpp"
#include "gateway_fixture.hpp"
#include "storage/audit.hpp"

using namespace tradewind;
using namespace tradewind::test;

namespace {

struct Claimed {
    GatewayFixture fixture{Kind::kSqlite, {}, false};
    SoftAuthenticator passkey;
    Browser browser{fixture.gateway->url()};
    json answer;

    Claimed() {
        const auto response = browser.sign_up(passkey, fixture.token(), "anna");
        INFO(response.body);
        REQUIRE(response.status == 201);
        answer = json::parse(response.body);
    }
};

}  // namespace

TEST_CASE("the printed link makes the first user, once") {
    Claimed door;
    CHECK(door.answer.at("user") == "anna");
    CHECK(door.answer.at("recovery_codes").size() == 10);
    const auto session = json::parse(door.browser.get("/api/auth/session").body);
    CHECK(session.at("user") == "anna");
    CHECK(session.at("role") == "admin");
    CHECK(session.at("by") == "passkey");
    CHECK(door.browser.get("/api/signals").status == 200);
    CHECK(door.fixture.gateway->link().find("#token=") != std::string::npos);
    Browser late(door.fixture.gateway->url());
    CHECK(late.post("/api/auth/register/options", {{"token", door.fixture.token()}, {"name", "bob"}}).status == 410);
    CHECK(late.post("/api/auth/exchange", {{"token", door.fixture.token()}}).status == 401);
}

TEST_CASE("of two who claim at once one gets in") {
    GatewayFixture fixture(Kind::kSqlite, {}, false);
    const SoftAuthenticator first, second;
    Browser one(fixture.gateway->url()), other(fixture.gateway->url());
    const auto begin = [&](Browser& browser, const char* name) {
        return json::parse(
            browser.post("/api/auth/register/options", {{"token", fixture.token()}, {"name", name}}).body);
    };
    const auto one_asked = begin(one, "anna");
    const auto other_asked = begin(other, "bob");
    const auto finish = [](Browser& browser, const SoftAuthenticator& passkey, const json& asked) {
        return browser
            .post("/api/auth/register/verify", {{"credential", json::parse(passkey.attest(browser.ceremony(asked)))}})
            .status;
    };
    CHECK(finish(one, first, one_asked) == 201);
    CHECK(finish(other, second, other_asked) == 410);
    CHECK(fixture.store.count("SELECT COUNT(*) FROM users") == 1);
    CHECK(fixture.store.count("SELECT COUNT(*) FROM user_credentials") == 1);
}

TEST_CASE("a registration is good for one try, its own kind, and what it really is") {
    GatewayFixture fixture(Kind::kSqlite, {}, false);
    const SoftAuthenticator passkey;
    Browser browser(fixture.gateway->url());
    const auto attempt = [&](const std::function<void(SoftAuthenticator::Ceremony&)>& change) {
        const auto options = browser.post("/api/auth/register/options", {{"token", fixture.token()}, {"name", "anna"}});
        auto made = browser.ceremony(json::parse(options.body));
        change(made);
        return json{{"credential", json::parse(passkey.attest(made))}};
    };
    CHECK(browser.post("/api/auth/register/verify", json{{"credential", json::object()}}).status == 400);
    auto wrong = attempt([](auto& c) { c.origin = "http://127.0.0.1:1"; });
    CHECK(browser.post("/api/auth/register/verify", wrong).status == 400);
    auto right = attempt([](auto&) {});
    auto broken = right;
    broken["credential"]["rawId"] = "AAAA";
    CHECK(browser.post("/api/auth/register/verify", broken).status == 400);
    CHECK(browser.post("/api/auth/register/verify", right).status == 400);  // the challenge is gone
    CHECK(browser.post("/api/auth/register/verify", attempt([](auto& c) { c.flags = 0x01; })).status == 400);
    CHECK(browser.post("/api/auth/register/verify", attempt([](auto& c) { c.type = "webauthn.get"; })).status == 400);
    CHECK(fixture.store.count("SELECT COUNT(*) FROM users") == 0);
    CHECK(browser.post("/api/auth/register/verify", attempt([](auto&) {})).status == 201);
}

TEST_CASE("a passkey signs in; whatever is wrong with it looks the same from outside") {
    Claimed door;
    Browser browser(door.fixture.gateway->url());
    browser.handle_ = door.browser.handle_;
    std::string body;
    const auto refused = [&](const std::function<void(SoftAuthenticator::Ceremony&)>& change) {
        const auto response = browser.assertion("login", door.passkey, change);
        if (body.empty()) body = response.body;
        CHECK(response.body == body);
        return response.status;
    };
    CHECK(refused([](auto& c) { c.challenge = "AAAA"; }) == 401);
    CHECK(refused([](auto& c) { c.origin = "https://evil.example"; }) == 401);
    CHECK(refused([](auto& c) { c.flags = 0x01; }) == 401);
    CHECK(refused([](auto& c) { c.user_handle.clear(); }) == 401);
    CHECK(refused([](auto& c) { c.user_handle = "AAAA"; }) == 401);
    CHECK(refused([](auto& c) { c.flags = 0x0D; }) == 401);
    const SoftAuthenticator stranger;
    CHECK(browser.assertion("login", stranger).body == body);
    CHECK(browser.get("/api/signals").status == 401);
    CHECK(browser.assertion("login", door.passkey).status == 200);
    CHECK(browser.get("/api/signals").status == 200);
    CHECK(browser.post("/api/auth/login/verify", browser.last_).status == 401);  // once only
}

TEST_CASE("trying too often has to wait, and locks nobody else out") {
    Claimed door;
    Browser browser(door.fixture.gateway->url());
    browser.handle_ = door.browser.handle_;
    int status = 0;
    for (int i = 0; i < 10; ++i) status = browser.assertion("login", door.passkey, [](auto& c) { c.flags = 1; }).status;
    const auto last = browser.assertion("login", door.passkey);
    CHECK(last.status == 429);
    CHECK_FALSE(last.header("Retry-After").empty());
    CHECK(door.browser.get("/api/signals").status == 200);
    CHECK((status == 401 || status == 429));
}

TEST_CASE("what matters needs the passkey anew") {
    Claimed door;
    CHECK(door.browser.post("/api/controls", {{"action", "kill"}}).status == 403);
    CHECK(json::parse(door.browser.post("/api/users", {{"name", "bob"}, {"role", "viewer"}}).body).at("code") ==
          "step-up-required");
    CHECK(door.browser.post("/api/auth/register/options").status == 403);
    CHECK(door.browser.post("/api/auth/keys", {{"name", "k"}, {"scope", "read"}}).status == 403);
    // Neither kind of ceremony does for the other.
    auto options = json::parse(door.browser.post("/api/auth/login/options").body);
    auto made = door.browser.ceremony(options);
    made.user_handle = door.browser.handle_;
    CHECK(door.browser.post("/api/auth/stepup/verify", {{"credential", json::parse(door.passkey.sign(made))}}).status ==
          401);
    CHECK(door.browser.assertion("stepup", door.passkey).status == 200);
    CHECK(door.browser.post("/api/controls", {{"action", "kill"}}).status == 503);  // allowed; nobody to obey here
    CHECK(door.browser.post("/api/users", {{"name", "bob"}, {"role", "viewer"}}).status == 201);
}

TEST_CASE("a link makes a viewer, who can look and change nothing") {
    Claimed door;
    REQUIRE(door.browser.assertion("stepup", door.passkey).status == 200);
    const auto invited = door.browser.post("/api/users", {{"name", "bob"}, {"role", "viewer"}});
    REQUIRE(invited.status == 201);
    const std::string link = json::parse(invited.body).at("link");
    const std::string token = link.substr(link.find("#invite=") + 8);
    const SoftAuthenticator key;
    Browser bob(door.fixture.gateway->url());
    REQUIRE(bob.sign_up(key, token, "admin-please").status == 201);
    const auto session = json::parse(bob.get("/api/auth/session").body);
    CHECK(session.at("user") == "bob");
    CHECK(session.at("role") == "viewer");
    CHECK(bob.get("/api/signals").status == 200);
    CHECK(bob.post("/api/controls", {{"action", "pause"}}).status == 403);
    CHECK(bob.get("/api/users").status == 403);
    CHECK(bob.get("/api/audit").status == 403);
    Browser again(door.fixture.gateway->url());
    CHECK(again.sign_up(SoftAuthenticator(), token, "bob").status == 401);
    // Somebody else's passkey is no confirmation.
    door.browser.handle_.clear();
    CHECK(door.browser.assertion("stepup", key).status == 401);
    CHECK(door.browser.post("/api/users/bob", {{"disabled", true}}).status == 204);
    CHECK(bob.get("/api/signals").status == 401);
    CHECK(bob.assertion("login", key).status == 401);
    CHECK(door.browser.post("/api/users/anna", {{"disabled", true}}).status == 409);
}

TEST_CASE("an old token that comes back ends the session; one of a lost race does not") {
    Claimed door;
    const std::string old = door.browser.session();
    CHECK(door.browser.post("/api/auth/refresh").status == 200);
    const std::string fresh = door.browser.session();
    CHECK(fresh != old);
    Browser thief(door.fixture.gateway->url());
    thief.send("GET", "/api/auth/session");
    const auto with = [&](const std::string& token) {
        const std::string url = door.fixture.gateway->url();
        return door.fixture
            .send({.method = "POST",
                   .url = "/api/auth/refresh",
                   .headers = {{"Cookie", "tradewind_session_" + url.substr(url.rfind(':') + 1) + "=" + token},
                               {"Content-Type", "application/json"},
                               {"Origin", url}},
                   .body = "{}"},
                  false)
            .status;
    };
    CHECK(with(old) == 409);
    CHECK(door.browser.get("/api/signals").status == 200);
    door.fixture.store.write([&](storage::Transaction& tx) -> Status {
        must(tx.execute("UPDATE sessions SET used_at = used_at - 60000000000 WHERE used_at IS NOT NULL"));
        return {};
    });
    CHECK(with(old) == 401);
    CHECK(with(fresh) == 401);
    CHECK(door.browser.get("/api/signals").status == 401);
}

TEST_CASE("a recovery code makes a passkey, once, and nothing else") {
    Claimed door;
    const std::string code = door.answer.at("recovery_codes").at(0);
    Browser lost(door.fixture.gateway->url());
    CHECK(lost.post("/api/auth/recover", {{"code", "aaaa-bbbb-cccc-dddd"}}).status == 401);
    CHECK(lost.post("/api/auth/recover", {{"code", code}}).status == 200);
    CHECK(lost.get("/api/signals").status == 403);
    const SoftAuthenticator fresh;
    const auto asked = json::parse(lost.post("/api/auth/register/options").body);
    lost.handle_ = asked.at("user").at("id");
    CHECK(lost.post("/api/auth/register/verify", {{"credential", json::parse(fresh.attest(lost.ceremony(asked)))}})
              .status == 201);
    CHECK(lost.get("/api/signals").status == 200);
    CHECK(door.browser.get("/api/signals").status == 401);  // other sessions ended
    Browser again(door.fixture.gateway->url());
    CHECK(again.post("/api/auth/recover", {{"code", code}}).status == 401);
}

TEST_CASE("a script's key reads, and manages no accounts") {
    Claimed door;
    REQUIRE(door.browser.assertion("stepup", door.passkey).status == 200);
    const auto made = door.browser.post("/api/auth/keys", {{"name", "script"}, {"scope", "read"}});
    REQUIRE(made.status == 201);
    const std::string key = json::parse(made.body).at("key");
    const auto with = [&](const std::string& method, const std::string& path, const std::string& secret) {
        return door.fixture
            .send({.method = method,
                   .url = path,
                   .headers = {{"Authorization", "Bearer " + secret}, {"Content-Type", "application/json"}},
                   .body = method == "POST" ? R"({"action":"pause"})" : ""},
                  false)
            .status;
    };
    CHECK(with("GET", "/api/signals", key) == 200);
    CHECK(with("GET", "/api/signals", key + "x") == 401);
    CHECK(with("GET", "/api/signals", door.browser.session()) == 401);
    CHECK(with("POST", "/api/controls", key) == 403);
    CHECK(with("GET", "/api/auth/passkeys", key) == 403);
    const std::string id = json::parse(made.body).at("id");
    CHECK(door.browser.remove("/api/auth/keys/" + id).status == 204);
    CHECK(with("GET", "/api/signals", key) == 401);
}

TEST_CASE("the last way in can't be thrown away") {
    Claimed door;
    REQUIRE(door.browser.assertion("stepup", door.passkey).status == 200);
    door.fixture.store.write([&](storage::Transaction& tx) -> Status {
        must(tx.execute("DELETE FROM recovery_codes"));
        return {};
    });
    const std::string id = door.answer.at("passkey");
    CHECK(door.browser.remove("/api/auth/passkeys/" + id).status == 409);
    CHECK(door.browser.post("/api/auth/recovery-codes").status == 201);
    CHECK(door.browser.remove("/api/auth/passkeys/" + id).status == 204);
    CHECK(door.browser.get("/api/signals").status == 401);  // its sessions ended with it
}

TEST_CASE("a counter that fell keeps a copy out, and what is stored") {
    Claimed door;
    Browser browser(door.fixture.gateway->url());
    browser.handle_ = door.browser.handle_;
    CHECK(browser.assertion("login", door.passkey, [](auto& c) { c.sign_count = 5; }).status == 200);
    CHECK(browser.assertion("login", door.passkey, [](auto& c) { c.sign_count = 5; }).status == 401);
    CHECK(browser.assertion("login", door.passkey, [](auto& c) { c.sign_count = 0; }).status == 401);
    CHECK(door.fixture.store.count("SELECT sign_count FROM user_credentials") == 5);
}

TEST_CASE("the audit log tells, and shows that nobody changed it") {
    Claimed door;
    const auto page = json::parse(door.browser.get("/api/audit?limit=5").body);
    CHECK(page.at("items").at(0).at("action") == "passkey-added");
    CHECK(json::parse(door.browser.get("/api/audit/chain").body).at("ok") == true);
    door.fixture.store.write([&](storage::Transaction& tx) -> Status {
        must(tx.execute("UPDATE audit_log SET actor = 'nobody' WHERE action = 'passkey-added'"));
        return {};
    });
    CHECK(json::parse(door.browser.get("/api/audit/chain").body).at("ok") == false);
}

TEST_CASE("no secret is in the store") {
    Claimed door;
    REQUIRE(door.browser.assertion("stepup", door.passkey).status == 200);
    const std::string key =
        json::parse(door.browser.post("/api/auth/keys", {{"name", "script"}, {"scope", "trade"}}).body).at("key");
    const std::string invite =
        must(gateway::invite_user(*door.fixture.store, door.fixture.clock.now(), "anna", "bob", "viewer"));
    const std::vector<std::string> secrets{key, invite, door.browser.session(), door.fixture.token(),
                                           door.answer.at("recovery_codes").at(0)};
    for (const auto* table :
         {"users", "user_credentials", "sessions", "user_invites", "recovery_codes", "api_keys", "audit_log"}) {
        door.fixture.store.read([&](storage::Transaction& tx) -> Status {
            for (const auto& row : must(tx.query(std::string("SELECT * FROM ").append(table)))) {
                for (std::size_t column = 0; column < row.size(); ++column) {
                    const auto* text = std::get_if<std::string>(&row.at(column));
                    if (text == nullptr) continue;
                    for (const auto& secret : secrets) CHECK(text->find(secret) == std::string::npos);
                }
            }
            return {};
        });
    }
}
