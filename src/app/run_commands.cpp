#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/backtest_json.hpp"
#include "app/commands.hpp"
#include "app/output.hpp"
#include "app/settings_options.hpp"
#include "app/version.hpp"
#include "services/run.hpp"

namespace tradewind::app {
namespace {

/// Words of the command line as they were typed, before they mean anything.
struct RunWords {
    SettingsOptions settings;
    std::string world, replay, speed, record, limit, ready_file, cash, from, to, service;
    std::vector<std::string> factors;
    bool until_idle = false, json = false, headless = false;
};

Result<double> parse_speed(const std::string& text) {
    if (text.empty() || text == "max") return 0.0;
    const auto value = Decimal::parse(text);
    if (!value || value->sign() <= 0) {
        return fail(ErrorCode::kInvalidArgument, "--speed is not a positive number: '" + text + "'", "say max, or 60");
    }
    return value->to_double();
}

template <class T>
Status read_into(T& target, const std::string& text, Result<T> (*parse)(std::string_view), const char* option) {
    if (text.empty()) return {};
    auto value = parse(text);
    if (!value)
        return fail(ErrorCode::kInvalidArgument, std::string(option) + ": " + value.error().message,
                    value.error().hint);
    target = *value;
    return {};
}

Result<services::RunOptions> understand(const RunWords& words) {
    auto loaded = config::load(words.settings.load_options());
    if (!loaded) return std::unexpected(loaded.error());
    services::RunOptions options;
    options.settings = std::move(loaded->settings);
    options.world = words.world;
    options.recording = words.replay;
    options.until_idle = words.until_idle;
    options.record_to = words.record;
    options.ready_file = words.ready_file;
    options.json = words.json;
    options.dashboard = !words.headless;
    options.factors = words.factors;
    options.version = kVersion;
    options.commit = kCommit;
    options.describe_backtest = [](const backtest::BacktestResult& result, double wall_seconds) {
        return to_json(result, wall_seconds).dump();
    };
    options.cash = options.settings.account.cash;
    auto speed = parse_speed(words.speed);
    if (!speed) return std::unexpected(speed.error());
    options.speed = *speed;
    if (words.speed.empty() && words.replay.empty()) options.speed = options.settings.simulation.speed;
    Timestamp from{};
    Timestamp to{};
    Status read = read_into(options.limit, words.limit, parse_duration, "--for");
    if (read) read = read_into(options.cash, words.cash, Decimal::parse, "--cash");
    if (read) read = read_into(from, words.from, parse_timestamp, "--from");
    if (read) read = read_into(to, words.to, parse_timestamp, "--to");
    if (!read) return std::unexpected(read.error());
    if (!words.from.empty()) options.from = from;
    if (!words.to.empty()) options.to = to;
    if (options.until_idle && options.recording.empty()) {
        return fail(ErrorCode::kInvalidArgument, "--until-idle needs a recording: live sources are never at an end",
                    "add --replay DIR, or use --for DURATION");
    }
    return options;
}

void add_common(CLI::App& command, RunWords& words) {
    words.settings.add_to(command);
    command.add_option("--world", words.world, "The world to run in; each has its own store and streams");
    command.add_option("--ready-file", words.ready_file, "Written with the addresses once serving");
    command.add_flag("--json", words.json, "Print one JSON object at the end");
}

void add_replay_options(CLI::App& command, RunWords& words) {
    command.add_option("--speed", words.speed, "Market seconds per second, or max");
    command.add_flag("--until-idle", words.until_idle, "End when everything read has been dealt with");
    command.add_option("--cash", words.cash, "Opening balance of the simulated account");
    command.add_option("--from", words.from, "Leave out what is earlier");
    command.add_option("--to", words.to, "Leave out this instant and what is later");
    command.add_option("--factors", words.factors, "Split and dividend factors, SYMBOL.csv");
}

int finish(const RunWords& words, Status (*run)(const services::RunOptions&)) {
    const auto options = understand(words);
    if (!options) return report(options.error(), words.json);
    const Status done = run(*options);
    return done ? kDone : report(done.error(), words.json);
}

void add_run(CLI::App& root, int& status) {
    auto words = std::make_shared<RunWords>();
    auto* command = root.add_subcommand("run", "Run all services in one process");
    add_common(*command, *words);
    add_replay_options(*command, *words);
    command->add_option("--replay", words->replay, "A recording in place of live sources")
        ->check(CLI::ExistingDirectory);
    command->add_option("--record", words->record, "Record the run into this folder");
    command->add_option("--for", words->limit, "End after this long, e.g. 60s");
    command->add_flag("--headless", words->headless, "Serve no API and no dashboard");
    command->footer("Example: tradewind run --replay recordings/2026-01-05 --speed max --until-idle --json");
    command->callback([words, &status] { status = finish(*words, services::run_all); });
}

void add_replay(CLI::App& root, int& status) {
    auto words = std::make_shared<RunWords>();
    auto* command = root.add_subcommand("replay", "Drive a recording through separately running services");
    command->add_option("recording", words->replay, "The recording's folder")
        ->required()
        ->check(CLI::ExistingDirectory);
    add_common(*command, *words);
    add_replay_options(*command, *words);
    command->footer("Example: tradewind replay recordings/2026-01-05 --world monday --speed max --until-idle --json");
    command->callback([words, &status] { status = finish(*words, services::run_replay_driver); });
}

void add_service(CLI::App& root, int& status) {
    auto words = std::make_shared<RunWords>();
    auto* command = root.add_subcommand("service", "Run one service over streams.url and database.url");
    command
        ->add_option(
            "name", words->service,
            "news-fetcher, sentiment-analyzer, market-data, signal-generator, trade-executor, learning-engine or "
            "api-gateway")
        ->required();
    add_common(*command, *words);
    command->footer("Example: TRADING_STREAMS__URL=redis://localhost tradewind service signal-generator --world live");
    command->callback([words, &status] {
        const auto options = understand(*words);
        const Status done =
            options ? services::run_service(*options, words->service) : std::unexpected(options.error());
        status = done ? kDone : report(done.error(), words->json);
    });
}

void add_demo(CLI::App& root, int& status) {
    auto words = std::make_shared<RunWords>();
    auto* command = root.add_subcommand("demo", "Trade an invented market, whatever keys are set");
    add_common(*command, *words);
    auto* seed = command->add_option("--seed", "Seed of the invented market");
    command->add_option("--speed", words->speed, "Market seconds per second (default 60)");
    command->add_option("--for", words->limit, "End after this long, e.g. 60s");
    command->add_flag("--headless", words->headless, "Serve no API and no dashboard");
    command->footer("Example: tradewind demo --for 60s --headless --json");
    command->callback([words, seed, &status] {
        auto options = understand(*words);
        if (options && seed->count() > 0) options->settings.simulation.seed = seed->as<std::int64_t>();
        const Status done = options ? services::run_demo(*options) : std::unexpected(options.error());
        status = done ? kDone : report(done.error(), words->json);
    });
}

}  // namespace

void add_run_commands(CLI::App& root, int& status) {
    add_run(root, status);
    add_service(root, status);
    add_replay(root, status);
    add_demo(root, status);
}

}  // namespace tradewind::app
