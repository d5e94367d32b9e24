#include "sentiment/analyzer.hpp"

#include <catch2/catch_test_macros.hpp>

#include "sentiment/lexicon.hpp"

using namespace tradewind;
using sentiment::AnalyzerOptions;
using sentiment::SentimentAnalyzer;

namespace {

RawArticle article(std::string title, std::string text = {}) {
    RawArticle raw;
    raw.id = ArticleId::from_fields({title, text});
    raw.story = raw.id;
    raw.title = std::move(title);
    raw.text = std::move(text);
    raw.published = *parse_timestamp("2014-06-06T13:30:00Z");
    raw.received = *parse_timestamp("2014-06-06T13:30:02Z");
    return raw;
}

class FakeFallback final : public sentiment::FallbackScorer {
public:
    explicit FakeFallback(bool works) : works_(works) {}
    Result<sentiment::Verdict> score(const RawArticle&, Ticker) override {
        if (!works_) return fail(ErrorCode::kUnavailable, "nobody there");
        return sentiment::Verdict{sentiment::score_from_probabilities(0.9, 0.05, 0.05), "ollama", "m", ""};
    }

private:
    bool works_;
};

}  // namespace

TEST_CASE("An article gives one score for each ticker, named or given by its source") {
    SentimentAnalyzer analyzer(std::make_unique<sentiment::LexiconScorer>());
    auto raw = article("Apple beats estimates, $MSFT and $AAPL soar");
    raw.symbols = {*Ticker::parse("TSLA"), *Ticker::parse("AAPL")};
    const auto scored = analyzer.analyze(raw);
    REQUIRE(scored);
    REQUIRE(scored->size() == 3);
    CHECK((*scored)[0].ticker.view() == "AAPL");
    CHECK((*scored)[1].ticker.view() == "MSFT");
    CHECK((*scored)[2].ticker.view() == "TSLA");
    for (const auto& one : *scored) {
        CHECK(one.score > 0);
        CHECK(one.usable_from == raw.received);
        CHECK(one.scored == raw.received);
        CHECK(one.engine == "lexicon");
        CHECK(one.story == raw.id);
    }
    CHECK((*scored)[0].id != (*scored)[1].id);
}

TEST_CASE("Articles that name nobody give no score, and a batch scores as one by one") {
    SentimentAnalyzer analyzer(std::make_unique<sentiment::LexiconScorer>());
    const std::vector<RawArticle> batch{article("Weather is fine"), article("$AAPL surges"),
                                        article("$BAC falls", "Loss widens")};
    const auto together = analyzer.analyze(batch);
    REQUIRE(together);
    REQUIRE(together->size() == 2);
    CHECK((*together)[1].score == analyzer.analyze(batch[2])->front().score);
    CHECK((*together)[1].id == analyzer.analyze(batch[2])->front().id);
}

TEST_CASE("Below the confidence threshold the fallback decides, and its failure is noted") {
    const AnalyzerOptions options{.min_confidence = 1.1};
    SentimentAnalyzer good(std::make_unique<sentiment::LexiconScorer>(), options, std::make_unique<FakeFallback>(true));
    CHECK(good.analyze(article("$AAPL rises"))->front().engine == "ollama");
    SentimentAnalyzer bad(std::make_unique<sentiment::LexiconScorer>(), options, std::make_unique<FakeFallback>(false));
    const auto kept = bad.analyze(article("$AAPL rises"))->front();
    CHECK(kept.engine == "lexicon");
    CHECK(kept.note == "fallback: nobody there");
}

TEST_CASE("So many second opinions are asked for at once, and no more") {
    const AnalyzerOptions options{.min_confidence = 1.1, .max_asked = 2};
    SentimentAnalyzer analyzer(std::make_unique<sentiment::LexiconScorer>(), options,
                               std::make_unique<FakeFallback>(true));
    const std::vector<RawArticle> batch{article("$AAPL rises"), article("$BAC rises"), article("$IBM rises")};
    const auto scored = analyzer.analyze(batch);
    REQUIRE(scored);
    CHECK((*scored)[1].engine == "ollama");
    CHECK((*scored)[2].engine == "lexicon");
    CHECK((*scored)[2].note == "fallback: too many at once");
    CHECK(analyzer.analyze(batch[2])->front().engine == "ollama");
}

TEST_CASE("Web addresses are not read") {
    CHECK(sentiment::scored_text(article("Up https://t.co/x now"), 100) == "Up  now");
    CHECK(sentiment::scored_text(article("http is a protocol http://"), 100) == "http is a protocol ");
}

TEST_CASE("The text alone is scored where it begins with the title") {
    CHECK(sentiment::scored_text(article("Up", "Up and away"), 100) == "Up and away");
    CHECK(sentiment::scored_text(article("Up", "Down"), 100) == "Up\n\nDown");
    CHECK(sentiment::scored_text(article("\xC3\xA9\xC3\xA9"), 3) == "\xC3\xA9");
}

namespace {

std::string tickers_of(SentimentAnalyzer& analyzer, const RawArticle& raw) {
    const auto scored = analyzer.analyze(raw);
    std::string tickers;
    if (scored) {
        for (const auto& one : *scored) tickers += (tickers.empty() ? "" : " ") + one.ticker.to_string();
    }
    return tickers;
}

}  // namespace

TEST_CASE("A company goes by the symbol that has bars in the world its articles are read for") {
    const auto facebook = article("Facebook soars, $FB and META lead, (NASDAQ: FB)");
    const auto ticker = [](std::string_view text) { return *Ticker::parse(text); };
    const auto before = facebook.received - std::chrono::days(100);
    const auto after = facebook.received + std::chrono::days(100);
    SentimentAnalyzer analyzer(std::make_unique<sentiment::LexiconScorer>());
    SECTION("by today's where nothing is known of bars, or only of others' bars") {
        CHECK(tickers_of(analyzer, facebook) == "META");
        analyzer.set_listed({{ticker("AAPL"), before}});
        CHECK(tickers_of(analyzer, facebook) == "META");
    }
    SECTION("by the former one in a recording that has only that, also before its first bar") {
        analyzer.set_listed({{ticker("FB"), before}});
        CHECK(tickers_of(analyzer, facebook) == "FB");
        analyzer.set_listed({{ticker("FB"), after}});
        CHECK(tickers_of(analyzer, facebook) == "FB");
    }
    SECTION("by today's in a recording that calls the past by it") {
        analyzer.set_listed({{ticker("META"), before}});
        CHECK(tickers_of(analyzer, facebook) == "META");
    }
    SECTION("by the one of the day in a recording over the renaming") {
        analyzer.set_listed({{ticker("FB"), before}, {ticker("META"), after}});
        CHECK(tickers_of(analyzer, facebook) == "FB");
        analyzer.set_listed({{ticker("FB"), before - std::chrono::days(1)}, {ticker("META"), before}});
        CHECK(tickers_of(analyzer, facebook) == "META");
    }
    SECTION("what its source says it is about, too") {
        auto raw = article("Shares surge");
        raw.symbols = {ticker("FB")};
        analyzer.set_listed({{ticker("META"), before}});
        CHECK(tickers_of(analyzer, raw) == "META");
    }
    SECTION("by the class of shares that it has") {
        analyzer.set_listed({{ticker("GOOG"), before}});
        CHECK(tickers_of(analyzer, article("Google beats estimates, $GOOGL soars")) == "GOOG");
        analyzer.set_listed({{ticker("GOOG"), before}, {ticker("GOOGL"), before}});
        CHECK(tickers_of(analyzer, article("Google beats estimates, $GOOG soars")) == "GOOG GOOGL");
    }
}
