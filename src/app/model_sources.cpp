#include "app/model_sources.hpp"

#include <filesystem>
#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <vector>

#include "app/json_lines.hpp"
#include "app/output.hpp"
#include "core/id.hpp"

namespace tradewind::app {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

const std::vector<std::string> kSteps{
    "Download config.json, vocab.txt and the weights (model.safetensors or pytorch_model.bin) of ProsusAI/finbert from "
    "huggingface.co into a folder, say finbert-source, and write down the revision.",
    "Copy the SHA-256 of the weights from their page there (\"Raw pointer details\": sha256).",
    "tradewind model convert finbert-source models/finbert --sha256 THAT_HASH: checks the file, and prints the command "
    "that converts it (Python, on any machine; --int8 there makes it small and fast).",
    "tradewind model check models/finbert; tradewind model measure models/finbert labelled.jsonl",
    "Set sentiment.model_dir to the folder."};

struct Source {
    fs::path weights;
    std::string sha256;
};

Result<Source> look_at(const fs::path& folder) {
    const auto lacks = [&](std::string_view what) {
        return fail(ErrorCode::kNotFound, fmt::format("{} has no {}", folder.string(), what),
                    "tradewind model fetch says which files are needed");
    };
    for (const auto* name : {"config.json", "vocab.txt"}) {
        if (!fs::is_regular_file(folder / name)) return lacks(name);
    }
    for (const auto* name : {"model.safetensors", "pytorch_model.bin"}) {
        if (!fs::is_regular_file(folder / name)) continue;
        const auto bytes = read_input(folder / name);
        if (!bytes) return std::unexpected(bytes.error());
        return Source{folder / name, sha256_hex(*bytes)};
    }
    return lacks("model.safetensors and no pytorch_model.bin");
}

}  // namespace

int explain_fetch(bool as_json) {
    if (as_json) {
        print_line({{"model", "ProsusAI/finbert"}, {"steps", kSteps}});
        return 0;
    }
    for (std::size_t i = 0; i < kSteps.size(); ++i) fmt::println("{}. {}", i + 1, kSteps[i]);
    return 0;
}

int explain_convert(const std::string& source, const std::string& folder, const std::string& sha256) {
    const auto found = look_at(source);
    if (!found) return report(found.error(), true);
    if (!sha256.empty() && sha256 != found->sha256) {
        return report(
            {ErrorCode::kRefused,
             fmt::format("{} is not the file meant: its SHA-256 is {}", found->weights.string(), found->sha256),
             "download it again, or look up the hash of this revision"},
            true);
    }
    print_line({{"weights", found->weights.string()},
                {"sha256", found->sha256},
                {"checked", !sha256.empty()},
                {"next", fmt::format("./dev train-sentiment convert {} {}", source, folder)}});
    return 0;
}

}  // namespace tradewind::app
