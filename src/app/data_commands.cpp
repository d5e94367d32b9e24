#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <fmt/core.h>

#include "app/commands.hpp"
#include "app/output.hpp"
#include "app/settings_options.hpp"
#include "broker/alpaca_clock.hpp"
#include "services/alpaca_link.hpp"
#include "services/bar_download.hpp"

namespace tradewind::app {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

/// More gaps than these are counted only.
constexpr std::size_t kGapsShown = 1000;

struct FetchArguments {
    SettingsOptions settings;
    std::vector<std::string> symbols;
    std::string from, to;
    std::string timeframe = "1d";
    std::string adjustment = "raw";
    std::string feed;
    std::string out;
    std::string world;
    bool json = false;
};

/// `1h`, and what Alpaca calls it.
Result<Timeframe> read_timeframe(const std::string& text) {
    static const std::map<std::string, std::string> kAlpaca{
        {"1Min", "1m"}, {"5Min", "5m"}, {"15Min", "15m"}, {"1Hour", "1h"}, {"1Day", "1d"}};
    const auto alias = kAlpaca.find(text);
    const auto timeframe = parse_timeframe(alias == kAlpaca.end() ? text : alias->second);
    if (timeframe && *timeframe != Timeframe::k1s) return timeframe;
    return fail(ErrorCode::kInvalidArgument,
                "--timeframe: not one of Alpaca's that we know: '" + text.substr(0, 40) + "'", "1m, 5m, 15m, 1h or 1d");
}

Result<Timestamp> read_bound(const std::string& text, const char* option) {
    if (const auto time = parse_timestamp(text)) return *time;
    return fail(ErrorCode::kInvalidArgument, fmt::format("{}: not a time: '{}'", option, text.substr(0, 40)),
                "write it like 2024-06-03 or 2024-06-03T13:30:00Z");
}

Result<std::vector<broker::BarHistory>> read_histories(const FetchArguments& arguments, const std::string& feed,
                                                       Timestamp now) {
    broker::BarHistory common;
    const auto timeframe = read_timeframe(arguments.timeframe);
    if (!timeframe) return std::unexpected(timeframe.error());
    const auto from = read_bound(arguments.from, "--from");
    if (!from) return std::unexpected(from.error());
    const auto to = arguments.to.empty() ? Result<Timestamp>(now) : read_bound(arguments.to, "--to");
    if (!to) return std::unexpected(to.error());
    if (*to <= *from)
        return fail(ErrorCode::kInvalidArgument, "--to doesn't lie behind --from", "the range is [from, to)");
    if (!arguments.world.empty() && (arguments.adjustment != "raw" || !arguments.out.empty())) {
        return fail(ErrorCode::kInvalidArgument, "a world's store holds raw prices, and isn't a folder",
                    "leave out --adjustment and --out, or --world");
    }
    common = {{}, *timeframe, *from, *to, feed, arguments.adjustment};
    std::vector<broker::BarHistory> histories;
    for (std::string symbol : arguments.symbols) {
        std::ranges::transform(symbol, symbol.begin(),
                               [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
        const auto ticker = Ticker::parse(symbol);
        if (!ticker) {
            auto error = ticker.error();
            error.code = ErrorCode::kInvalidArgument;
            return std::unexpected(std::move(error));
        }
        common.ticker = *ticker;
        if (!std::ranges::contains(histories, *ticker, &broker::BarHistory::ticker)) histories.push_back(common);
    }
    return histories;
}

// Adjusted prices must not stand beside raw ones: what reads a folder takes its bars for one series.
fs::path folder_for(const FetchArguments& arguments, const config::Settings& settings) {
    const fs::path folder =
        arguments.out.empty() ? fs::path(settings.data.dir) / "recordings" / "fetched" : fs::path(arguments.out);
    return arguments.adjustment == "raw" ? folder : folder / arguments.adjustment;
}

ordered_json to_json(const broker::BarHistory& history, const services::BarDownload& done) {
    ordered_json line{{"symbol", history.ticker.view()}, {"bars", done.bars}, {"gaps", ordered_json::array()}};
    for (std::size_t i = 0; i < std::min(kGapsShown, done.gaps.size()); ++i) {
        const auto& gap = done.gaps[i];
        line["gaps"].push_back(
            {{"from", format_timestamp(gap.from)}, {"to", format_timestamp(gap.to)}, {"missing", gap.missing}});
    }
    if (done.gaps.size() > kGapsShown) line["more_gaps"] = done.gaps.size() - kGapsShown;
    line["resumed"] = done.resumed;
    line["fetched"] = done.fetched;
    line["timeframe"] = to_string(history.timeframe);
    if (done.error) {
        line["error"] = {
            {"code", error_code_name(done.error->code)}, {"message", done.error->message}, {"hint", done.error->hint}};
    }
    return line;
}

void print_for_people(const broker::BarHistory& history, const services::BarDownload& done) {
    std::size_t missing = 0;
    for (const auto& gap : done.gaps) missing += gap.missing;
    fmt::println("{:<8} {} bars of {}, {} of them new; {} missing in {} gaps", history.ticker.view(), done.bars,
                 to_string(history.timeframe), done.fetched, missing, done.gaps.size());
    if (done.error) report(*done.error, false);
}

Timestamp market_now(services::AlpacaLink& alpaca) {
    // An exchange in a box has a time of its own.
    const auto clock = broker::read_clock(alpaca.trading, alpaca.machine);
    return clock ? clock->now : alpaca.machine.now();
}

int fetch(const FetchArguments& arguments) {
    const auto loaded = arguments.settings.load();
    if (!loaded) return report(loaded.error(), arguments.json);
    const auto& settings = loaded->settings;
    if (auto checked = read_histories(arguments, {}, Timestamp::max()); !checked)
        return report(checked.error(), arguments.json);
    if (!services::has_alpaca_keys(settings)) {
        return report({ErrorCode::kRefused, "no keys for Alpaca's market data",
                       "set alpaca.key_id and alpaca.secret_key (TRADING_ALPACA__KEY_ID, …)"},
                      arguments.json);
    }
    services::AlpacaLink alpaca(settings);
    const Timestamp now = market_now(alpaca);
    const std::string feed = arguments.feed.empty() ? settings.alpaca.feed : arguments.feed;
    const auto histories = read_histories(arguments, feed == "delayed_sip" ? "sip" : feed, now);
    if (!histories) return report(histories.error(), arguments.json);
    std::unique_ptr<services::World> world;
    if (!arguments.world.empty()) {
        auto opened = services::World::open(settings, arguments.world, true);
        if (!opened) return report(opened.error(), arguments.json);
        world = std::move(*opened);
    }
    int status = kDone;
    const bool shows_progress = isatty(STDERR_FILENO) != 0;
    for (const auto& history : *histories) {
        const auto shelf =
            world ? services::store_shelf(*world, history.ticker, history.timeframe)
                  : services::csv_shelf(folder_for(arguments, settings), history.ticker, history.timeframe);
        const auto progress = [&](Timestamp last) {
            if (shows_progress) fmt::print(stderr, "\r{} until {}   ", history.ticker.view(), format_timestamp(last));
        };
        const auto done = services::download_bars(alpaca.data, history, now, *shelf, progress);
        if (shows_progress) fmt::print(stderr, "\r{:60}\r", "");
        if (arguments.json) {
            fmt::println("{}", to_json(history, done).dump());
        } else {
            print_for_people(history, done);
        }
        std::fflush(stdout);
        if (done.error) status = kFailed;
    }
    return status;
}

}  // namespace

void add_data_commands(CLI::App& root, int& status) {
    auto* command =
        root.add_subcommand("fetch-bars", "Download bars from Alpaca; a second run goes on where the first ended");
    auto arguments = std::make_shared<FetchArguments>();
    arguments->settings.add_to(*command);
    command->add_option("SYMBOL", arguments->symbols, "Stocks, or coins like BTC/USD")->required();
    command->add_option("--from", arguments->from, "First start of a bar")->required();
    command->add_option("--to", arguments->to, "End of the range, itself not included; now unless given");
    command->add_option("--timeframe", arguments->timeframe, "1m 5m 15m 1h 1d")->capture_default_str();
    command->add_option("--adjustment", arguments->adjustment, "raw, split or all")
        ->check(CLI::IsMember({"raw", "split", "all"}))
        ->capture_default_str();
    command->add_option("--feed", arguments->feed, "iex or sip; alpaca.feed unless given")
        ->check(CLI::IsMember({"iex", "sip"}));
    command->add_option("--out", arguments->out,
                        "Folder for SYMBOL_<timeframe>.csv; data.dir/recordings/fetched unless given");
    command->add_option("--world", arguments->world, "Into this world's store in place of files");
    command->add_flag("--json", arguments->json, "A JSON object for each symbol");
    command->footer(
        "Example: tradewind fetch-bars AAPL MSFT --from 2024-01-01 --to 2024-07-01 --timeframe 1h --out bars");
    command->callback([arguments, &status] { status = fetch(*arguments); });
}

}  // namespace tradewind::app
