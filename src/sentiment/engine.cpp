#include "sentiment/engine.hpp"

#include <cstdlib>
#include <filesystem>
#include <fmt/core.h>
#include <mutex>

#include "sentiment/finbert.hpp"
#include "sentiment/lexicon.hpp"
#include "telemetry/log.hpp"

namespace tradewind::sentiment {
namespace {

bool holds_model(const std::filesystem::path& folder) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(folder / "config.json", ignored);
}

// Once a process: every thread of a backtest makes an engine of its own.
Result<std::unique_ptr<SentimentScorer>> lexicon_instead(const Error& why) {
    static std::once_flag told;
    std::call_once(told, [&] {
        telemetry::log_failure(telemetry::LogLevel::kWarning, "sentiment", "texts are scored by the word list", why);
    });
    return std::make_unique<LexiconScorer>();
}

}  // namespace

std::vector<std::string> default_model_folders() {
    std::vector<std::filesystem::path> places;
    if (const char* named = std::getenv("TRADEWIND_MODEL_DIR"); named != nullptr && *named != '\0')
        places.emplace_back(named);
    std::error_code ignored;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
    if (!program.empty()) {
        // Beside an installed binary, in an unpacked archive, and in a clone whose build folder is
        // build/<preset>/src/app.
        places.push_back(program.parent_path() / "../share/tradewind/models/default");
        places.push_back(program.parent_path() / "../share/models/default");
        places.push_back(program.parent_path() / "../../../../models/default");
    }
    std::vector<std::string> folders;
    for (const auto& place : places) {
        if (holds_model(place)) folders.push_back(place.lexically_normal());
    }
    return folders;
}

Result<std::unique_ptr<SentimentScorer>> make_scorer(const EngineOptions& options) {
    if (options.engine != "auto" && options.engine != "finbert" && options.engine != "lexicon") {
        return fail(ErrorCode::kInvalidArgument, fmt::format("unknown sentiment engine '{}'", options.engine),
                    "one of auto, finbert, lexicon");
    }
    if (options.engine == "lexicon") return std::make_unique<LexiconScorer>();
    const bool may_fall_back = options.engine == "auto" && options.model_dir.empty();
    auto folder = options.model_dir;
    if (folder.empty()) {
        const auto known = default_model_folders();
        if (!known.empty()) folder = known.front();
    }
    if (folder.empty()) {
        const Error missing{ErrorCode::kNotFound, "no sentiment model found",
                            "set sentiment.model_dir to a model folder, or sentiment.engine = \"lexicon\""};
        if (!may_fall_back) return std::unexpected(missing);
        return lexicon_instead(missing);
    }
    auto loaded = FinbertScorer::load(folder, {.threads = options.threads});
    if (loaded) return std::move(*loaded);
    return may_fall_back ? lexicon_instead(loaded.error()) : std::unexpected(loaded.error());
}

}  // namespace tradewind::sentiment
