#include "app/backtest_arguments.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <thread>

#include "sentiment/analyzer.hpp"
#include "services/decisions.hpp"
#include "services/sentiment_handler.hpp"

namespace tradewind::app {
namespace {

Status read_time(const std::string& text, std::string_view option, std::optional<Timestamp>& time) {
    if (text.empty()) return {};
    const auto parsed = parse_timestamp(text);
    if (!parsed) {
        return fail(ErrorCode::kInvalidArgument, fmt::format("{}: not a time: '{}'", option, text.substr(0, 40)),
                    "write it like 2014-06-06 or 2014-06-06T13:30:00Z");
    }
    time = *parsed;
    return {};
}

}  // namespace

Result<backtest::BacktestOptions> BacktestArguments::read() const {
    const auto loaded = settings_.load();
    if (!loaded) return std::unexpected(loaded.error());
    auto decisions = services::decision_settings(loaded->settings);
    if (!decisions) return std::unexpected(decisions.error());

    backtest::BacktestOptions options;
    options.settings = std::move(*decisions);
    options.recording.bars = bars_;
    options.recording.news = news_;
    options.recording.factors = factors_;
    if (auto status = read_time(from_, "--from", options.recording.from); !status) {
        return std::unexpected(status.error());
    }
    if (auto status = read_time(to_, "--to", options.recording.to); !status) {
        return std::unexpected(status.error());
    }
    options.cash = loaded->settings.account.cash;
    if (!cash_.empty()) {
        const auto cash = Decimal::parse(cash_);
        if (!cash || cash->sign() <= 0) {
            return fail(ErrorCode::kInvalidArgument,
                        fmt::format("--cash: not an amount above zero: '{}'", cash_.substr(0, 40)),
                        "for example --cash 100000");
        }
        options.cash = *cash;
    }
    options.threads = threads_ > 0 ? threads_ : std::max(1U, std::thread::hardware_concurrency());
    options.analyzer = [settings = loaded->settings] { return services::make_analyzer(settings); };
    return options;
}

void BacktestArguments::add_to(CLI::App& command) {
    settings_.add_to(command);
    command.add_option("--bars", bars_, "Bar file, folder of them, or recording")->required();
    command.add_option("--news", news_, "News file (.jsonl, .tsv, a feed), folder, or recording");
    command.add_option("--factors", factors_, "Factor files (splits and dividends), named by symbol");
    command.add_option("--from", from_, "First time, by start of a bar and publication of an article");
    command.add_option("--to", to_, "End of time, itself not included");
    command.add_option("--cash", cash_, "Opening cash; account.cash unless given");
    command.add_option("--threads", threads_, "Threads to work with; changes no result");
}

}  // namespace tradewind::app
