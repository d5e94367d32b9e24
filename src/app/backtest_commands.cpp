#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <fmt/core.h>

#include "app/backtest_arguments.hpp"
#include "app/backtest_json.hpp"
#include "app/commands.hpp"
#include "app/output.hpp"
#include "backtest/backtest.hpp"
#include "backtest/outputs.hpp"

namespace tradewind::app {
namespace {

void show_progress(double part) {
    fmt::print(stderr, "\r{:3.0f} %", part * 100);
    std::fflush(stderr);
}

void print_for_people(const backtest::BacktestResult& result, double wall_seconds) {
    const auto percent = [](const std::optional<double>& value) {
        return value ? fmt::format("{:+.2f} %", *value * 100) : std::string("not known");
    };
    fmt::println("{} bars, {} articles: {} signals, {} orders, {} fills in {:.2f} s", result.bars, result.articles,
                 result.record.signals.size(), result.record.orders.size(), result.record.fills.size(), wall_seconds);
    fmt::println("equity {} -> {}  ({}; buy and hold {})", result.initial_cash.to_string(),
                 result.final_equity.to_string(), percent(result.metrics.total_return),
                 percent(result.benchmark_return));
    fmt::println("deepest drawdown {}  Sharpe {}", percent(result.metrics.max_drawdown),
                 result.metrics.sharpe ? fmt::format("{:.2f}", *result.metrics.sharpe) : "not known");
    fmt::println("decision_hash {}", result.decision_hash);
    constexpr std::size_t kShown = 10;
    for (std::size_t i = 0; i < std::min(kShown, result.warnings.size()); ++i) {
        const auto& warning = result.warnings[i];
        fmt::println(stderr, "warning: {}:{}: {}", warning.file, warning.line, warning.message);
    }
    if (result.warnings.size() > kShown) {
        fmt::println(stderr, "and {} more warnings; --json prints them all", result.warnings.size() - kShown);
    }
}

struct Arguments : BacktestArguments {
    std::string out;
    bool json = false;
};

int run(const Arguments& arguments) {
    const SystemMachineClock clock;
    const Duration start = clock.monotonic();
    auto options = arguments.read();
    if (!options) return report(options.error(), arguments.json);
    const bool shows_progress = !arguments.json && isatty(STDERR_FILENO) != 0;
    if (shows_progress) options->progress = show_progress;
    const auto result = backtest::run_backtest(*options);
    if (shows_progress) fmt::print(stderr, "\r      \r");
    if (!result) return report(result.error(), arguments.json);
    if (!arguments.out.empty()) {
        if (auto status = backtest::write_outputs(arguments.out, *result); !status) {
            return report(status.error(), arguments.json);
        }
    }
    const double wall_seconds = to_seconds(clock.monotonic() - start);
    if (arguments.json) {
        fmt::println(
            "{}",
            to_json(*result, wall_seconds).dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    } else {
        print_for_people(*result, wall_seconds);
    }
    return kDone;
}

}  // namespace

void add_backtest_commands(CLI::App& root, int& status) {
    auto* command = root.add_subcommand("backtest", "Run the trading core over recorded bars and news");
    auto arguments = std::make_shared<Arguments>();
    arguments->add_to(*command);
    command->add_option("--out", arguments->out, "Folder for equity, orders, trades, signals and the report");
    command->add_flag("--json", arguments->json, "Print one JSON object");
    command->footer(
        "Example: tradewind backtest --bars recording --news recording --set ensemble.threshold=0.25 --out result");
    command->callback([arguments, &status] { status = run(*arguments); });
}

}  // namespace tradewind::app
