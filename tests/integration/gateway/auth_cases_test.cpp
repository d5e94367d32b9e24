#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "auth/base64url.hpp"
#include "browser.hpp"
#include "forged.hpp"
#include "gateway/user_admin.hpp"
#include "gateway_fixture.hpp"
#include "net/websocket_client.hpp"
#include "support/child_process.hpp"

using namespace tradewind;
using namespace tradewind::test;

// What the door must refuse, by the numbers under which docs/security.md lists it: R registration, L sign-in and
// step-up, S first start and recovery, C renewal of sessions, W live updates. J (tokens) are in
// tests/unit/auth/token_cases_test.cpp, H (HTTP) in tests/unit/net/http_cases_test.cpp.

namespace {

/// Registrations with the one-time link, each in a ceremony of its own. A gateway lets try ten times a minute, so a new
/// one comes for every nine.
class Registrations {
public:
    int attempt(const std::function<void(Forged&)>& change, const std::function<void(json&)>& edit = {}) {
        if (tries_++ % 9 == 0) fixture_.emplace(Kind::kSqlite, gateway::GatewayHooks{}, false);
        Browser browser(fixture_->gateway->url());
        Forged forged = begin(browser);
        change(forged);
        json body{{"credential", json::parse(forged.json())}};
        if (edit) edit(body);
        return browser.post("/api/auth/register/verify", body).status;
    }
    Forged begin(Browser& browser) {
        const auto options =
            browser.post("/api/auth/register/options", {{"token", fixture_->token()}, {"name", "anna"}});
        REQUIRE(options.status == 200);
        Forged forged;
        forged.challenge = json::parse(options.body).at("challenge");
        forged.origin = "http://localhost" + browser.url().substr(browser.url().rfind(':'));
        return forged;
    }

    std::optional<GatewayFixture> fixture_;

private:
    int tries_ = 0;
};

using Change = std::function<void(Forged&)>;

void refuses(Registrations& door, const char* number, const std::vector<Change>& changes) {
    for (std::size_t i = 0; i < changes.size(); ++i) {
        CAPTURE(number, i);
        CHECK(door.attempt(changes[i]) == 400);
    }
}

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
    Browser stranger() {
        Browser made(fixture.gateway->url());
        made.handle_ = browser.handle_;
        return made;
    }
    void sql(const std::string& statement) {
        must(fixture.store->write([&](storage::Transaction& tx) -> Status {
            must(tx.execute(statement));
            return {};
        }));
    }
};

}  // namespace

TEST_CASE("R01 to R06: a registration belongs to one ceremony of its kind, once") {
    Registrations door;
    CHECK(door.attempt([](Forged&) {}) == 201);  // what the others change is fine
    GatewayFixture fixture(Kind::kSqlite, {}, false);
    door.fixture_.reset();
    Browser browser(fixture.gateway->url());
    const SoftAuthenticator passkey;
    const auto verify = [&](Browser& who, const json& credential) {
        return who.post("/api/auth/register/verify", {{"credential", credential}}).status;
    };
    const auto ask = [&](Browser& who) {
        return json::parse(who.post("/api/auth/register/options", {{"token", fixture.token()}, {"name", "a"}}).body);
    };
    SoftAuthenticator::Ceremony made;
    made.challenge = auth::to_base64url(std::string(32, 'c'));
    CHECK(verify(browser, json::parse(passkey.attest(made))) == 400);  // R01
    Browser other(fixture.gateway->url());
    const auto theirs = ask(other);
    ask(browser);
    CHECK(verify(browser, json::parse(passkey.attest(browser.ceremony(theirs)))) == 400);  // R04
    const auto sign_in = json::parse(browser.post("/api/auth/login/options").body);
    CHECK(verify(browser, json::parse(passkey.attest(browser.ceremony(sign_in)))) == 400);  // R05
    const auto asked = ask(browser);
    auto wrong = browser.ceremony(asked);
    wrong.origin = "http://localhost:1";
    CHECK(verify(browser, json::parse(passkey.attest(wrong))) == 400);
    CHECK(verify(browser, json::parse(passkey.attest(browser.ceremony(asked)))) == 400);  // R06
    const auto again = ask(browser);
    const auto credential = json::parse(passkey.attest(browser.ceremony(again)));
    CHECK(verify(browser, credential) == 201);
    CHECK(verify(browser, credential) == 400);  // R02
}

TEST_CASE("R07 to R12: the client data must be of this ceremony, origin and page") {
    Registrations door;
    refuses(door, "R07", {[](Forged& f) { f.type = "webauthn.get"; }});
    refuses(door, "R08", {[](Forged& f) { f.origin = "http://localhost:1"; }});
    refuses(door, "R09", {[](Forged& f) { f.origin.replace(7, 9, "127.0.0.1"); }});
    refuses(door, "R10",
            {[](Forged& f) { f.origin = "https://localhost.evil.example"; }, [](Forged& f) { f.origin += "/"; },
             [](Forged& f) { f.origin.replace(7, 1, "L"); }});
    refuses(door, "R11",
            {[](Forged& f) { f.client_extra = R"(,"crossOrigin":true)"; },
             [](Forged& f) { f.client_extra = R"(,"crossOrigin":"false")"; }});
    refuses(door, "R12", {[](Forged& f) { f.client_extra = R"(,"topOrigin":")" + f.origin + "\""; }});
}

TEST_CASE("R13 to R23: authenticator data must be whole, and say what was asked for") {
    Registrations door;
    refuses(door, "R13", {[](Forged& f) { f.rp_id = "example.org"; }});
    refuses(door, "R14", {[](Forged& f) { f.flags = 0x44; }});
    refuses(door, "R15", {[](Forged& f) { f.flags = 0x41; }});
    refuses(door, "R16", {[](Forged& f) { f.flags = 0x55; }});
    refuses(door, "R17", {[](Forged& f) { f.flags = 0x05; }});
    refuses(door, "R18",
            {[](Forged& f) {
                 const auto whole = f.attestation_object();
                 f.object = whole.substr(0, whole.size() / 2);
             },
             [](Forged& f) { f.key.pop_back(); }, [](Forged& f) { f.key.clear(); }});
    refuses(door, "R19", {[](Forged& f) { f.tail = "x"; }});
    refuses(door, "R20", {[](Forged& f) { f.flags = 0xC5; }});
    refuses(door, "R21",
            {[](Forged& f) { f.id_length = 1024; }, [](Forged& f) { f.id_length = 65535; },
             [](Forged& f) { f.credential_id.clear(); }});
    refuses(door, "R22", {[](Forged& f) { f.id = f.raw_id = auth::to_base64url(std::string(32, 'x')); }});
    refuses(door, "R23", {[](Forged& f) { f.id = auth::to_base64url(std::string(32, 'x')); }});
}

TEST_CASE("R24 to R29: keys must be sound, and of an algorithm that was offered") {
    Registrations door;
    const std::string x(32, 'x');
    for (const int algorithm : {-35, -37, -65535}) {
        refuses(door, "R24", {[&](Forged& f) {
                    f.key = p256_key();
                    f.key.replace(f.key.find("\x03\x26"), 2, "\x03" + cbor_int(algorithm));
                }});
    }
    refuses(door, "R25",
            {[&](Forged& f) { f.key = ec_key(-7, 2, x, x); },
             [&](Forged& f) { f.key = ed25519_key(x).replace(4, 1, "\x26"); }});
    refuses(door, "R26",
            {[&](Forged& f) { f.key = ec_key(-7, 1, x, x); },
             [&](Forged& f) { f.key = ec_key(-7, 1, std::string(32, '\0'), std::string(32, '\0')); },
             [&](Forged& f) { f.key = ec_key(-7, 1, x.substr(1), x); },
             [&](Forged& f) { f.key = ec_key(-7, 1, x + "x", x); },
             [&](Forged& f) {
                 const auto key = p256_key();
                 f.key = key.substr(0, key.size() - 34) + "\xF5";  // y as a sign
             }});
    const std::string odd = "\xC1" + std::string(254, 'm') + "\x01";
    refuses(door, "R27",
            {[&](Forged& f) { f.key = rsa_key("\xC1" + std::string(126, 'm') + "\x01", "\x01\x00\x01"); },
             [&](Forged& f) { f.key = rsa_key(odd, "\x01"); }, [&](Forged& f) { f.key = rsa_key(odd, "\x02"); }});
    refuses(door, "R28",
            {[&](Forged& f) { f.key = ed25519_key(std::string(32, '\0')); },
             [&](Forged& f) { f.key = ed25519_key("\x01" + std::string(31, '\0')); },
             [&](Forged& f) { f.key = ed25519_key(x.substr(1)); }});
    const auto fields = p256_key().substr(1);
    refuses(door, "R29",
            {[&](Forged& f) { f.key = cbor_head(5, 6) + fields + cbor_int(3) + cbor_int(-7); },
             [&](Forged& f) { f.key = cbor_head(5, 4) + fields.substr(0, 2) + fields.substr(4); },
             [&](Forged& f) { f.key = cbor_head(5, 6) + fields + cbor_int(-4) + cbor_bytes(x); }});
}

TEST_CASE("R30 to R35: attestation is none or self, spelled in the one way there is") {
    Registrations door;
    const auto statement = [](std::initializer_list<std::pair<std::string, std::string>> members) {
        std::string text = cbor_head(5, members.size());
        for (const auto& [name, value] : members) text += cbor_text(name) + value;
        return text;
    };
    refuses(door, "R30", {[&](Forged& f) { f.statement = statement({{"a", cbor_int(1)}}); }});
    refuses(door, "R31",
            {[&](Forged& f) {
                 f.format = "packed";
                 f.statement = statement({{"alg", cbor_int(-7)}, {"sig", cbor_bytes(std::string(70, 's'))}});
             },
             [&](Forged& f) {
                 f.format = "packed";
                 f.statement = statement({{"alg", cbor_int(-257)}, {"sig", cbor_bytes(std::string(70, 's'))}});
             }});
    refuses(door, "R32", {[&](Forged& f) {
                f.format = "packed";
                f.statement = statement({{"alg", cbor_int(-7)},
                                         {"sig", cbor_bytes(std::string(70, 's'))},
                                         {"x5c", cbor_head(4, 1) + cbor_bytes("certificate")}});
            }});
    for (const auto* format : {"tpm", "apple", "fido-u2f", "android-key", "unknown", "None"})
        refuses(door, "R32", {[&](Forged& f) { f.format = format; }});
    refuses(door, "R33",
            {[](Forged& f) { f.object = f.attestation_object() + "x"; },
             [](Forged& f) { f.object = "\xBF" + f.attestation_object().substr(1) + "\xFF"; },
             [](Forged& f) {
                 f.object = cbor_head(5, 4) + f.attestation_object().substr(1) + cbor_text("fmt") + cbor_text("none");
             },
             [](Forged& f) { f.object = "\xC1" + f.attestation_object(); }});
    const std::string start = cbor_head(5, 3) + cbor_text("fmt");
    refuses(door, "R34",
            {[&](Forged& f) { f.object = start + cbor_head(4, 1U << 28U); },
             [&](Forged& f) { f.object = start + cbor_head(4, std::uint64_t{1} << 32U); },
             [&](Forged& f) { f.object = "\x9a\x0f\xff\xff\xff"; }});
    refuses(door, "R35", {[&](Forged& f) { f.object = start + std::string(10'000, '\x81'); }});
    GatewayFixture fixture(Kind::kSqlite, {}, false);
    const std::string deep = R"({"credential":)" + std::string(15'000, '[') + std::string(15'000, ']') + "}";
    CHECK(fixture
              .send({.method = "POST",
                     .url = "/api/auth/register/verify",
                     .headers = {{"Content-Type", "application/json"}},
                     .body = deep},
                    false)
              .status == 400);
}

TEST_CASE("R36 to R40: nothing is replaced, nothing misspelled, nothing added without its user") {
    Claimed door;
    REQUIRE(door.browser.assertion("stepup", door.passkey).status == 200);
    const auto asked = json::parse(door.browser.post("/api/auth/register/options").body);
    const auto verify = [](Browser& browser, const json& credential) {
        return browser.post("/api/auth/register/verify", {{"credential", credential}}).status;
    };
    CHECK(verify(door.browser, json::parse(door.passkey.attest(door.browser.ceremony(asked)))) == 409);  // R36
    const SoftAuthenticator fresh;
    for (const auto* field : {"clientDataJSON", "attestationObject"}) {  // R37
        auto credential = json::parse(
            fresh.attest(door.browser.ceremony(json::parse(door.browser.post("/api/auth/register/options").body))));
        credential["response"][field] = credential["response"][field].get<std::string>() + "=";
        CHECK(verify(door.browser, credential) == 400);
    }
    Registrations more;
    refuses(more, "R37", {[](Forged& f) { f.id = f.raw_id = "+///"; }, [](Forged& f) { f.id = f.raw_id = "aaab"; }});
    refuses(more, "R38",
            {[](Forged& f) { f.client_extra = R"(,"challenge":")" + f.challenge + "\""; },
             [](Forged& f) { f.client_data = "\xFF{}"; },
             [](Forged& f) {
                 f.client_data = R"({"type":"webauthn.create","challenge":")" + f.challenge + R"(","origin":")" +
                                 f.origin + R"("}x)";
             }});
    const auto again = json::parse(door.browser.post("/api/auth/register/options").body);
    const auto credential = json::parse(fresh.attest(door.browser.ceremony(again)));
    door.sql("UPDATE sessions SET verified_at = NULL");  // R39: no recent step-up
    REQUIRE(wait_until([&] { return json::parse(door.browser.get("/api/auth/session").body)["verified"].is_null(); }));
    CHECK(verify(door.browser, credential) == 403);
    CHECK(door.browser.post("/api/auth/register/options").status == 403);
    Browser nobody(door.fixture.gateway->url());
    CHECK(nobody.post("/api/auth/register/options").status == 401);  // R39: no session
    door.sql(
        "INSERT INTO user_credentials SELECT credential_id || n, user_id, public_key, alg, sign_count, uv_initialized, "
        "backup_eligible, backed_up, transports, aaguid, rp_id, format, label, created_at, last_used_at "
        "FROM user_credentials, (WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 19) "
        "SELECT n FROM c)");
    REQUIRE(door.browser.assertion("stepup", door.passkey).status == 200);
    CHECK(door.browser.post("/api/auth/register/options").status == 409);  // R40
}

TEST_CASE("L01 to L11: an assertion that is wrong in any way is answered in the same words") {
    Claimed door;
    std::string body;
    std::optional<Browser> browser;
    int tries = 0;
    const auto refused = [&](const SoftAuthenticator& passkey,
                             const std::function<void(SoftAuthenticator::Ceremony&)>& change) {
        if (tries++ % 8 == 0) {  // ten a minute
            door.fixture.gateway.reset();
            gateway::GatewayOptions options;
            options.settings.port = 0;
            door.fixture.gateway = must(gateway::Gateway::start(*door.fixture.store, *door.fixture.bus,
                                                                door.fixture.health, door.fixture.clock, options, {}));
        }
        browser.emplace(door.fixture.gateway->url());
        browser->handle_ = door.browser.handle_;
        const auto answer = browser->assertion("login", passkey, change);
        CHECK(answer.status == 401);
        if (body.empty()) body = answer.body;
        CHECK(answer.body == body);
    };
    const SoftAuthenticator stranger;
    refused(stranger, {});                                                                           // L01, L03
    refused(door.passkey, [](auto& c) { c.user_handle.clear(); });                                   // L04
    refused(door.passkey, [](auto& c) { c.user_handle = "AAAA"; });                                  // L05
    refused(door.passkey, [](auto& c) { c.challenge = auth::to_base64url(std::string(32, 'x')); });  // L07
    refused(door.passkey, [](auto& c) { c.type = "webauthn.create"; });                              // L08
    refused(door.passkey, [](auto& c) { c.origin = "http://localhost:1"; });                         // L09
    refused(door.passkey, [](auto& c) { c.rp_id = "example.org"; });
    refused(door.passkey, [](auto& c) { c.client_extra = R"(,"topOrigin":"http://localhost")"; });
    refused(door.passkey, [](auto& c) { c.flags = 0x04; });  // L10
    refused(door.passkey, [](auto& c) { c.flags = 0x01; });
    refused(door.passkey, [](auto& c) { c.flags = 0x0D; });  // L11
    refused(door.passkey, [](auto& c) { c.flags = 0x15; });
    refused(door.passkey, [](auto& c) { c.tail = "x"; });  // L14
    refused(door.passkey, [](auto& c) { c.flags = 0x45; });
}

TEST_CASE("L02 L15: a signature that was tampered with is refused") {
    Claimed door;
    for (const auto& spoil :
         {+[](std::string& s) { s.back() = static_cast<char>(s.back() ^ 1); }, +[](std::string& s) { s += 'x'; },
          +[](std::string& s) { s.clear(); }, +[](std::string& s) { s = std::string(64, 'r'); },
          +[](std::string& s) { s = std::string("\x30\x06\x02\x01\x00\x02\x01\x01", 8); }}) {
        Browser one(door.fixture.gateway->url());
        one.handle_ = door.browser.handle_;
        const auto asked = json::parse(one.post("/api/auth/login/options").body);
        auto made = one.ceremony(asked);
        made.user_handle = one.handle_;
        auto credential = json::parse(door.passkey.sign(made));
        auto signature = auth::from_base64url(credential["response"]["signature"].get<std::string>()).value();
        spoil(signature);
        credential["response"]["signature"] = auth::to_base64url(signature);
        const int status = one.post("/api/auth/login/verify", {{"credential", credential}}).status;
        CHECK((status == 401 || (signature.empty() && status == 400)));
    }
}

TEST_CASE("L06 L12 L13 L16 to L20: replays, counters, the revoked, the wrong kind, too many") {
    Claimed door;
    Browser browser = door.stranger();
    REQUIRE(browser.assertion("login", door.passkey).status == 200);  // L13: 0 after 0
    const json captured = browser.last_;
    browser.post("/api/auth/login/options");
    CHECK(browser.post("/api/auth/login/verify", captured).status == 401);  // L06
    // L17: of two at once, one.
    Browser twin = door.stranger();
    auto made = twin.ceremony(json::parse(twin.post("/api/auth/login/options").body));
    made.user_handle = twin.handle_;
    const auto cookies = twin.cookies();
    const std::string body = json{{"credential", json::parse(door.passkey.sign(made))}}.dump();
    std::array<int, 2> answers{};
    {
        const auto send = [&](int& status) {
            net::HttpClient client;
            const auto response = client.fetch({.method = "POST",
                                                .url = door.fixture.gateway->url() + "/api/auth/login/verify",
                                                .headers = {{"Content-Type", "application/json"}, {"Cookie", cookies}},
                                                .body = body});
            status = response ? response->status : 0;
        };
        const std::jthread one([&] { send(answers[0]); });
        const std::jthread other([&] { send(answers[1]); });
    }
    CHECK(std::ranges::count(answers, 200) == 1);
    CHECK(std::ranges::count(answers, 401) == 1);
    // L18, L19
    auto sign_in = door.browser.ceremony(json::parse(door.browser.post("/api/auth/login/options").body));
    sign_in.user_handle = door.browser.handle_;
    CHECK(door.browser.post("/api/auth/stepup/verify", {{"credential", json::parse(door.passkey.sign(sign_in))}})
              .status == 401);
    auto step_up = door.browser.ceremony(json::parse(door.browser.post("/api/auth/stepup/options").body));
    step_up.user_handle = door.browser.handle_;
    CHECK(
        door.browser.post("/api/auth/login/verify", {{"credential", json::parse(door.passkey.sign(step_up))}}).status ==
        401);
    // L16: a user who is let in no more
    must(gateway::invite_user(*door.fixture.store, door.fixture.clock.now(), "anna", "boss", "admin"));
    door.sql("UPDATE users SET disabled = 1");
    CHECK(door.stranger().assertion("login", door.passkey).status == 401);
    door.sql("UPDATE users SET disabled = 0");
    door.sql("DELETE FROM user_credentials");
    CHECK(door.stranger().assertion("login", door.passkey).status == 401);
    HttpResponse last;
    for (int i = 0; i < 11; ++i) last = door.stranger().assertion("login", door.passkey);
    CHECK(last.status == 429);  // L20
    CHECK_FALSE(last.header("Retry-After").empty());
}

TEST_CASE("S01 to S08: the first start and recovery") {
    {
        GatewayFixture fixture(Kind::kSqlite, {}, false);
        Browser browser(fixture.gateway->url());
        CHECK(browser.get("/api/signals").status == 401);  // S05: nobody is in yet
        for (int i = 0; i < 5; ++i)
            CHECK(browser.post("/api/auth/register/options", {{"token", "wrong"}, {"name", "a"}}).status == 401);
        CHECK(browser.post("/api/auth/register/options", {{"token", "wrong"}, {"name", "a"}}).status == 429);  // S01
    }
    Claimed door;
    CHECK(door.stranger().post("/api/auth/register/options", {{"token", door.fixture.token()}, {"name", "b"}}).status ==
          410);  // S02; S03 is in door_test.cpp
    const std::string code = door.answer.at("recovery_codes").at(0);
    const std::string old = door.answer.at("recovery_codes").at(1);
    Browser lost = door.stranger();
    REQUIRE(lost.post("/api/auth/recover", {{"code", code}}).status == 200);
    CHECK(lost.post("/api/controls", {{"action", "pause"}}).status == 403);            // S07
    CHECK(door.stranger().post("/api/auth/recover", {{"code", code}}).status == 401);  // S06: used
    CHECK(door.stranger().post("/api/auth/recover", {{"code", "aaaa-bbbb-cccc-dddd"}}).status == 401);
    REQUIRE(door.browser.assertion("stepup", door.passkey).status == 200);
    REQUIRE(door.browser.post("/api/auth/recovery-codes").status == 201);
    CHECK(door.stranger().post("/api/auth/recover", {{"code", old}}).status == 401);  // of the set before
    door.sql("DELETE FROM recovery_codes");
    CHECK(door.browser.remove("/api/auth/passkeys/" + door.answer.at("passkey").get<std::string>()).status ==
          409);  // S08
}

TEST_CASE("C02 to C08: renewing a session") {
    Claimed door;
    const auto& url = door.fixture.gateway->url();
    const auto refresh = [&](net::Fields headers, const std::string& method = "POST") {
        headers.emplace_back("Cookie", door.browser.cookies());
        return door.fixture
            .send({.method = method,
                   .url = "/api/auth/refresh",
                   .headers = std::move(headers),
                   .body = method == "POST" ? "{}" : ""},
                  false)
            .status;
    };
    const std::pair<std::string, std::string> type{"Content-Type", "application/json"};
    for (const auto* origin : {"null", "http://localhost:1", "http://localhost.evil.example"}) {
        CAPTURE(origin);
        CHECK(refresh({type, {"Origin", origin}}) == 403);  // C04
    }
    CHECK(refresh({{"Content-Type", "text/plain"}, {"Origin", url}}) == 415);  // C05
    CHECK(refresh({{"Content-Type", "application/x-www-form-urlencoded"}, {"Origin", url}}) == 415);
    CHECK(refresh({}, "GET") == 405);  // C06
    for (const auto* site : {"cross-site", "same-site"}) {
        CHECK(refresh({type, {"Origin", url}, {"Sec-Fetch-Site", site}}) == 403);  // C07
    }
    CHECK(refresh({type, {"Origin", url}, {"Cookie", door.browser.cookies()}}) == 400);  // C08
    // C02: of two at once one is renewed, and the other told to use what it was given.
    std::array<int, 2> answers{};
    {
        const auto cookies = door.browser.cookies();
        const auto send = [&](int& status) {
            net::HttpClient client;
            const auto response = client.fetch({.method = "POST",
                                                .url = url + "/api/auth/refresh",
                                                .headers = {type, {"Cookie", cookies}},
                                                .body = "{}"});
            status = response ? response->status : 0;
        };
        const std::jthread one([&] { send(answers[0]); });
        const std::jthread other([&] { send(answers[1]); });
    }
    CHECK(std::ranges::count(answers, 200) == 1);
    CHECK(std::ranges::count(answers, 409) == 1);
    Claimed late;
    late.sql("UPDATE sessions SET idle_expires_at = 1");
    CHECK(late.browser.post("/api/auth/refresh").status == 401);  // C03
    Claimed older;
    older.sql("UPDATE sessions SET absolute_expires_at = 1");
    CHECK(older.browser.post("/api/auth/refresh").status == 401);  // C01 is in door_test.cpp
}

TEST_CASE("W01 W02 W05: live updates need the session, from our own pages, and end with it") {
    Claimed door;
    const std::string url = "ws" + door.fixture.gateway->url().substr(4) + "/ws";
    const auto connect = [&](net::Fields headers) {
        return net::WebSocketClient::connect({.url = url, .headers = std::move(headers)});
    };
    const std::string cookies = door.browser.cookies();
    for (const auto* origin : {"null", "http://evil.example", "http://localhost:1"})
        CHECK_FALSE(connect({{"Cookie", cookies}, {"Origin", origin}}).has_value());  // W01
    CHECK_FALSE(connect({}).has_value());                                             // W02
    auto socket = must(connect({{"Cookie", cookies}, {"Origin", door.fixture.gateway->url()}}));
    REQUIRE(socket->send(R"({"op":"subscribe","topics":["signals"]})"));
    REQUIRE(must(socket->receive(std::chrono::seconds(20))).has_value());
    // A renewed session keeps its sockets.
    REQUIRE(door.browser.post("/api/auth/refresh").status == 200);
    door.sql("UPDATE sessions SET created_at = created_at - 3600000000000");
    REQUIRE(socket->send(R"({"op":"ping"})"));
    REQUIRE(must(socket->receive(std::chrono::seconds(20))).has_value());
    // W05: what another process does to the user ends them too.
    must(gateway::invite_user(*door.fixture.store, door.fixture.clock.now(), "anna", "boss", "admin"));
    door.sql("UPDATE sessions SET revoked_at = 1");
    bool closed = false;
    for (int i = 0; i < 200 && !closed; ++i) closed = !socket->receive(std::chrono::milliseconds(100)).has_value();
    CHECK(closed);
}

TEST_CASE("W05: revoking a user closes the sockets of every session and key") {
    Claimed door;
    REQUIRE(door.browser.assertion("stepup", door.passkey).status == 200);
    const auto link = json::parse(door.browser.post("/api/users", {{"name", "bob"}, {"role", "trader"}}).body)
                          .at("link")
                          .get<std::string>();
    const SoftAuthenticator key;
    Browser bob(door.fixture.gateway->url());
    REQUIRE(bob.sign_up(key, link.substr(link.find("#invite=") + 8), "").status == 201);
    REQUIRE(bob.assertion("stepup", key).status == 200);
    const std::string script =
        json::parse(bob.post("/api/auth/keys", {{"name", "s"}, {"scope", "read"}}).body).at("key");
    const std::string url = "ws" + door.fixture.gateway->url().substr(4) + "/ws";
    auto by_cookie = must(net::WebSocketClient::connect({.url = url, .headers = {{"Cookie", bob.cookies()}}}));
    auto by_key = must(net::WebSocketClient::connect({.url = url, .headers = {{"Authorization", "Bearer " + script}}}));
    must(gateway::revoke_user(*door.fixture.store, door.fixture.clock.now(), "cli:root", "bob"));
    for (auto* socket : {&by_cookie, &by_key}) {
        bool closed = false;
        for (int i = 0; i < 200 && !closed; ++i)
            closed = !(*socket)->receive(std::chrono::milliseconds(100)).has_value();
        CHECK(closed);
    }
    CHECK(bob.get("/api/signals").status == 401);
    CHECK(bob.assertion("login", key).status == 401);
    CHECK(door.browser.get("/api/signals").status == 200);
}
