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
    CHECK(loaded->settings.gateway.port == 8000);
    CHECK(loaded->settings.decisions.at("ensemble.threshold") == "0.3");
    CHECK(loaded->settings.data.dir == "/home/ada/.local/share/tradewind");
    CHECK(loaded->origins.empty());
}

TEST_CASE("a file sets values of every type") {
    const TemporaryFile file(R"(
[ensemble]
threshold = 0.25
[account]
cash = "1234.56"
[database]
durable = false
[sentiment]
confidence_threshold = 0.75
batch = 8
[news]
poll_interval = "5m"
dedupe_window = 90
[universe]
symbols = ["MSFT", "AAPL"]
[strategies.mean_reversion]
weight = 1
[reddit]
subreddits = ["stocks", "investing"]
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
    CHECK(s.decisions.at("ensemble.threshold") == "0.25");
    CHECK(s.account.cash.to_string() == "1234.56");
    CHECK_FALSE(s.database.durable);
    CHECK(s.sentiment.confidence_threshold == 0.75);
    CHECK(s.sentiment.batch == 8);
    CHECK(s.news.poll_interval == std::chrono::minutes(5));
    CHECK(s.news.dedupe_window == std::chrono::seconds(90));
    CHECK(s.decisions.at("universe.symbols") == "MSFT,AAPL");
    CHECK(s.decisions.at("strategies.mean_reversion.weight") == "1");
    CHECK(s.reddit.subreddits == std::vector<std::string>{"stocks", "investing"});
    CHECK(s.news.sources == std::vector<NewsSource>{{"sec", "https://example.com/feed", std::chrono::minutes(10)}});
    CHECK(loaded->origins.at("ensemble.threshold").line == 3);
}

TEST_CASE("--set goes over the environment, which goes over the file") {
    const TemporaryFile file("[ensemble]\nthreshold = 0.1\nnormalise = \"all\"\n[gateway]\nport = 1\n");
    auto options = bare_options();
    options.file = file.path();
    options.environment.emplace_back("TRADING_ENSEMBLE__THRESHOLD", "0.2");
    options.environment.emplace_back("TRADING_GATEWAY__PORT", "2");
    options.environment.emplace_back("TRADING_STRATEGIES__MEAN_REVERSION__WEIGHT", "0.5");
    options.environment.emplace_back("TRADING_REDDIT__SUBREDDITS", "stocks, investing");
    options.sets = {"ensemble.threshold=0.9", "ensemble.threshold=0.40"};
    const auto loaded = load(options);
    REQUIRE(loaded);
    CHECK(loaded->settings.decisions.at("ensemble.threshold") == "0.4");
    CHECK(loaded->settings.gateway.port == 2);
    CHECK(loaded->settings.decisions.at("ensemble.normalise") == "all");
    CHECK(loaded->settings.decisions.at("strategies.mean_reversion.weight") == "0.5");
    CHECK(loaded->settings.reddit.subreddits.size() == 2);
    CHECK(loaded->origins.at("ensemble.threshold").to_string() == "--set");
    CHECK(loaded->origins.at("gateway.port").to_string() == "TRADING_GATEWAY__PORT");
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
    CHECK(problems_of("\n\n[ensemble]\nthreshold = 1.5") ==
          Lines{"4: ensemble.threshold: found 1.5, expected a number from 0 to 1 [A signal is made beyond it]"});
    CHECK(problems_of("[trading]\nbroker = \"x\"")[0].starts_with(
        "2: trading.broker: found \"x\", expected one of auto, simulated, alpaca"));
    CHECK(problems_of("[news]\npoll_interval = \"soon\"")[0].starts_with(
        "2: news.poll_interval: found \"soon\", expected a duration such as 250ms, 90s, 5m, 2h of at least 1s"));
    CHECK(problems_of("[account]\ncash = \"1e99\"")[0].starts_with(
        "2: account.cash: found \"1e99\", expected an amount"));
    CHECK(problems_of("[simulation]\nspeed = nan")[0].starts_with("2: simulation.speed: found nan, expected a number"));
    CHECK(problems_of("[trading]\nlive = 1")[0].starts_with("2: trading.live: found 1, expected true or false"));
    CHECK(problems_of("[ensemble]\nnormalise = [1]")[0].starts_with(
        "2: ensemble.normalise: found a list, expected opining|all"));
    CHECK(problems_of("[[news.sources]]\nname = \"x\"\nurl = \"file:///etc/passwd\"")[0].find(
              "expected an http:// or https:// URL") != std::string::npos);
}

TEST_CASE("unknown keys are errors with a suggestion") {
    CHECK(problems_of("[ensemble]\ntreshold = 0.3") ==
          Lines{"2: ensemble.treshold: there is no such setting [did you mean ensemble.threshold?]"});
    CHECK(problems_of("[ensembel]\nthreshold = 0.3\nx = 1") ==
          Lines{"1: ensembel: there is no such section [did you mean ensemble?]"});
    CHECK(problems_of("subreddits = 3") ==
          Lines{"1: subreddits: there is no such setting [did you mean reddit.subreddits?]"});
    CHECK(problems_of("[strategies.momentun]\nweight = 1")[0].ends_with("[did you mean strategies.momentum?]"));

    auto options = bare_options();
    options.environment.emplace_back("TRADING_STREAM__URL", "embedded");
    const auto error = load(options).error();
    CHECK(error.code == ErrorCode::kInvalidArgument);
    CHECK_THAT(
        error.message,
        ContainsSubstring("TRADING_STREAM__URL: stream.url: there is no such setting (did you mean streams.url?)"));
}

TEST_CASE("every problem is reported, in order of the lines") {
    const auto lines = problems_of("[trading]\nlive = \"x\"\n[ensemble]\nthreshold = \"y\"\nz = 1\n");
    REQUIRE(lines.size() == 3);
    CHECK(lines[0].starts_with("2: trading.live"));
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
    CHECK(refused({"streams.url=http://x"}));
    CHECK(refused({"ensemble.threshold"}));
    CHECK_FALSE(refused({"trading.live=true", "alpaca.paper=false", "alpaca.key_id=PK1", "alpaca.secret_key=s"}));
}
