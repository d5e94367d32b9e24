#include "sentiment/lexicon.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "core/messages.hpp"

using tradewind::SentimentLabel;
using tradewind::sentiment::LexiconScorer;

namespace {

double score_of(std::string_view text) {
    return LexiconScorer().score_one(text).score;
}

}  // namespace

TEST_CASE("The lexicon tells good news from bad and both from none") {
    LexiconScorer lexicon;
    CHECK(lexicon.score_one("Apple beats estimates, raises guidance").label == SentimentLabel::kPositive);
    CHECK(lexicon.score_one("Boeing plunges after profit warning").label == SentimentLabel::kNegative);
    CHECK(lexicon.score_one("Company to hold annual meeting on Tuesday").label == SentimentLabel::kNeutral);
    CHECK(lexicon.score_one("").score == 0);
}

TEST_CASE("A negation turns what follows, within its clause only") {
    CHECK(score_of("does not beat expectations") < 0);
    CHECK(score_of("shares are not weak") > 0);
    CHECK(score_of("No, shares surge") > 0);
}

TEST_CASE("Movements of burdens count the other way round") {
    CHECK(score_of("net loss narrows") > 0);
    CHECK(score_of("net loss widens") < 0);
    CHECK(score_of("costs fall") > 0);
    CHECK(score_of("sales fall") < 0);
    CHECK(score_of("company cuts debt") > 0);
}

TEST_CASE("Intensifiers move a score and phrases win over their words") {
    CHECK(score_of("shares sharply higher") > score_of("shares higher"));
    CHECK(score_of("shares slightly higher") < score_of("shares higher"));
    CHECK(score_of("long term outlook") == 0);
    CHECK(score_of("$ALL $BEAT $WIN") == 0);
}

TEST_CASE("Scores are rounded to 1e-4, sum to one and do not depend on the batch") {
    LexiconScorer lexicon;
    const std::vector<std::string> texts{"Profit jumps 30%", "Loss widens", "Fine day", ""};
    const auto together = lexicon.score(texts);
    REQUIRE(together);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto& score = (*together)[i];
        const auto alone = lexicon.score_one(texts[i]);
        CHECK(score.score == alone.score);
        CHECK(score.positive + score.negative + score.neutral > 0.9998);
        CHECK(score.positive + score.negative + score.neutral < 1.0002);
        const double scaled = score.score * 1e4;
        CHECK(std::abs(scaled - std::round(scaled)) < 1e-9);
    }
}

TEST_CASE("The model hash is that of the word list and stable") {
    CHECK(LexiconScorer().model_hash().size() == 12);
    CHECK(LexiconScorer().model_hash() == LexiconScorer().model_hash());
}
