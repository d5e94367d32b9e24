#include "sentiment/model_folder.hpp"

#include <fmt/core.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/id.hpp"

namespace tradewind::sentiment {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::optional<std::string> read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file || !fs::is_regular_file(path)) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

std::unexpected<Error> lacks(const std::string& folder, std::string_view what) {
    return fail(ErrorCode::kNotFound, fmt::format("{} has no {}", folder, what),
                "a model folder holds config.json, vocab.txt or tokenizer.json, and model.onnx");
}

// The usual names first, then whatever there is, by name.
std::string find_onnx(const fs::path& folder) {
    for (const auto* name :
         {"model.onnx", "model_int8.onnx", "model_quantized.onnx", "onnx/model.onnx", "onnx/model_quantized.onnx"}) {
        if (fs::is_regular_file(folder / name)) return folder / name;
    }
    std::vector<std::string> found;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        if (entry.path().extension() == ".onnx") found.push_back(entry.path());
    }
    std::ranges::sort(found);
    return found.empty() ? std::string() : found.front();
}

std::string lower(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return text;
}

// 0 positive, 1 negative, 2 neutral.
std::optional<std::size_t> meaning_of(const std::string& label) {
    const auto name = lower(label);
    if (name.starts_with("pos") || name.starts_with("bull")) return 0;
    if (name.starts_with("neg") || name.starts_with("bear")) return 1;
    if (name.starts_with("neu")) return 2;
    return std::nullopt;
}

Status read_labels(const json& config, std::array<std::size_t, 3>& outputs) {
    const auto labels = config.find("id2label");
    std::array<bool, 3> found{};
    if (labels != config.end() && labels->is_object() && labels->size() == 3) {
        for (const auto& [id, label] : labels->items()) {
            const auto meaning = label.is_string() ? meaning_of(label.get<std::string>()) : std::nullopt;
            if (!meaning || id.size() != 1 || id[0] < '0' || id[0] > '2') continue;
            outputs[*meaning] = static_cast<std::size_t>(id[0] - '0');
            found[*meaning] = true;
        }
    }
    if (found[0] && found[1] && found[2]) return {};
    return fail(ErrorCode::kParse, "config.json: id2label does not name positive, negative and neutral",
                "give {\"0\":\"positive\",\"1\":\"negative\",\"2\":\"neutral\"} in the order of the model's outputs");
}

// Models trained here say which words stand for companies; no other model does.
std::optional<CompanyMarks> read_marks(const json& config) {
    const auto ours = config.find("tradewind");
    if (ours == config.end() || !ours->is_object()) return std::nullopt;
    const auto word = [&](const char* name) {
        const auto found = ours->find(name);
        return found != ours->end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    CompanyMarks marks{word("target_word"), word("other_word")};
    if (marks.target.empty() || marks.other.empty()) return std::nullopt;
    return marks;
}

bool reads_equal_lengths_together(const json& config) {
    const auto ours = config.find("tradewind");
    if (ours == config.end() || !ours->is_object()) return false;
    const auto found = ours->find("equal_lengths_together");
    return found != ours->end() && found->is_boolean() && found->get<bool>();
}

Result<WordPieceTokenizer> read_tokenizer(const fs::path& folder, std::string& hashed) {
    if (const auto text = read_file(folder / "tokenizer.json")) {
        hashed = sha256_hex(*text);
        return WordPieceTokenizer::from_tokenizer_json(*text);
    }
    const auto text = read_file(folder / "vocab.txt");
    if (!text) return lacks(folder, "vocab.txt and no tokenizer.json");
    hashed = sha256_hex(*text);
    WordPieceOptions options;
    if (const auto settings = read_file(folder / "tokenizer_config.json")) {
        const auto parsed = json::parse(*settings, nullptr, false);
        if (parsed.is_object() && parsed.contains("do_lower_case") && parsed["do_lower_case"].is_boolean()) {
            options.lower_case = parsed["do_lower_case"].get<bool>();
        }
    }
    return WordPieceTokenizer::from_vocabulary(*text, options);
}

}  // namespace

Result<ModelFolder> ModelFolder::open(const std::string& folder) {
    const auto config_text = read_file(fs::path(folder) / "config.json");
    if (!config_text) return lacks(folder, "config.json");
    const auto config = json::parse(*config_text, nullptr, false);
    if (!config.is_object())
        return fail(ErrorCode::kParse, folder + "/config.json is not a JSON object", "download it again");
    const auto onnx = find_onnx(folder);
    if (onnx.empty()) return lacks(folder, "*.onnx");
    std::string tokenizer_hash;
    auto tokenizer = read_tokenizer(folder, tokenizer_hash);
    if (!tokenizer) return std::unexpected(tokenizer.error().within(folder));
    ModelFolder model{folder, onnx, {}, {}, 512, std::move(*tokenizer)};
    if (auto labels = read_labels(config, model.outputs); !labels)
        return std::unexpected(labels.error().within(folder));
    const auto positions = config.find("max_position_embeddings");
    if (positions != config.end() && positions->is_number_unsigned()) {
        model.max_tokens = std::clamp<std::size_t>(positions->get<std::size_t>(), 8, 512);
    }
    model.marks = read_marks(config);
    model.equal_lengths_together = reads_equal_lengths_together(config);
    const auto weights = read_file(onnx);
    if (!weights) return lacks(folder, "readable weights");
    model.hash = sha256_hex(sha256_hex(*config_text) + tokenizer_hash + sha256_hex(*weights)).substr(0, 12);
    return model;
}

}  // namespace tradewind::sentiment
