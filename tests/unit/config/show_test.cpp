#include <catch2/catch_test_macros.hpp>
#include <set>

#include "unit/config/config_fixture.hpp"

using namespace tradewind;
using namespace tradewind::config;

namespace {

Loaded loaded_with(std::vector<std::string> sets) {
    auto options = bare_options();
    options.sets = std::move(sets);
    auto loaded = load(options);
    REQUIRE(loaded);
    return *loaded;
}

ShownSetting shown(const Loaded& loaded, std::string_view key) {
    for (auto& setting : loaded.show()) {
        if (setting.key == key) return setting;
    }
    FAIL("no setting " << key);
    return {};
}

}  // namespace

TEST_CASE("secrets are masked where they are shown") {
    const auto loaded =
        loaded_with({"alpaca.key_id=PKABCDEF", "alpaca.secret_key=very-secret",
                     "streams.url=redis://ada:pass:word@localhost:6379", "database.url=postgresql://localhost/x"});
    for (const auto& setting : loaded.show()) {
        CHECK(setting.value.find("PKABCDEF") == std::string::npos);
        CHECK(setting.value.find("very-secret") == std::string::npos);
        CHECK(setting.value.find("pass:word") == std::string::npos);
    }
    CHECK(shown(loaded, "streams.url").value == "redis://ada:********@localhost:6379");
    CHECK(shown(loaded, "database.url").value == "postgresql://localhost/x");
    CHECK(shown(loaded, "reddit.client_secret").value.empty());
    CHECK(loaded.secrets() == std::vector<std::string>{"pass:word", "PKABCDEF", "very-secret"});
}

TEST_CASE("a problem with a secret doesn't repeat it") {
    auto options = bare_options();
    options.sets = {"alpaca.secret_key=[\"hush-hush\"]"};
    const auto loaded = load(options);
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().message.find("hush-hush") == std::string::npos);
}

TEST_CASE("each setting says its default, its type and where its value comes from") {
    const auto loaded = loaded_with({"news.poll_interval=1500ms"});
    const auto interval = shown(loaded, "news.poll_interval");
    CHECK(interval.value == "1500ms");
    CHECK(interval.fallback == "120s");
    CHECK(interval.type == "duration");
    CHECK(interval.origin.to_string() == "--set");
    CHECK(shown(loaded, "ensemble.threshold").origin.to_string() == "default");
}

TEST_CASE("every shown value can be set again") {
    const auto loaded = loaded_with({});
    for (const auto& setting : loaded.show()) {
        CAPTURE(setting.key);
        if (setting.type == "sources") continue;
        CHECK(shown(loaded_with({setting.key + "=" + setting.value}), setting.key).value == setting.value);
    }
}

TEST_CASE("keys are unique and described") {
    std::set<std::string> keys;
    for (const auto& setting : loaded_with({}).show()) {
        CAPTURE(setting.key);
        CHECK(keys.insert(setting.key).second);
        CHECK_FALSE(setting.description.empty());
    }
}
