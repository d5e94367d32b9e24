#include <fmt/core.h>
#include <CLI/CLI.hpp>
#include <charconv>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include "app/commands.hpp"
#include "app/output.hpp"
#include "backtest/recording.hpp"
#include "exchange/server.hpp"
#include "services/host.hpp"

namespace tradewind::app {
namespace {

/// Words of the command line as they were typed.
struct ExchangeWords {
    std::string listen = "127.0.0.1:0", data, synthetic, symbols, start, speed = "60", cash, chaos, limit, impact,
                journal;
    bool news = false, json = false, skip_nights = false, no_splits = false;
};

Error wrong(std::string message, std::string hint = {}) {
    return {ErrorCode::kInvalidArgument, std::move(message), std::move(hint)};
}

Status read_listen(const std::string& text, exchange::ServeOptions& options) {
    const auto colon = text.rfind(':');
    const std::string port = text.substr(colon == std::string::npos ? 0 : colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), options.port);
    if (error != std::errc() || end != port.data() + port.size())
        return std::unexpected(wrong("--listen is no address: '" + text + "'", "e.g. 127.0.0.1:8765"));
    if (colon != std::string::npos) options.host = text.substr(0, colon);
    return {};
}

Status read_numbers(const ExchangeWords& words, exchange::ServeOptions& options) {
    if (words.speed == "max") {
        options.speed = 0;
    } else {
        const auto speed = Decimal::parse(words.speed);
        if (!speed || speed->sign() <= 0)
            return std::unexpected(wrong("--speed is not a positive number: '" + words.speed + "'", "say max, or 60"));
        options.speed = speed->to_double();
    }
    if (!words.synthetic.empty()) {
        auto& seed = options.exchange.seed;
        const auto [end, error] =
            std::from_chars(words.synthetic.data(), words.synthetic.data() + words.synthetic.size(), seed);
        if (error != std::errc() || end != words.synthetic.data() + words.synthetic.size())
            return std::unexpected(wrong("--synthetic takes a whole number: '" + words.synthetic + "'"));
    }
    if (!words.cash.empty()) {
        const auto cash = Decimal::parse(words.cash);
        if (!cash) return std::unexpected(wrong("--cash: " + cash.error().message));
        options.exchange.cash = *cash;
    }
    if (!words.impact.empty()) {
        const auto impact = Decimal::parse(words.impact);
        if (!impact || impact->abs() > Decimal::from_int(1))
            return std::unexpected(wrong("--news-impact is a log return between -1 and 1"));
        options.exchange.news_impact = impact->to_double();
    }
    return {};
}

Status read_recorded(const ExchangeWords& words, exchange::ServeOptions& options) {
    backtest::RecordingOptions what;
    what.bars = {words.data};
    auto recording = backtest::load_recording(what);
    if (!recording) return std::unexpected(recording.error());
    for (auto& instant : recording->instants) {
        for (auto& bar : instant.bars) options.exchange.recorded.push_back(std::move(bar));
    }
    if (options.exchange.recorded.empty()) {
        return fail(ErrorCode::kNotFound, "no bars in " + words.data,
                    "it takes files such as AAPL_1m.csv: commands.md, A recording");
    }
    return {};
}

Status read_chaos(const ExchangeWords& words, exchange::ServeOptions& options) {
    if (words.chaos.empty()) return {};
    std::ifstream file(words.chaos, std::ios::binary);
    if (!file) return fail(ErrorCode::kNotFound, "can't read " + words.chaos);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    auto plan = exchange::parse_chaos(text);
    if (!plan) return std::unexpected(plan.error().within(words.chaos));
    options.chaos = std::move(*plan);
    return {};
}

Result<exchange::ServeOptions> understand(const ExchangeWords& words) {
    exchange::ServeOptions options;
    if (!words.data.empty() && !words.synthetic.empty())
        return std::unexpected(wrong("--data and --synthetic exclude each other"));
    if (Status read = read_listen(words.listen, options); !read) return std::unexpected(read.error());
    if (Status read = read_numbers(words, options); !read) return std::unexpected(read.error());
    for (std::size_t begin = 0; begin < words.symbols.size();) {
        const auto comma = std::min(words.symbols.find(',', begin), words.symbols.size());
        const auto symbol = words.symbols.substr(begin, comma - begin);
        if (!Ticker::parse(symbol)) return std::unexpected(wrong("'" + symbol + "' is no ticker"));
        options.exchange.symbols.push_back(symbol);
        begin = comma + 1;
    }
    options.exchange.start = exchange::default_start();
    if (!words.data.empty()) {
        if (Status read = read_recorded(words, options); !read) return std::unexpected(read.error());
        options.exchange.start = options.exchange.recorded.front().start;
        options.exchange.news = words.news;
    }
    if (!words.start.empty()) {
        const auto start = parse_timestamp(words.start);
        if (!start) return std::unexpected(wrong("--start: " + start.error().message, start.error().hint));
        options.exchange.start = *start;
    }
    if (Status read = read_chaos(words, options); !read) return std::unexpected(read.error());
    options.skip_nights = words.skip_nights;
    options.exchange.splits = !words.no_splits;
    options.journal = words.journal;
    return options;
}

int serve(const ExchangeWords& words) {
    auto options = understand(words);
    if (!options) return report(options.error(), words.json);
    Duration limit{};
    if (!words.limit.empty()) {
        const auto parsed = parse_duration(words.limit);
        if (!parsed) return report(wrong("--for: " + parsed.error().message), words.json);
        limit = *parsed;
    }
    services::block_stop_signals();
    const auto server = exchange::ExchangeServer::start(std::move(*options));
    if (!server) return report(server.error(), words.json);
    fmt::println("{}", (*server)->served().ready_line());
    std::fflush(stdout);
    services::wait_for_stop(limit);
    return kDone;
}

}  // namespace

void add_exchange_commands(CLI::App& root, int& status) {
    auto words = std::make_shared<ExchangeWords>();
    auto* command = root.add_subcommand("exchange", "Serve an Alpaca-compatible exchange with a market of its own");
    command->add_option("--listen", words->listen, "Address and port; 0: any free one")->capture_default_str();
    command->add_option("--data", words->data, "Recorded bars: a file or folder")->check(CLI::ExistingPath);
    command->add_option("--synthetic", words->synthetic, "Seed of an invented market (the default, with seed 1)");
    command->add_option("--symbols", words->symbols,
                        "Comma-separated; by default the invented companies, or all that is recorded");
    command->add_option("--start", words->start, "Market time when it is ready");
    command->add_option("--speed", words->speed, "Market seconds per second, or max")->capture_default_str();
    command->add_option("--cash", words->cash, "Opening balance of the account");
    command->add_option("--chaos", words->chaos, "Faults to play, a JSON file (docs/exchange.md)")
        ->check(CLI::ExistingFile);
    command->add_flag("--news", words->news, "Invent news for recorded bars too");
    command->add_option("--news-impact", words->impact,
                        "Log return a full-strength headline is worth (default 0.012; 0: none)");
    command->add_flag("--skip-nights", words->skip_nights, "Go from each close at once to the next open");
    command->add_flag("--no-splits", words->no_splits, "No invented stock ever splits");
    command->add_option("--journal", words->journal, "A file in which a restart finds orders, account and clock again");
    command->add_option("--for", words->limit, "End after this long, e.g. 60s");
    command->add_flag("--json", words->json, "Print an error as JSON");
    command->footer("Example: tradewind exchange --synthetic 7 --speed 60");
    command->callback([words, &status] { status = serve(*words); });
}

}  // namespace tradewind::app
