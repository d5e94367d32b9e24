#include "sentiment/engine.hpp"

#include <cstdlib>
#include <filesystem>
#include <format>

#include "sentiment/finbert.hpp"
#include "sentiment/lexicon.hpp"

namespace tradewind::sentiment {
namespace {

bool holds_model(const std::filesystem::path& folder) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(folder / "config.json", ignored);
}

}  // namespace

std::vector<std::string> default_model_folders() {
    std::vector<std::filesystem::path> places;
    if (const char* named = std::getenv("TRADEWIND_MODEL_DIR"); named != nullptr && *named != '\0')
        places.emplace_back(named);
    std::error_code ignored;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
    if (!program.empty()) {
        // Beside an installed binary, and in a clone whose build folder is build/<preset>/src/app.
        places.push_back(program.parent_path() / "../share/tradewind/models/sentiment");
        places.push_back(program.parent_path() / "../../../../models/sentiment");
    }
    std::vector<std::string> folders;
    for (const auto& place : places) {
        if (holds_model(place)) folders.push_back(place.lexically_normal());
    }
    return folders;
}

Result<std::unique_ptr<SentimentScorer>> make_scorer(const EngineOptions& options) {
    if (options.engine != "auto" && options.engine != "finbert" && options.engine != "lexicon") {
        return fail(ErrorCode::kInvalidArgument, std::format("unknown sentiment engine '{}'", options.engine),
                    "one of auto, finbert, lexicon");
    }
    if (options.engine == "lexicon") return std::make_unique<LexiconScorer>();
    auto folder = options.model_dir;
    if (folder.empty()) {
        const auto known = default_model_folders();
        if (!known.empty()) folder = known.front();
    }
    if (folder.empty()) {
        if (options.engine == "auto") return std::make_unique<LexiconScorer>();
        return fail(ErrorCode::kNotFound, "no sentiment model found", "set sentiment.model_dir to a model folder");
    }
    auto loaded = FinbertScorer::load(folder, {.threads = options.threads});
    if (!loaded) return std::unexpected(loaded.error());
    return std::move(*loaded);
}

}  // namespace tradewind::sentiment
