#include "sentiment/finbert.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "sentiment/engine.hpp"

using namespace tradewind;
using sentiment::FinbertScorer;

namespace {

std::filesystem::path fixture(std::string_view name) {
    const char* source = std::getenv("TRADEWIND_SOURCE_DIR");
    return std::filesystem::path(source != nullptr ? source : ".") / "tests/unit/sentiment/fixtures" / name;
}

std::unique_ptr<FinbertScorer> load(std::string_view name, sentiment::FinbertOptions options = {}) {
    auto scorer = FinbertScorer::load(fixture(name), options);
    INFO((scorer ? "" : scorer.error().message));
    REQUIRE(scorer);
    return std::move(*scorer);
}

sentiment::Score score_of(FinbertScorer& scorer, std::string text) {
    const std::vector<std::string> texts{std::move(text)};
    const auto scores = scorer.score(texts);
    REQUIRE(scores);
    return scores->front();
}

/// A copy of a fixture that a test may damage.
class DamagedModel {
public:
    DamagedModel() : folder_(std::filesystem::temp_directory_path() / "tradewind-damaged-model") {
        std::filesystem::remove_all(folder_);
        std::filesystem::copy(fixture("tiny_bert"), folder_);
    }
    ~DamagedModel() { std::filesystem::remove_all(folder_); }
    void write(const char* name, std::string_view text) { std::ofstream(folder_ / name, std::ios::binary) << text; }
    void remove(const char* name) { std::filesystem::remove(folder_ / name); }
    [[nodiscard]] Error load_error() const {
        const auto scorer = FinbertScorer::load(folder_);
        REQUIRE_FALSE(scorer);
        CHECK_FALSE(scorer.error().hint.empty());
        return scorer.error();
    }

private:
    std::filesystem::path folder_;
};

}  // namespace

TEST_CASE("A model runs, whatever its inputs, its order of labels and its tokenizer file") {
    for (const auto* name : {"tiny_bert", "tiny_bert_plain"}) {
        INFO(name);
        const auto scorer = load(name);
        CHECK(score_of(*scorer, "Profit rises, good!").label == SentimentLabel::kPositive);
        CHECK(score_of(*scorer, "a bad loss").label == SentimentLabel::kNegative);
        CHECK(score_of(*scorer, "the x .").label == SentimentLabel::kNeutral);
        CHECK(score_of(*scorer, "").label == SentimentLabel::kNeutral);
        CHECK(scorer->tokens("Profit rises") == std::vector<std::int64_t>{2, 8, 11, 13, 3});
        CHECK(scorer->model_hash().size() == 12);
    }
    CHECK(score_of(*load("tiny_bert"), "good bad x").score == score_of(*load("tiny_bert_plain"), "good bad x").score);
    CHECK(load("tiny_bert")->model_hash() != load("tiny_bert_plain")->model_hash());
}

TEST_CASE("The softmax of known logits comes out rounded") {
    // "good" between [CLS] and [SEP]: rows (0, 0, ¼), (1, 0, 0), (0, 0, ¼), their mean times 8: (8/3, 0, 4/3).
    const auto score = score_of(*load("tiny_bert"), "good");
    CHECK(score.positive == 0.7501);
    CHECK(score.negative == 0.0521);
    CHECK(score.neutral == 0.1977);
    CHECK(score.score == 0.698);
    CHECK(score.confidence == score.positive);
}

TEST_CASE("A score depends neither on its batch nor on threads") {
    std::vector<std::string> texts;
    for (int i = 0; i < 60; ++i) {
        std::string text;
        for (int j = 0; j <= i % 13; ++j) text += (i + j) % 3 == 0 ? "good " : ((i * j) % 5 == 0 ? "loss " : "the ");
        texts.push_back(text);
    }
    const auto one = load("tiny_bert");
    const auto four = load("tiny_bert", {.threads = 4});
    const auto together = one->score(texts);
    const auto threaded = four->score(texts);
    REQUIRE(together);
    REQUIRE(threaded);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto alone = score_of(*one, texts[i]);
        CHECK(alone.positive == (*together)[i].positive);
        CHECK(alone.negative == (*threaded)[i].negative);
        CHECK(alone.score == (*threaded)[i].score);
    }
}

TEST_CASE("A text longer than the model's window is read in windows") {
    // The fixture reads 14 tokens at a time.
    std::string good, bad;
    for (int i = 0; i < 14; ++i) good += "good ";
    for (int i = 0; i < 14; ++i) bad += "bad ";
    const auto scorer = load("tiny_bert");
    const auto mixed = score_of(*scorer, good + bad);
    CHECK(mixed.score == 0);
    CHECK(mixed.positive > 0.49);
    CHECK(score_of(*scorer, good + good + bad).score > 0.3);
    const auto first_only = load("tiny_bert", {.max_windows = 1});
    CHECK(score_of(*first_only, good + bad).score == score_of(*scorer, good).score);
}

TEST_CASE("A folder that is no model is refused by name") {
    CHECK_FALSE(FinbertScorer::load("/nowhere"));
    DamagedModel no_config;
    no_config.remove("config.json");
    CHECK(no_config.load_error().message.find("config.json") != std::string::npos);
    DamagedModel no_labels;
    no_labels.write("config.json", R"({"id2label":{"0":"LABEL_0","1":"LABEL_1","2":"LABEL_2"}})");
    CHECK(no_labels.load_error().message.find("id2label") != std::string::npos);
    DamagedModel no_vocabulary;
    no_vocabulary.remove("vocab.txt");
    CHECK(no_vocabulary.load_error().message.find("vocab.txt") != std::string::npos);
    DamagedModel broken;
    broken.write("model.onnx", "not a model");
    CHECK(broken.load_error().code == ErrorCode::kInternal);
}

TEST_CASE("The engine is chosen by name; auto without a model is the word list") {
    CHECK((*sentiment::make_scorer({.engine = "lexicon"}))->name() == "lexicon");
    CHECK((*sentiment::make_scorer({.engine = "auto", .model_dir = fixture("tiny_bert")}))->name() == "finbert");
    CHECK_FALSE(sentiment::make_scorer({.engine = "magic"}));
    CHECK_FALSE(sentiment::make_scorer({.engine = "auto", .model_dir = "/nowhere"}));
}
