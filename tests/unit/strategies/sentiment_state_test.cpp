#include "strategies/sentiment_state.hpp"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

using namespace tradewind;
using namespace tradewind::strategies;
using std::chrono::hours;

namespace {

ScoredArticle article(int number, double score, Timestamp at, int story = -1) {
    ScoredArticle made;
    made.article = ArticleId::from_fields({"article", std::to_string(number)});
    made.story = ArticleId::from_fields({"article", std::to_string(story < 0 ? number : story)});
    made.score = score;
    made.confidence = 1;
    made.usable_from = at;
    return made;
}

const Timestamp kStart = parse_timestamp("2024-01-02T14:00:00Z").value();

}  // namespace

TEST_CASE("a story loses half of its weight in a half life") {
    SentimentState state(hours(2));
    state.push(article(1, 0.5, kStart));
    CHECK(state.weight(kStart) == 1);
    CHECK(state.weight(kStart + hours(2)) == Catch::Approx(0.5));
    CHECK(state.weight(kStart + hours(6)) == Catch::Approx(0.125));
    CHECK(state.weight(kStart + hours(1000)) == 0);
}

TEST_CASE("the mean leans towards the younger story") {
    SentimentState state(hours(2));
    state.push(article(1, 1, kStart));
    state.push(article(2, -1, kStart + hours(2)));
    CHECK(state.mean() == Catch::Approx((0.5 - 1) / 1.5));
}

TEST_CASE("a story that is told again neither adds weight nor grows young") {
    SentimentState state(hours(2));
    CHECK(state.push(article(1, 1, kStart)));
    CHECK_FALSE(state.push(article(2, 1, kStart + hours(4), 1)));
    CHECK(state.weight(kStart + hours(4)) == Catch::Approx(0.25));
}

TEST_CASE("only the last fifty stories count") {
    SentimentState state(hours(1000));
    for (int i = 0; i < 200; ++i) state.push(article(i, i < 150 ? -1 : 1, kStart));
    CHECK(state.mean() == 1);
    CHECK(state.weight(kStart) == 50);
}

TEST_CASE("evidence names what still weighs, newest first") {
    SentimentState state(hours(2));
    state.push(article(1, 1, kStart));
    state.push(article(2, 1, kStart + hours(20)));
    state.push(article(3, 1, kStart + hours(21)));
    const auto ids = state.evidence(kStart + hours(21), 5);
    CHECK(ids == std::vector{article(3, 0, kStart).article.to_string(), article(2, 0, kStart).article.to_string()});
}
