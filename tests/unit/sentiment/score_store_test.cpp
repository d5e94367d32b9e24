#include "sentiment/score_store.hpp"

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <thread>

using namespace tradewind;
using sentiment::Score;
using sentiment::ScoreStore;
using sentiment::StoredScorer;

namespace {

/// Counts what it is asked; the length of a text is its score.
class CountingScorer final : public sentiment::SentimentScorer {
public:
    CountingScorer(std::atomic<int>& asked, bool fails) : asked_(asked), fails_(fails) {}
    Result<std::vector<Score>> score(std::span<const std::string> texts) override {
        if (fails_) return fail(ErrorCode::kInternal, "broken");
        asked_ += static_cast<int>(texts.size());
        std::vector<Score> scores;
        for (const auto& text : texts) scores.push_back({.score = static_cast<double>(text.size())});
        return scores;
    }
    [[nodiscard]] std::string_view name() const override { return "counting"; }
    [[nodiscard]] std::string_view model_hash() const override { return "none"; }

private:
    std::atomic<int>& asked_;
    bool fails_;
};

StoredScorer make(std::atomic<int>& asked, const std::shared_ptr<ScoreStore>& store, bool fails = false) {
    return {std::make_unique<CountingScorer>(asked, fails), store};
}

}  // namespace

TEST_CASE("What one thread has scored no other scores again") {
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < 300; ++i) texts.emplace_back(i, 'x');
    std::atomic<int> asked{0};
    const auto store = std::make_shared<ScoreStore>();
    std::atomic<int> wrong{0};
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&] {
                auto scorer = make(asked, store);
                const auto scores = scorer.score(texts);
                for (std::size_t i = 0; i < texts.size(); ++i) wrong += (*scores)[i].score != static_cast<double>(i);
            });
        }
    }
    CHECK(wrong == 0);
    CHECK(asked == 300);
}

TEST_CASE("What is new of a batch goes to the engine together, and twice in it is once to score") {
    std::atomic<int> asked{0};
    const auto store = std::make_shared<ScoreStore>();
    auto scorer = make(asked, store);
    const std::vector<std::string> known{"bb"};
    REQUIRE(scorer.score(known));
    const std::vector<std::string> texts{"a", "bb", "ccc", "a", "dddd"};
    const auto scores = scorer.score(texts);
    REQUIRE(scores);
    for (std::size_t i = 0; i < texts.size(); ++i) CHECK((*scores)[i].score == static_cast<double>(texts[i].size()));
    CHECK(asked == 4);
}

TEST_CASE("A text that could not be scored is free for the next who tries") {
    std::atomic<int> asked{0};
    const auto store = std::make_shared<ScoreStore>();
    const std::vector<std::string> texts{"abc"};
    auto broken = make(asked, store, true);
    CHECK_FALSE(broken.score(texts));
    auto sound = make(asked, store);
    CHECK(sound.score(texts)->front().score == 3);
    CHECK(broken.score(texts)->front().score == 3);  // Known by now.
}

TEST_CASE("The store forgets the oldest") {
    std::atomic<int> asked{0};
    const auto store = std::make_shared<ScoreStore>(2);
    auto scorer = make(asked, store);
    const std::vector<std::string> texts{"a", "bb", "ccc"};
    REQUIRE(scorer.score(texts));
    const std::vector<std::string> last{"ccc", "bb"};
    REQUIRE(scorer.score(last));
    CHECK(asked == 3);
    const std::vector<std::string> first{"a"};
    REQUIRE(scorer.score(first));
    CHECK(asked == 4);
}
