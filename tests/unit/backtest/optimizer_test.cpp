#include "backtest/optimizer.hpp"

#include <algorithm>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <random>

#include "backtest/overfitting.hpp"
#include "unit/backtest/recording_folder.hpp"

using namespace tradewind;
using namespace tradewind::backtest;
using namespace tradewind::backtest::testing;

namespace {

std::vector<double> noise(std::size_t count, std::uint64_t seed, double mean = 0) {
    std::mt19937_64 random(seed);
    std::vector<double> values;
    for (std::size_t i = 0; i < count; ++i) {
        double sum = -6;  // twelve uniform draws are nearly normal
        for (int k = 0; k < 12; ++k) sum += static_cast<double>(random() % 1'000'000) / 1e6;
        values.push_back(mean + 0.01 * sum);
    }
    return values;
}

OptimizeOptions search_over(RecordingFolder& folder) {
    folder.write("AAPL_1h.csv", hourly_csv(900, 1, 180));
    folder.write("news/aapl.jsonl", news_jsonl(100, 3, "AAPL"));
    OptimizeOptions options;
    options.backtest = options_for({folder.path()}, {folder.path()});
    options.ranges = {*parse_range("ensemble.threshold=0.1,0.3"), *parse_range("exits.stop_loss_pct=2:6:2")};
    return options;
}

}  // namespace

TEST_CASE("ranges are lists or steps") {
    CHECK(parse_range("a.b=1,x,2")->values == std::vector<std::string>{"1", "x", "2"});
    CHECK(parse_range("a.b=0.2:0.4:0.1")->values == std::vector<std::string>{"0.2", "0.3", "0.4"});
    for (const auto* wrong : {"a.b", "a.b=", "a.b=2:1:1", "a.b=1:2:0", "a.b=1:x:1", "a.b=0:1:0.0001"}) {
        INFO(wrong);
        CHECK(parse_range(wrong).error().code == ErrorCode::kInvalidArgument);
    }
}

TEST_CASE("the figures against luck are those of the papers") {
    // Bailey and Lopez de Prado's example: 100 trials, variance 1/2 of annual ratios, 5 years of days.
    CHECK(expected_best_sharpe(std::sqrt(0.5 / 250), 100) == Catch::Approx(0.1132).margin(0.0001));
    CHECK(expected_best_sharpe(1, 1) == 0);
    const auto lucky = noise(1000, 1);
    CHECK(*probabilistic_sharpe(lucky, *sharpe_of(lucky)) == Catch::Approx(0.5));
    CHECK(*probabilistic_sharpe(noise(1000, 1, 0.01), 0) > 0.999);
    CHECK_FALSE(sharpe_of(std::vector<double>(5, 0.01)));
}

TEST_CASE("skill that is there in all slices is no overfitting, and noise is one half of the time") {
    std::vector<std::vector<double>> trials;
    for (std::uint64_t seed = 0; seed < 40; ++seed) trials.push_back(noise(800, seed));
    const auto luck = probability_of_overfitting(trials);
    REQUIRE(luck);
    CHECK(*luck > 0.2);
    trials[7] = noise(800, 99, 0.01);
    CHECK(*probability_of_overfitting(trials) == 0);
    CHECK_FALSE(probability_of_overfitting(std::span(trials).first(1)));
}

TEST_CASE("every sound combination is tried, the same whatever the threads, and folds choose by their past") {
    RecordingFolder folder;
    auto options = search_over(folder);
    const auto one = optimize(options);
    REQUIRE(one);
    CHECK(one->trials.size() == 6);
    REQUIRE(one->folds.size() == 4);
    CHECK(one->folds[1].from >= one->folds[0].to);
    options.backtest.threads = 3;
    const auto three = optimize(options);
    REQUIRE(three);
    for (std::size_t i = 0; i < one->trials.size(); ++i) {
        CHECK(one->trials[i].settings == three->trials[i].settings);
        CHECK(one->trials[i].daily_returns == three->trials[i].daily_returns);
    }
    // A trial is the backtest of its settings.
    auto backtest = options.backtest;
    for (const auto& [key, value] : one->trials[0].settings)
        REQUIRE(trading::set_decision(backtest.settings, key, value));
    CHECK(*run_backtest(backtest)->metrics.total_return == *one->trials[0].metrics.total_return);
    // What follows a fold's start can't have chosen for it.
    options.backtest.recording.to = one->folds[2].from;
    const auto shorter = optimize(options);
    REQUIRE(shorter);
    const auto& chosen = one->trials[one->folds[2].trial];
    const auto past = std::ranges::find(shorter->trials, chosen.settings, &Trial::settings);
    REQUIRE(past != shorter->trials.end());
    CHECK(past->metrics.sharpe == shorter->trials.front().metrics.sharpe);
}

TEST_CASE("unknown settings, the recording's own, and nothing sound are wrong usage") {
    RecordingFolder folder;
    auto options = search_over(folder);
    for (const auto* range : {"ensemble.treshold=1,2", "ensemble.threshold=2,3", "news.assumed_latency=1s,2s"}) {
        options.ranges = {*parse_range(range)};
        CHECK(optimize(options).error().code == ErrorCode::kInvalidArgument);
    }
}
