#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <fmt/core.h>

#include "app/backtest_arguments.hpp"
#include "app/commands.hpp"
#include "app/metrics_json.hpp"
#include "app/output.hpp"
#include "backtest/optimizer.hpp"

namespace tradewind::app {
namespace {

using nlohmann::ordered_json;

struct Arguments : BacktestArguments {
    std::vector<std::string> ranges;
    std::size_t folds = 4;
    std::size_t top = 10;
    bool json = false;
};

ordered_json number(const std::optional<double>& value) {
    return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json result_json(const backtest::OptimizeResult& result, std::size_t top, double wall_seconds) {
    ordered_json object{{"trials", result.trials.size()}, {"bars", result.bars}, {"articles", result.articles}};
    object["best"] = ordered_json::array();
    for (std::size_t i = 0; i < std::min(top, result.trials.size()); ++i) {
        const auto& trial = result.trials[i];
        object["best"].push_back(
            {{"settings", trial.settings}, {"fills", trial.fills}, {"metrics", to_json(trial.metrics, false)}});
    }
    ordered_json folds = ordered_json::array();
    for (const auto& fold : result.folds) {
        folds.push_back({{"from", format_timestamp(fold.from)},
                         {"to", format_timestamp(fold.to)},
                         {"settings", result.trials[fold.trial].settings},
                         {"sharpe_before", number(fold.sharpe_before)},
                         {"sharpe_after", number(fold.sharpe_after)},
                         {"total_return", fold.total_return}});
    }
    object["walk_forward"] = {{"folds", std::move(folds)}, {"metrics", to_json(result.walk_forward, false)}};
    object["overfitting"] = {{"expected_best_sharpe", number(result.expected_best_sharpe)},
                             {"deflated_sharpe", number(result.deflated_sharpe)},
                             {"probability", number(result.probability_of_overfitting)}};
    object["data_hash"] = result.data_hash;
    object["wall_seconds"] = wall_seconds;
    return object;
}

std::string settings_text(const backtest::Trial& trial) {
    std::string text;
    for (const auto& [key, value] : trial.settings) text += (text.empty() ? "" : " ") + key + "=" + value;
    return text.empty() ? "as they are" : text;
}

void print_for_people(const backtest::OptimizeResult& result, std::size_t top) {
    const auto figure = [](const std::optional<double>& value) {
        return value ? fmt::format("{:.2f}", *value) : std::string("?");
    };
    fmt::println("{} trials; with hindsight:", result.trials.size());
    for (std::size_t i = 0; i < std::min(top, result.trials.size()); ++i) {
        const auto& trial = result.trials[i];
        fmt::println("  Sharpe {:>6}  return {:>6}  {}", figure(trial.metrics.sharpe),
                     figure(trial.metrics.total_return), settings_text(trial));
    }
    fmt::println("chosen by the past alone:");
    for (const auto& fold : result.folds) {
        fmt::println("  from {}: Sharpe {} before, {} after; {}", format_timestamp(fold.from).substr(0, 10),
                     figure(fold.sharpe_before), figure(fold.sharpe_after), settings_text(result.trials[fold.trial]));
    }
    fmt::println("walking forward: Sharpe {}, return {}", figure(result.walk_forward.sharpe),
                 figure(result.walk_forward.total_return));
    fmt::println(
        "the best of so many trials without skill would show a Sharpe of {}; that the best here has skill: {}; that it "
        "is overfitted: {}",
        figure(result.expected_best_sharpe), figure(result.deflated_sharpe), figure(result.probability_of_overfitting));
}

int run(const Arguments& arguments) {
    const SystemMachineClock clock;
    const Duration start = clock.monotonic();
    backtest::OptimizeOptions options;
    options.folds = arguments.folds;
    for (const auto& text : arguments.ranges) {
        auto range = backtest::parse_range(text);
        if (!range) return report(range.error(), arguments.json);
        options.ranges.push_back(std::move(*range));
    }
    auto read = arguments.read();
    if (!read) return report(read.error(), arguments.json);
    options.backtest = std::move(*read);
    const bool shows_progress = !arguments.json && isatty(STDERR_FILENO) != 0;
    if (shows_progress) {
        options.backtest.progress = [](double part) {
            fmt::print(stderr, "\r{:3.0f} %", part * 100);
            std::fflush(stderr);
        };
    }
    const auto result = backtest::optimize(options);
    if (shows_progress) fmt::print(stderr, "\r      \r");
    if (!result) return report(result.error(), arguments.json);
    if (arguments.json) {
        fmt::println("{}", result_json(*result, arguments.top, to_seconds(clock.monotonic() - start)).dump());
    } else {
        print_for_people(*result, arguments.top);
    }
    return kDone;
}

}  // namespace

void add_optimize_commands(CLI::App& root, int& status) {
    auto* command =
        root.add_subcommand("optimize", "Try ranges of settings over a recording, and tell skill from luck");
    auto arguments = std::make_shared<Arguments>();
    arguments->add_to(*command);
    command->add_option("--range", arguments->ranges, "KEY=a,b,c or KEY=from:to:step; every combination is tried")
        ->required()
        ->allow_extra_args(false);
    command->add_option("--folds", arguments->folds, "Steps of walking forward")
        ->check(CLI::Range(1, 50))
        ->capture_default_str();
    command->add_option("--top", arguments->top, "How many trials are told")->capture_default_str();
    command->add_flag("--json", arguments->json, "Print one JSON object");
    command->footer(
        "Example: tradewind optimize --bars recording --news recording --range ensemble.threshold=0.2:0.5:0.1 "
        "--range exits.stop_loss_pct=2,5,10");
    command->callback([arguments, &status] { status = run(*arguments); });
}

}  // namespace tradewind::app
