#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <print>
#include <thread>

#include "app/backtest_json.hpp"
#include "app/commands.hpp"
#include "app/output.hpp"
#include "app/settings_options.hpp"
#include "backtest/backtest.hpp"
#include "backtest/outputs.hpp"
#include "sentiment/analyzer.hpp"
#include "services/decisions.hpp"
#include "services/sentiment_handler.hpp"

namespace tradewind::app {
namespace {

struct BacktestArguments {
    SettingsOptions settings;
    std::vector<std::string> bars;
    std::vector<std::string> news;
    std::vector<std::string> factors;
    std::string from;
    std::string to;
    std::string cash;
    std::string out;
    unsigned threads = 0;
    bool json = false;
};

Status read_time(const std::string& text, std::string_view option, std::optional<Timestamp>& time) {
    if (text.empty()) return {};
    const auto parsed = parse_timestamp(text);
    if (!parsed) {
        return fail(ErrorCode::kInvalidArgument, std::format("{}: not a time: '{}'", option, text.substr(0, 40)),
                    "write it like 2014-06-06 or 2014-06-06T13:30:00Z");
    }
    time = *parsed;
    return {};
}

Result<backtest::BacktestOptions> read_options(const BacktestArguments& arguments) {
    const auto loaded = arguments.settings.load();
    if (!loaded) return std::unexpected(loaded.error());
    auto decisions = services::decision_settings(loaded->settings);
    if (!decisions) return std::unexpected(decisions.error());

    backtest::BacktestOptions options;
    options.settings = std::move(*decisions);
    options.recording.bars = arguments.bars;
    options.recording.news = arguments.news;
    options.recording.factors = arguments.factors;
    if (auto status = read_time(arguments.from, "--from", options.recording.from); !status) {
        return std::unexpected(status.error());
    }
    if (auto status = read_time(arguments.to, "--to", options.recording.to); !status) {
        return std::unexpected(status.error());
    }
    options.cash = loaded->settings.account.cash;
    if (!arguments.cash.empty()) {
        const auto cash = Decimal::parse(arguments.cash);
        if (!cash || cash->sign() <= 0) {
            return fail(ErrorCode::kInvalidArgument,
                        std::format("--cash: not an amount above zero: '{}'", arguments.cash.substr(0, 40)),
                        "for example --cash 100000");
        }
        options.cash = *cash;
    }
    options.threads = arguments.threads > 0 ? arguments.threads : std::max(1U, std::thread::hardware_concurrency());
    options.analyzer = [settings = loaded->settings] { return services::make_analyzer(settings); };
    return options;
}

void show_progress(double part) {
    std::print(stderr, "\r{:3.0f} %", part * 100);
    std::fflush(stderr);
}

void print_for_people(const backtest::BacktestResult& result, double wall_seconds) {
    const auto percent = [](const std::optional<double>& value) {
        return value ? std::format("{:+.2f} %", *value * 100) : std::string("not known");
    };
    std::println("{} bars, {} articles: {} signals, {} orders, {} fills in {:.2f} s", result.bars, result.articles,
                 result.record.signals.size(), result.record.orders.size(), result.record.fills.size(), wall_seconds);
    std::println("equity {} -> {}  ({}; buy and hold {})", result.initial_cash.to_string(),
                 result.final_equity.to_string(), percent(result.metrics.total_return),
                 percent(result.benchmark_return));
    std::println("deepest drawdown {}  Sharpe {}", percent(result.metrics.max_drawdown),
                 result.metrics.sharpe ? std::format("{:.2f}", *result.metrics.sharpe) : "not known");
    std::println("decision_hash {}", result.decision_hash);
    constexpr std::size_t kShown = 10;
    for (std::size_t i = 0; i < std::min(kShown, result.warnings.size()); ++i) {
        const auto& warning = result.warnings[i];
        std::println(stderr, "warning: {}:{}: {}", warning.file, warning.line, warning.message);
    }
    if (result.warnings.size() > kShown) {
        std::println(stderr, "and {} more warnings; --json prints them all", result.warnings.size() - kShown);
    }
}

int run(const BacktestArguments& arguments) {
    const SystemMachineClock clock;
    const Duration start = clock.monotonic();
    auto options = read_options(arguments);
    if (!options) return report(options.error(), arguments.json);
    const bool shows_progress = !arguments.json && isatty(STDERR_FILENO) != 0;
    if (shows_progress) options->progress = show_progress;
    const auto result = backtest::run_backtest(*options);
    if (shows_progress) std::print(stderr, "\r      \r");
    if (!result) return report(result.error(), arguments.json);
    if (!arguments.out.empty()) {
        if (auto status = backtest::write_outputs(arguments.out, *result); !status) {
            return report(status.error(), arguments.json);
        }
    }
    const double wall_seconds = to_seconds(clock.monotonic() - start);
    if (arguments.json) {
        std::println(
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
    auto arguments = std::make_shared<BacktestArguments>();
    arguments->settings.add_to(*command);
    command->add_option("--bars", arguments->bars, "Bar file, folder of them, or recording")->required();
    command->add_option("--news", arguments->news, "News file (.jsonl, .tsv, a feed), folder, or recording");
    command->add_option("--factors", arguments->factors, "Factor files (splits and dividends), named by symbol");
    command->add_option("--from", arguments->from, "First time, by start of a bar and publication of an article");
    command->add_option("--to", arguments->to, "End of time, itself not included");
    command->add_option("--cash", arguments->cash, "Opening cash; account.cash unless given");
    command->add_option("--out", arguments->out, "Folder for equity, orders, trades, signals and the report");
    command->add_option("--threads", arguments->threads, "Threads for scoring news; changes no result");
    command->add_flag("--json", arguments->json, "Print one JSON object");
    command->footer(
        "Example: tradewind backtest --bars recording --news recording --set ensemble.threshold=0.25 --out result");
    command->callback([arguments, &status] { status = run(*arguments); });
}

}  // namespace tradewind::app
