#include <CLI/CLI.hpp>
#include <chrono>
#include <fmt/core.h>

#include "app/commands.hpp"
#include "app/json_lines.hpp"
#include "app/model_measure.hpp"
#include "app/model_sources.hpp"
#include "app/output.hpp"
#include "sentiment/engine.hpp"
#include "sentiment/finbert.hpp"
#include "sentiment/lexicon.hpp"
#include "sentiment/model_folder.hpp"

namespace tradewind::app {
namespace {

using nlohmann::ordered_json;

int list_models() {
    bool first = true;
    for (const auto& folder : sentiment::default_model_folders()) {
        ordered_json line{{"engine", "finbert"}, {"folder", folder}};
        const auto model = sentiment::ModelFolder::open(folder);
        if (model) {
            line["model"] = model->hash;
        } else {
            line["error"] = error_json(model.error());
        }
        line["default"] = std::exchange(first, false);
        print_line(line);
    }
    print_line({{"engine", "lexicon"},
                {"folder", nullptr},
                {"model", sentiment::LexiconScorer().model_hash()},
                {"default", first}});
    return kDone;
}

int check_model(const std::string& folder, const std::string& hash) {
    const auto model = sentiment::ModelFolder::open(folder);
    if (!model) return report(model.error(), true);
    if (!hash.empty() && !model->hash.starts_with(hash) && !hash.starts_with(model->hash)) {
        return report({ErrorCode::kRefused, fmt::format("{} holds model {}, not {}", folder, model->hash, hash),
                       "the scores of another model are others: get the folder again"},
                      true);
    }
    auto scorer = sentiment::FinbertScorer::load(folder);
    if (!scorer) return report(scorer.error(), true);
    const std::vector<std::string> sample{"Profit rises as sales beat expectations",
                                          "Shares plunge after profit warning"};
    const auto scores = (*scorer)->score(sample);
    if (!scores) return report(scores.error(), true);
    ordered_json samples = ordered_json::array();
    for (std::size_t i = 0; i < sample.size(); ++i)
        samples.push_back({{"text", sample[i]}, {"score", (*scores)[i].score}});
    print_line({{"ok", true},
                {"folder", folder},
                {"weights", model->onnx_path},
                {"model", model->hash},
                {"outputs",
                 {{"positive", model->outputs[0]}, {"negative", model->outputs[1]}, {"neutral", model->outputs[2]}}},
                {"vocabulary", model->tokenizer.vocabulary_size()},
                {"max_tokens", model->max_tokens},
                {"samples", samples}});
    return kDone;
}

struct MeasureOptions {
    sentiment::EngineOptions engine;
    std::string file;
};

int measure_model(const MeasureOptions& options) {
    const auto examples =
        read_input(options.file).and_then([](const std::string& text) { return parse_labelled(text); });
    if (!examples) return report(examples.error(), true);
    const auto scorer = sentiment::make_scorer(options.engine);
    if (!scorer) return report(scorer.error(), true);
    std::vector<std::string> texts;
    const auto marks = (*scorer)->marks();
    for (const auto& example : *examples) texts.push_back(marks ? marked(example, *marks) : example.text);
    const SystemMachineClock clock;
    const auto begin = clock.monotonic();
    const auto scores = (*scorer)->score(texts);
    const auto seconds = to_seconds(clock.monotonic() - begin);
    if (!scores) return report(scores.error(), true);
    const auto quality = measure_quality(*examples, *scores);
    print_line({{"accuracy", quality.accuracy},
                {"f1", quality.f1},
                {"ece", quality.ece},
                {"texts_per_second", seconds > 0 ? static_cast<double>(texts.size()) / seconds : 0.0},
                {"texts", texts.size()},
                {"engine", (*scorer)->name()},
                {"model", (*scorer)->model_hash()}});
    return kDone;
}

void add_source_commands(CLI::App& model, int& status) {
    auto* fetch = model.add_subcommand("fetch", "Say how to get ProsusAI/finbert, which the project may not ship");
    auto as_json = std::make_shared<bool>(false);
    fetch->add_flag("--json", *as_json, "Print one JSON object");
    fetch->footer("Example: tradewind model fetch");
    fetch->callback([as_json, &status] { status = explain_fetch(*as_json); });
    auto* convert = model.add_subcommand("convert", "Check a downloaded model, and say how to convert it to ONNX");
    struct Paths {
        std::string source, folder, sha256;
    };
    auto paths = std::make_shared<Paths>();
    convert->add_option("source", paths->source, "Folder with config.json, vocab.txt and the weights")->required();
    convert->add_option("dir", paths->folder, "Model folder to be made")->required();
    convert->add_option("--sha256", paths->sha256, "Of the weights, as their page says: fails where it is another");
    convert->footer("Example: tradewind model convert finbert-source models/finbert --sha256 0a1b…");
    convert->callback([paths, &status] { status = explain_convert(paths->source, paths->folder, paths->sha256); });
}

}  // namespace

void add_model_commands(CLI::App& root, int& status) {
    auto* model = root.add_subcommand("model", "Look after sentiment models");
    model->require_subcommand(1);
    auto* list = model->add_subcommand("list", "Print the engines that are at hand, the default first");
    list->footer("Example: tradewind model list");
    list->callback([&status] { status = list_models(); });
    auto* check = model->add_subcommand("check", "Load a model folder and score two sentences with it");
    auto folder = std::make_shared<std::string>();
    check->add_option("dir", *folder, "Model folder (config.json, vocab.txt or tokenizer.json, model.onnx)")
        ->required();
    auto hash = std::make_shared<std::string>();
    check->add_option("--hash", *hash, "The model's short hash, as scores carry it: fails where it is another");
    check->footer("Example: tradewind model check models/default");
    check->callback([folder, hash, &status] { status = check_model(*folder, *hash); });
    auto* measure = model->add_subcommand(
        "measure",
        "Measure a model on labelled texts, one {\"text\",\"label\"} a line, with \"about\" and \"others\" "
        "(names in the text) where one of several companies is asked about");
    auto options = std::make_shared<MeasureOptions>();
    measure->add_option("dir", options->engine.model_dir, "Model folder, or `lexicon` for the word list")->required();
    measure->add_option("file", options->file, "JSONL file, - for standard input")->required();
    measure->add_option("--threads", options->engine.threads, "Texts scored at once")->check(CLI::Range(1, 256));
    measure->footer("Example: tradewind model measure models/default headlines.jsonl");
    measure->callback([options, &status] {
        options->engine.engine = options->engine.model_dir == "lexicon" ? "lexicon" : "finbert";
        status = measure_model(*options);
    });
    add_source_commands(*model, status);
}

}  // namespace tradewind::app
