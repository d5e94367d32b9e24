#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <fmt/core.h>

#include "integration/backtest_rules/rules.hpp"
#include "unit/backtest/recording_folder.hpp"

using namespace tradewind;
using namespace tradewind::backtest;
using namespace tradewind::backtest::testing;

namespace {

/// Two tickers and their news; now and then a bar so wide that it touches everything, and one before the open.
std::string wild_csv(std::uint64_t seed, double price) {
    std::istringstream tame(hourly_csv(1200, seed, price));
    std::mt19937_64 random(seed);
    std::string text;
    std::string row;
    std::getline(tame, row);
    text = row + '\n';
    while (std::getline(tame, row)) {
        std::istringstream fields(row);
        std::string time, open, high, low, close, volume;
        for (auto* field : {&time, &open, &high, &low, &close, &volume}) std::getline(fields, *field, ',');
        if (time.substr(11, 2) == "15") {
            text += fmt::format("{}T13:00:00Z,{},{:.2f},{:.2f},{},5000\n", time.substr(0, 10), open,
                                std::stod(open) * 1.3, std::stod(open) * 0.7, open);
        }
        const double up = random() % 12 == 0 ? std::stod(high) * 1.12 : std::stod(high);
        double down = random() % 12 == 0 ? std::stod(low) * 0.88 : std::stod(low);
        // Now and then the low is just where a buyer's limit of 15 bps below the last price stands: that is no fill.
        const double limit = std::floor(std::stod(open) * 0.9985 * 100 + 1e-6) / 100;
        if (random() % 3 == 0 && std::stod(close) > limit) down = limit;
        const auto thin = random() % 5 == 0 ? std::to_string(random() % 900) : volume;
        text += fmt::format("{},{},{:.2f},{:.2f},{},{}\n", time, open, up, down, close, thin);
    }
    return text;
}

BacktestOptions wild_options(RecordingFolder& folder, const std::vector<const char*>& settings) {
    folder.write("AAPL_1h.csv", wild_csv(11, 180));
    folder.write("MSFT_1h.csv", wild_csv(12, 370));
    folder.write("news/aapl.jsonl", news_jsonl(400, 13, "AAPL"));
    folder.write("news/msft.jsonl", news_jsonl(400, 14, "MSFT"));
    auto options = options_for({folder.path()}, {folder.path()});
    for (const auto* assignment : settings) REQUIRE(trading::set_decision(options.settings, assignment));
    return options;
}

std::string first_of(const rules::Findings& findings) {
    return findings.empty() ? "" : fmt::format("{} findings, the first: {}", findings.size(), findings.front());
}

}  // namespace

TEST_CASE("a backtest keeps its rules under every kind of settings") {
    const auto settings = GENERATE(values<std::vector<const char*>>({
        {},
        {"costs.commission_bps=2", "costs.commission_per_share=0.004", "costs.slippage_bps=9",
         "execution.allow_short=true"},
        {"execution.order_type=limit", "execution.limit_offset_bps=-15", "execution.allow_short=true",
         "risk.cooldown=0s", "sizing.method=fixed_fraction", "costs.slippage_bps=4"},
        {"exits.stop_loss_pct=1", "exits.take_profit_pct=1", "risk.cooldown=0s", "ensemble.threshold=0.1",
         "risk.daily_loss_limit_pct=0"},
        {"fills.volume_cap=0.02", "sizing.method=fixed_notional", "sizing.notional=40000", "sizing.fractional=true",
         "execution.allow_short=true", "costs.borrow_rate_pct=4", "costs.interest_rate_pct=2"},
        {"risk.cash_account=true", "exits.time_stop=1d", "ensemble.threshold=0.1", "execution.outside_session=drop"},
    }));
    RecordingFolder folder;
    const auto options = wild_options(folder, settings);
    const auto result = run_backtest(options);
    REQUIRE(result);
    CHECK(result->record.fills.size() > 20);
    const auto evidence = rules::gather(*result, options);
    CHECK(first_of(rules::check_conservation(evidence)) == "");
    CHECK(first_of(rules::check_fills(evidence)) == "");
    CHECK(first_of(rules::check_positions(evidence)) == "");
    CHECK(first_of(rules::check_times(evidence)) == "");
}

TEST_CASE("the summary's costs are the sums of the files' columns") {
    RecordingFolder folder;
    const auto options = wild_options(folder, {"costs.commission_bps=2", "execution.allow_short=true"});
    const auto result = run_backtest(options);
    REQUIRE(result);
    RunCosts sums;
    for (const auto& fill : result->record.fills) {
        sums.commission += fill.commission;
        sums.fees += fill.fees;
        sums.slippage += fill.slippage;
    }
    for (const auto& adjustment : result->record.adjustments) {
        if (adjustment.kind == "borrow") sums.borrow -= adjustment.cash;
    }
    CHECK(result->costs.commission == sums.commission);
    CHECK(result->costs.commission.sign() > 0);
    CHECK(result->costs.fees == sums.fees);
    CHECK(result->costs.fees.sign() > 0);
    CHECK(result->costs.slippage == sums.slippage);
    CHECK(result->costs.borrow == sums.borrow);
    CHECK(result->costs.borrow.sign() > 0);
}
