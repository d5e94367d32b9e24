#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <sstream>

#include "recorded_day.hpp"
#include "running_gateway.hpp"
#include "support/child_process.hpp"
#include "support/free_port.hpp"

using namespace tradewind;
using namespace tradewind::test;

// Known secrets are planted, everything that may go wrong with them is made to, and then nothing that was written or
// answered may hold one.

namespace {

struct Planted {
    std::string name;
    std::string value;
};

const std::vector<Planted>& planted() {
    static const std::vector<Planted> all{{"broker key", "PKPLANTEDKEYID0001"},
                                          {"broker secret", "planted-alpaca-secret-0002"},
                                          {"Reddit secret", "planted-reddit-secret-0003"},
                                          {"Ollama password", "planted-ollama-password-0004"},
                                          {"webhook secret", "planted-webhook-secret-0005"},
                                          {"webhook address", "planted-webhook-path-0006"},
                                          {"mail password", "planted-mail-password-0007"},
                                          {"mail URL password", "planted-mail-url-0008"}};
    return all;
}

std::vector<std::string> environment(int closed_port) {
    const std::string port = std::to_string(closed_port);
    const auto value = [](std::size_t index) { return planted().at(index).value; };
    return {"TRADING_ALPACA__KEY_ID=" + value(0),
            "TRADING_ALPACA__SECRET_KEY=" + value(1),
            "TRADING_REDDIT__CLIENT_ID=planted",
            "TRADING_REDDIT__CLIENT_SECRET=" + value(2),
            "TRADING_SENTIMENT__OLLAMA__URL=http://ollama:" + value(3) + "@127.0.0.1:" + port,
            "TRADING_NOTICES__WEBHOOK_SECRET=" + value(4),
            "TRADING_NOTICES__WEBHOOK_URL=http://127.0.0.1:" + port + "/" + value(5),
            "TRADING_NOTICES__SMTP_USER=bot",
            "TRADING_NOTICES__SMTP_PASSWORD=" + value(6),
            "TRADING_NOTICES__SMTP_URL=smtp://bot:" + value(7) + "@127.0.0.1:" + port,
            "TRADING_NOTICES__MAIL_FROM=bot@example.org",
            "TRADING_NOTICES__MAIL_TO=ann@example.org",
            "TRADING_TELEMETRY__LOG_LEVEL=trace"};
}

/// What answers said, but for those whose purpose is to hand a secret out.
class Heard {
public:
    explicit Heard(std::string url) : browser(std::move(url)) {}
    HttpResponse ask(const std::string& method, const std::string& path, std::optional<json> body = {},
                     net::Fields headers = {}) {
        auto response = browser.send(method, path, std::move(body), std::move(headers));
        text += response.body;
        for (const auto& [name, value] : response.headers) text.append(name).append(value);
        return response;
    }
    Browser browser;
    std::string text;
};

std::string bytes_of(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

/// Asks for what exists and what doesn't, sends secrets where they don't belong, and makes every sender fail.
void make_trouble(Heard& heard, const std::vector<Planted>& secrets) {
    for (const auto* path : {"/api/system", "/api/settings", "/api/notices/settings", "/api/health", "/api/audit",
                             "/api/controls", "/api/users", "/api/openapi.json", "/api/dead-letters", "/api/sources"})
        heard.ask("GET", path);
    for (const auto* channel : {"webhook", "email"}) heard.ask("POST", "/api/notices/test", json{{"channel", channel}});
    for (const auto& secret : secrets) {
        heard.ask("GET", "/api/signals", {}, {{"Authorization", "Bearer " + secret.value}});
        heard.ask("POST", "/api/auth/exchange", json{{"token", secret.value}});
        heard.ask("POST", "/api/auth/recover", json{{"code", secret.value}});
    }
    heard.ask("POST", "/api/controls", json{{"action", "kill"}, {"reason", "drill"}});
    heard.ask("POST", "/api/settings", json{{"changes", {{"ensemble.threshold", "no number"}}}});
}

void check_absent(const std::string& where, const std::string& text, const std::vector<Planted>& secrets) {
    for (const auto& secret : secrets) {
        INFO(secret.name << " in " << where);
        CHECK(text.find(secret.value) == std::string::npos);
    }
}

}  // namespace

TEST_CASE("no planted secret is in logs, answers, streams or store") {
    const TempDir folder("secrets");
    const auto recording = (folder / "day").string();
    write_recorded_day(recording);
    const Program program(folder, environment(free_port()));
    std::vector<Planted> secrets = planted();
    std::string answers;
    {
        RunningGateway running(folder, program, {"run", "--replay", recording, "--speed", "max", "--world", "hush"},
                               "run");
        Heard heard(running.url());
        secrets.push_back({"one-time link", running.token()});
        const SoftAuthenticator passkey;
        const auto made = heard.browser.sign_up(passkey, running.token(), "anna");
        REQUIRE(made.status == 201);
        for (const auto& code : json::parse(made.body).at("recovery_codes")) secrets.push_back({"recovery code", code});
        secrets.push_back({"session cookie", heard.browser.session()});
        REQUIRE(heard.browser.assertion("stepup", passkey).status == 200);
        const std::string key =
            json::parse(heard.browser.post("/api/auth/keys", {{"name", "s"}, {"scope", "trade"}}).body).at("key");
        secrets.push_back({"API key", key});
        const std::string link =
            json::parse(heard.browser.post("/api/users", {{"name", "bob"}, {"role", "viewer"}}).body).at("link");
        secrets.push_back({"invitation", link.substr(link.find('=') + 1)});
        heard.ask("GET", "/api/signals", {}, {{"Authorization", "Bearer " + key}});
        heard.ask("GET", "/api/signals?token=" + key);
        make_trouble(heard, secrets);
        REQUIRE(wait_until([&] {
            const auto notices = json::parse(heard.ask("GET", "/api/notices?kind=kill").body).at("items");
            return !notices.empty() && notices[0]["deliveries"][0]["attempts"].get<int>() > 0;
        }));
        answers = heard.text;
        running.stop();
    }
    for (const auto& command : std::vector<std::vector<std::string>>{{"config", "show"},
                                                                     {"config", "check"},
                                                                     {"doctor", "--world", "hush"},
                                                                     {"users", "list", "--world", "hush"},
                                                                     {"run", "--replay", "nowhere"}})
        (void)program.try_run(command, "command-" + command[0] + command[1]);
    check_absent("answers", answers, secrets);
    std::size_t looked = 0;
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder.path())) {
        // The ready file is the link's way to who starts the program, like the terminal's.
        if (!file.is_regular_file() || file.path().extension() == ".ready") continue;
        auto text = bytes_of(file.path());
        if (file.path().filename() == "run.out") {
            const auto printed = text.find("Dashboard: ");
            REQUIRE(printed != std::string::npos);
            text.erase(printed, text.find('\n', printed) - printed);
        }
        check_absent(file.path().filename().string(), text, secrets);
        ++looked;
    }
    CHECK(looked > 5);
}
