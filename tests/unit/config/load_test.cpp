#include "config/load.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/config/config_fixture.hpp"

using namespace tradewind;
using namespace tradewind::config;
using Catch::Matchers::ContainsSubstring;
using Lines = std::vector<std::string>;

TEST_CASE("without any source the defaults stand and nothing is wrong") {
    const auto loaded = load(bare_options());
    REQUIRE(loaded);
    CHECK(loaded->settings.ensemble.threshold == 0.3);
    CHECK(loaded->settings.strategies.by_name.size() == 3);
    CHECK(loaded->settings.data.dir == "/home/ada/.local/share/tradewind");
    CHECK(loaded->origins.empty());
}

TEST_CASE("a file sets values of every type") {
    const TemporaryFile file(R"(
[ensemble]
threshold = 0.25
[sizing]
notional = "1234.56"
fractional = true
[costs]
commission_per_share = 0.005
[risk]
cooldown = "5m"
max_orders_per_minute = 12
[exits]
time_stop = 90
[universe]
symbols = ["MSFT", "AAPL", "BRK.B", "AAPL"]
[strategies.mean_reversion]
weight = 2
[[news.sources]]
name = "sec"
url = "https://example.com/feed"
interval = "10m"
)");
    auto options = bare_options();
    options.file = file.path();
    const auto loaded = load(options);
    REQUIRE(loaded);
    const auto& s = loaded->settings;
    CHECK(s.ensemble.threshold == 0.25);
    CHECK(s.sizing.notional.to_string() == "1234.56");
    CHECK(s.sizing.fractional);
    CHECK(s.costs.commission_per_share.to_string() == "0.005");
    CHECK(s.risk.cooldown == std::chrono::minutes(5));
    CHECK(s.risk.max_orders_per_minute == 12);
    CHECK(s.exits.time_stop == std::chrono::seconds(90));
    CHECK(s.universe.symbols.size() == 3);
    CHECK(s.universe.symbols[0].view() == "AAPL");
    CHECK(s.strategies.by_name.at("mean_reversion").weight == 2);
    CHECK(s.news.sources == std::vector<NewsSource>{{"sec", "https://example.com/feed", std::chrono::minutes(10)}});
    CHECK(loaded->origins.at("ensemble.threshold").line == 3);
}

TEST_CASE("--set goes over the environment, which goes over the file") {
    const TemporaryFile file("[ensemble]\nthreshold = 0.1\nnormalise = \"all\"\n[learning]\nrate = 0.5\n");
    auto options = bare_options();
    options.file = file.path();
    options.environment.emplace_back("TRADING_ENSEMBLE__THRESHOLD", "0.2");
    options.environment.emplace_back("TRADING_LEARNING__RATE", "0.6");
    options.environment.emplace_back("TRADING_STRATEGIES__MEAN_REVERSION__WEIGHT", "3");
    options.environment.emplace_back("TRADING_UNIVERSE__SYMBOLS", "AAPL, MSFT");
    options.sets = {"ensemble.threshold=0.9", "ensemble.threshold=0.4"};
    const auto loaded = load(options);
    REQUIRE(loaded);
    CHECK(loaded->settings.ensemble.threshold == 0.4);
    CHECK(loaded->settings.learning.rate == 0.6);
    CHECK(loaded->settings.ensemble.normalise == "all");
    CHECK(loaded->settings.strategies.by_name.at("mean_reversion").weight == 3);
    CHECK(loaded->settings.universe.symbols.size() == 2);
    CHECK(loaded->origins.at("ensemble.threshold").to_string() == "--set");
    CHECK(loaded->origins.at("learning.rate").to_string() == "TRADING_LEARNING__RATE");
    CHECK(loaded->origins.at("ensemble.normalise").to_string() == file.path().string() + ":3");
}

TEST_CASE("TRADING_CONFIG names the file where --config doesn't") {
    const TemporaryFile file("[gateway]\nport = 8123\n");
    auto options = bare_options();
    options.environment.emplace_back("TRADING_CONFIG", file.path().string());
    CHECK(load(options)->settings.gateway.port == 8123);
}

TEST_CASE("the broker's usual variables are a fall-back for its keys") {
    auto options = bare_options();
    options.environment.emplace_back("APCA_API_KEY_ID", "PK1");
    options.environment.emplace_back("APCA_API_SECRET_KEY", "s1");
    CHECK(load(options)->settings.alpaca.key_id == "PK1");
    options.environment.emplace_back("TRADING_ALPACA__KEY_ID", "PK2");
    CHECK(load(options)->settings.alpaca.key_id == "PK2");
    CHECK(load(options)->settings.alpaca.secret_key == "s1");
}

TEST_CASE("errors name line, key, what was found and what was expected") {
    CHECK(problems_of("[streams]\npartitions = \"four\"\n") ==
          Lines{"2: streams.partitions: found \"four\", expected a whole number from 1 to 64 "
                "[Partitions by ticker of news:scored, market:bars, signals:generated]"});
    CHECK(problems_of("\n\n[ensemble]\nthreshold = 1.5")[0].starts_with("4: ensemble.threshold: found 1.5, expected a number from 0 to 1"));
    CHECK(problems_of("[sizing]\nmethod = \"kelly\"")[0].starts_with(
        "2: sizing.method: found \"kelly\", expected one of volatility_target, fixed_fraction, fixed_notional"));
    CHECK(problems_of("[risk]\ncooldown = \"soon\"")[0].starts_with(
        "2: risk.cooldown: found \"soon\", expected a duration such as 250ms, 90s, 5m, 2h of at least 0s"));
    CHECK(problems_of("[sizing]\nnotional = \"1e99\"")[0].starts_with("2: sizing.notional: found \"1e99\", expected an amount"));
    CHECK(problems_of("[ensemble]\nthreshold = nan")[0].starts_with("2: ensemble.threshold: found nan, expected a number"));
    CHECK(problems_of("[learning]\nenabled = 1")[0].starts_with("2: learning.enabled: found 1, expected true or false"));
    CHECK(problems_of("[universe]\nsymbols = [\"AAPL\", \"aapl\"]")[0].starts_with("2: universe.symbols: found \"aapl\", expected symbols"));
    CHECK(problems_of("[[news.sources]]\nname = \"x\"\nurl = \"file:///etc/passwd\"")[0].find("expected an http:// or https:// URL") !=
          std::string::npos);
}

TEST_CASE("unknown keys are errors with a suggestion") {
    CHECK(problems_of("[ensemble]\ntreshold = 0.3") ==
          Lines{"2: ensemble.treshold: there is no such setting [did you mean ensemble.threshold?]"});
    CHECK(problems_of("[ensembel]\nthreshold = 0.3\nx = 1") ==
          Lines{"1: ensembel: there is no such section [did you mean ensemble?]"});
    CHECK(problems_of("slippage_bps = 3") ==
          Lines{"1: slippage_bps: there is no such setting [did you mean costs.slippage_bps?]"});
    CHECK(problems_of("[strategies.momentun]\nweight = 1")[0].ends_with("[did you mean strategies.momentum?]"));

    auto options = bare_options();
    options.environment.emplace_back("TRADING_STREAM__URL", "embedded");
    const auto error = load(options).error();
    CHECK(error.code == ErrorCode::kInvalidArgument);
    CHECK_THAT(error.message, ContainsSubstring("TRADING_STREAM__URL: stream.url: there is no such setting (did you mean streams.url?)"));
}

TEST_CASE("every problem is reported, in order of the lines") {
    const auto lines = problems_of("[exits]\nenabled = \"x\"\n[ensemble]\nthreshold = \"y\"\nz = 1\n");
    REQUIRE(lines.size() == 3);
    CHECK(lines[0].starts_with("2: exits.enabled"));
    CHECK(lines[1].starts_with("4: ensemble.threshold"));
    CHECK(lines[2].starts_with("5: ensemble.z"));
}

TEST_CASE("what isn't TOML is reported with line and column") {
    const auto lines = problems_of("[streams]\nurl = redis\n");
    REQUIRE(lines.size() == 1);
    CHECK_THAT(lines[0], ContainsSubstring(".toml:2:7: not TOML"));
}

TEST_CASE("a missing file is an error of its own") {
    auto options = bare_options();
    options.file = "/nonexistent/tradewind.toml";
    CHECK(load(options).error().code == ErrorCode::kNotFound);
}

TEST_CASE("settings must fit together") {
    const auto refused = [](std::vector<std::string> sets) {
        auto options = bare_options();
        options.sets = std::move(sets);
        return !load(options).has_value();
    };
    CHECK(refused({"trading.live=true"}));
    CHECK(refused({"trading.live=true", "alpaca.paper=false"}));
    CHECK(refused({"alpaca.paper=false"}));
    CHECK(refused({"alpaca.key_id=PK1"}));
    CHECK(refused({"gateway.host=0.0.0.0"}));
    CHECK(refused({"learning.weight_floor=0.5"}));
    CHECK(refused({"streams.url=http://x"}));
    CHECK(refused({"ensemble.threshold"}));
    CHECK_FALSE(refused({"trading.live=true", "alpaca.paper=false", "alpaca.key_id=PK1", "alpaca.secret_key=s"}));
}

TEST_CASE("a strategy's own parameters become settings") {
    auto options = bare_options();
    options.strategies.push_back({"breakout", {{"window", 20, "Bars looked back", 2.0, 500.0}}, 0.5});
    CHECK(load(options)->settings.strategies.by_name.at("breakout").parameters.at("window") == 20);
    options.sets = {"strategies.breakout.window=30"};
    CHECK(load(options)->settings.strategies.by_name.at("breakout").parameters.at("window") == 30);
    options.sets = {"strategies.breakout.window=1"};
    CHECK_FALSE(load(options));
    options.sets = {"strategies.breakout.windov=30"};
    CHECK_THAT(load(options).error().message, ContainsSubstring("did you mean strategies.breakout.window?"));
}
