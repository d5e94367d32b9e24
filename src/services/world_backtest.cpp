#include "services/world_backtest.hpp"

#include <fmt/core.h>
#include <algorithm>
#include <filesystem>

#include "backtest/backtest.hpp"
#include "services/decisions.hpp"
#include "services/recorder.hpp"
#include "services/sentiment_handler.hpp"
#include "services/settings_codec.hpp"

namespace tradewind::services {
namespace {

namespace fs = std::filesystem;

/// A folder that goes away with the object.
class ScratchFolder {
public:
    explicit ScratchFolder(fs::path path) : path_(std::move(path)) {}
    ~ScratchFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    [[nodiscard]] const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

bool is_plain_name(const std::string& name) {
    return name.find('/') == std::string::npos && name != "." && name != "..";
}

Result<fs::path> find_recording(const config::Settings& settings, const std::string& name) {
    const fs::path path = fs::path(settings.data.dir) / "recordings" / name;
    if (is_plain_name(name) && fs::is_directory(path)) return path;
    return fail(ErrorCode::kNotFound, fmt::format("there is no recording '{}'", name),
                "put it into the folder recordings of data.dir, or leave the name empty");
}

Result<backtest::BacktestOptions> options_of(World& world, const RunOptions& run,
                                             const gateway::BacktestRequest& request) {
    backtest::BacktestOptions options;
    auto settings = present_decisions(world);
    if (!settings) return std::unexpected(settings.error());
    options.settings = std::move(*settings);
    for (const auto& [key, value] : request.settings) {
        if (Status set = trading::set_decision(options.settings, key, value); !set) return std::unexpected(set.error());
    }
    if (!request.symbols.empty()) options.settings.universe = request.symbols;
    if (Status checked = trading::check_decision_settings(options.settings); !checked)
        return std::unexpected(checked.error());
    options.cash = request.cash.value_or(run.cash);
    options.recording.from = request.from;
    options.recording.to = request.to;
    options.recording.assumed_latency = options.settings.news.assumed_latency;
    options.analyzer = [settings = world.settings()] { return make_analyzer(settings); };
    return options;
}

}  // namespace

gateway::BacktestRunner make_backtest_runner(World& world, const RunOptions& run) {
    return [&world, run](const gateway::BacktestRequest& request, std::stop_token stop,
                         std::function<void(double)> progress) -> Result<gateway::BacktestAnswer> {
        auto options = options_of(world, run, request);
        if (!options) return std::unexpected(options.error());
        const Duration begin = world.machine_clock().monotonic();
        const ScratchFolder scratch(fs::path(world.settings().data.dir) / fmt::format("backtest-{}", begin.count()));
        auto recording = Result<fs::path>(scratch.path());
        if (request.data.empty()) {
            if (Status written = write_recording(world.database(), scratch.path(), {}); !written) {
                return std::unexpected(written.error());
            }
        } else {
            recording = find_recording(world.settings(), request.data);
        }
        if (!recording) return std::unexpected(recording.error());
        options->recording.bars = {recording->string()};
        options->recording.news = {recording->string()};
        options->stop = stop;
        options->progress = std::move(progress);
        const auto result = backtest::run_backtest(*options);
        if (!result) return std::unexpected(result.error());
        const double wall = to_seconds(world.machine_clock().monotonic() - begin);
        return gateway::BacktestAnswer{run.describe_backtest(*result, wall), result->record.equity};
    };
}

}  // namespace tradewind::services
