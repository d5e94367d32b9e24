#include <CLI/CLI.hpp>

#include "app/commands.hpp"
#include "app/json_lines.hpp"
#include "app/output.hpp"
#include "app/settings_options.hpp"
#include "sentiment/engine.hpp"
#include "sentiment/finbert.hpp"
#include "sentiment/installed_symbols.hpp"
#include "sentiment/ticker_extractor.hpp"

namespace tradewind::app {
namespace {

using nlohmann::ordered_json;
using Answers = std::vector<Result<ordered_json>>;

struct ScoreOptions {
    std::string file;
    sentiment::EngineOptions engine;
    std::size_t batch = 256;
    bool tokens = false;
};

ordered_json score_json(const sentiment::Score& score, const sentiment::SentimentScorer& scorer) {
    return {{"label", to_string(score.label)},
            {"score", score.score},
            {"confidence", score.confidence},
            {"probabilities", {{"positive", score.positive}, {"negative", score.negative}, {"neutral", score.neutral}}},
            {"engine", scorer.name()},
            {"model", scorer.model_hash()}};
}

/// Scores the readable texts of a batch together; an unreadable line keeps its place.
Answers score_lines(sentiment::SentimentScorer& scorer, bool tokens, std::span<const BatchLine> lines) {
    std::vector<std::string> texts;
    std::vector<Result<std::string>> read;
    for (const auto& line : lines) {
        read.push_back(text_member(line.input, "text"));
        if (read.back()) texts.push_back(*read.back());
    }
    const auto* model = tokens ? dynamic_cast<const sentiment::FinbertScorer*>(&scorer) : nullptr;
    const auto scores = scorer.score(texts);
    Answers answers;
    std::size_t next = 0;
    for (const auto& text : read) {
        if (!text || !scores) {
            answers.emplace_back(std::unexpected(text ? scores.error() : text.error()));
            continue;
        }
        auto answer = score_json((*scores)[next++], scorer);
        if (model != nullptr) answer["tokens"] = model->tokens(*text);
        answers.emplace_back(std::move(answer));
    }
    return answers;
}

int score_texts(const ScoreOptions& options) {
    const auto scorer = sentiment::make_scorer(options.engine);
    if (!scorer) return report(scorer.error(), true);
    if (options.tokens && (*scorer)->name() != "finbert") {
        return report({ErrorCode::kInvalidArgument, "--tokens needs a model", "name its folder with --model"}, true);
    }
    return run_batch(options.file, options.batch, true,
                     [&](auto lines) { return score_lines(**scorer, options.tokens, lines); });
}

ordered_json mention_json(const sentiment::Mention& mention) {
    auto spans = ordered_json::array();
    for (const auto& span : mention.spans) spans.push_back({span.begin, span.end});
    return {{"ticker", mention.ticker.view()},
            {"why", to_string(mention.why)},
            {"spans", std::move(spans)},
            {"confidence", mention.confidence}};
}

struct ExtractOptions {
    SettingsOptions settings;
    std::string file;
};

int extract_tickers(const ExtractOptions& options) {
    const auto loaded = options.settings.load();
    if (!loaded) return report(loaded.error(), true);
    const auto symbols = sentiment::installed_symbols(loaded->settings.data.dir);
    if (!symbols) return report(symbols.error(), true);
    sentiment::TickerExtractor extractor(**symbols);
    return run_batch(options.file, 64, true, [&](std::span<const BatchLine> lines) {
        Answers answers;
        for (const auto& line : lines) {
            answers.push_back(text_member(line.input, "text").transform([&](const std::string& text) {
                auto tickers = ordered_json::array();
                for (const auto& mention : extractor.extract(text)) tickers.push_back(mention_json(mention));
                return ordered_json{{"tickers", std::move(tickers)}};
            }));
        }
        return answers;
    });
}

void add_sentiment(CLI::App& root, int& status) {
    auto* sentiment = root.add_subcommand("sentiment", "Score texts");
    sentiment->require_subcommand(1);
    auto* score = sentiment->add_subcommand("score", "Score texts, one JSON object {\"id\",\"text\"} a line");
    auto options = std::make_shared<ScoreOptions>();
    score->add_option("--model", options->engine.model_dir, "Model folder (config.json, vocab.txt, model.onnx)");
    score->add_option("--engine", options->engine.engine, "auto, finbert or lexicon")
        ->check(CLI::IsMember({"auto", "finbert", "lexicon"}));
    score->add_option("--threads", options->engine.threads, "Texts scored at once; changes no score")
        ->check(CLI::Range(1, 256));
    score->add_flag("--tokens", options->tokens, "Add the model's token ids");
    score->add_option("--batch", options->batch, "Texts read at a time; changes no score")
        ->check(CLI::Range(1, 100'000));
    score->add_option("file", options->file, "JSONL file, - for standard input")->required();
    score->footer("Example: echo '{\"id\":1,\"text\":\"Apple beats estimates\"}' | tradewind sentiment score -");
    score->callback([options, &status] { status = score_texts(*options); });
}

void add_tickers(CLI::App& root, int& status) {
    auto* tickers = root.add_subcommand("tickers", "Find tickers in texts");
    tickers->require_subcommand(1);
    auto* extract =
        tickers->add_subcommand("extract", "Print the tickers of texts, one JSON object {\"id\",\"text\"} a line");
    auto options = std::make_shared<ExtractOptions>();
    options->settings.add_to(*extract);
    extract->add_option("file", options->file, "JSONL file, - for standard input")->required();
    extract->footer("Example: echo '{\"id\":1,\"text\":\"$AAPL and Visa Inc.\"}' | tradewind tickers extract -");
    extract->callback([options, &status] { status = extract_tickers(*options); });
}

}  // namespace

void add_sentiment_commands(CLI::App& root, int& status) {
    add_sentiment(root, status);
    add_tickers(root, status);
}

}  // namespace tradewind::app
