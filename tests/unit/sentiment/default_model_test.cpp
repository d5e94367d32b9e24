#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "sentiment/analyzer.hpp"
#include "sentiment/finbert.hpp"

/// The model that the project ships: what its card promises that needs no data but our own sentences.
using namespace tradewind;
using sentiment::FinbertScorer;

namespace {

std::filesystem::path source_dir() {
    const char* source = std::getenv("TRADEWIND_SOURCE_DIR");
    return source != nullptr ? source : ".";
}

std::unique_ptr<FinbertScorer> load(std::size_t threads = 1) {
    auto scorer = FinbertScorer::load(source_dir() / "models/default", {.threads = threads});
    INFO((scorer ? "" : scorer.error().message));
    REQUIRE(scorer);
    return std::move(*scorer);
}

struct Labelled {
    std::vector<std::string> texts;
    std::vector<SentimentLabel> labels;
};

Labelled read_check_set() {
    std::ifstream file(source_dir() / "models/train/check_set.tsv");
    Labelled set;
    for (std::string line; std::getline(file, line);) {
        if (line.size() < 3) continue;
        set.labels.push_back(line[0] == '+'   ? SentimentLabel::kPositive
                             : line[0] == '-' ? SentimentLabel::kNegative
                                              : SentimentLabel::kNeutral);
        set.texts.push_back(line.substr(2));
    }
    return set;
}

bool same(const sentiment::Score& a, const sentiment::Score& b) {
    return a.positive == b.positive && a.negative == b.negative && a.neutral == b.neutral && a.score == b.score &&
           a.telling_begin == b.telling_begin && a.telling_end == b.telling_end;
}

}  // namespace

TEST_CASE("A text's score is the same alone, in any batch and on any number of threads, to the last stored bit") {
    auto texts = read_check_set().texts;
    std::string report;
    for (const auto& text : texts) report += text + ' ';
    texts.push_back(report);  // More than one window.
    texts.emplace_back();
    const auto one = load();
    const auto together = one->score(texts);
    REQUIRE(together);
    const auto many = load(4);
    const auto threaded = many->score(texts);
    REQUIRE(threaded);
    const std::vector<std::string> backwards(texts.rbegin(), texts.rend());
    const auto reversed = many->score(backwards);
    REQUIRE(reversed);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        INFO(texts[i].substr(0, 100));
        const auto alone = one->score(std::span(&texts[i], 1));
        REQUIRE(alone);
        CHECK(same(alone->front(), (*together)[i]));
        CHECK(same(alone->front(), (*threaded)[i]));
        CHECK(same(alone->front(), (*reversed)[texts.size() - 1 - i]));
    }
}

TEST_CASE("The shipped model reads the prose of company reports") {
    const auto set = read_check_set();
    REQUIRE(set.texts.size() >= 150);
    const auto scores = load()->score(set.texts);
    REQUIRE(scores);
    std::size_t right = 0;
    for (std::size_t i = 0; i < set.labels.size(); ++i) right += (*scores)[i].label == set.labels[i] ? 1 : 0;
    CHECK(static_cast<double>(right) >= 0.84 * static_cast<double>(set.labels.size()));
}

TEST_CASE("Companies of one headline get scores of their own, with the words that tell") {
    sentiment::SentimentAnalyzer analyzer(load());
    RawArticle article;
    article.title = "Apple slumps on weak iPhone sales; Microsoft surges after record profit";
    article.id = ArticleId::from_fields({article.title});
    article.symbols = {*Ticker::parse("SPY")};
    const auto scored = analyzer.analyze(article);
    REQUIRE(scored);
    REQUIRE(scored->size() == 3);
    CHECK((*scored)[0].ticker.view() == "AAPL");
    CHECK((*scored)[0].label == SentimentLabel::kNegative);
    CHECK((*scored)[1].ticker.view() == "MSFT");
    CHECK((*scored)[1].label == SentimentLabel::kPositive);
    const auto telling = analyzer.telling_words(article);
    REQUIRE(telling);
    const auto of = [&](const char* ticker) {
        const auto found = telling->find(*Ticker::parse(ticker));
        return found == telling->end() ? std::string() : found->second;
    };
    CHECK(article.title.find(of("AAPL")) != std::string::npos);
    CHECK(of("MSFT").find("surges") != std::string::npos);
}

TEST_CASE("Long lists of companies get one score for all") {
    sentiment::SentimentAnalyzer analyzer(load());
    RawArticle article;
    article.title = "Watch $AAPL $MSFT $GOOG $AMZN $TSLA today";
    article.id = ArticleId::from_fields({article.title});
    CHECK(analyzer.texts_of(article) == std::vector<std::string>{article.title});
    article.title = "Watch $AAPL and $MSFT https://t.co/AAPL today";
    CHECK(analyzer.texts_of(article) ==
          std::vector<std::string>{"Watch targetco and otherco  today", "Watch otherco and targetco  today"});
}
