#include <catch2/catch_test_macros.hpp>

#include "fake_ollama.hpp"
#include "net/http_client.hpp"
#include "sentiment/analyzer.hpp"
#include "sentiment/ollama.hpp"

/// The second opinion over a real socket, by the program's own HTTP client.
using namespace tradewind;
using namespace std::chrono_literals;
using test::FakeOllama;
using Fault = FakeOllama::Fault;

namespace {

class HandClock final : public MachineClock {
public:
    [[nodiscard]] Timestamp now() const override { return Timestamp(time); }
    [[nodiscard]] Duration monotonic() const override { return time; }
    Duration time = 1h;
};

/// Unsure of everything.
class UnsureScorer final : public sentiment::SentimentScorer {
public:
    Result<std::vector<sentiment::Score>> score(std::span<const std::string> texts) override {
        return std::vector(texts.size(), sentiment::score_from_probabilities(0.4, 0.3, 0.3));
    }
    [[nodiscard]] std::string_view name() const override { return "finbert"; }
    [[nodiscard]] std::string_view model_hash() const override { return "unsure"; }
};

sentiment::SentimentAnalyzer analyzer_asking(const std::string& url, const MachineClock& clock,
                                             Duration timeout = 20s) {
    sentiment::OllamaOptions options;
    options.url = url;
    options.model = "tiny";
    options.timeout = timeout;
    return {std::make_unique<UnsureScorer>(), sentiment::AnalyzerOptions{},
            std::make_unique<sentiment::OllamaScorer>(options, net::HttpClient::make_fetch(), clock)};
}

ScoredArticle score_of(sentiment::SentimentAnalyzer& analyzer, const std::string& title) {
    RawArticle article;
    article.title = title;
    article.id = ArticleId::from_fields({title});
    article.symbols = {*Ticker::parse("AAPL")};
    const auto scored = analyzer.analyze(article);
    REQUIRE(scored);
    REQUIRE(scored->size() == 1);
    return scored->front();
}

void check_own_score(const ScoredArticle& scored, std::string_view reason) {
    INFO(scored.note);
    CHECK(scored.engine == "finbert");
    CHECK(scored.positive == 0.4);
    CHECK(scored.note.starts_with("fallback: "));
    CHECK(scored.note.find(reason) != std::string::npos);
}

}  // namespace

TEST_CASE("What the first engine is unsure of is asked of the server, once for the same article") {
    FakeOllama server;
    const HandClock clock;
    auto analyzer = analyzer_asking(server.url(), clock);
    for (int i = 0; i < 2; ++i) {
        const auto scored = score_of(analyzer, "Odd news");
        CHECK(scored.engine == "ollama");
        CHECK(scored.label == SentimentLabel::kNegative);
        CHECK(scored.note.empty());
    }
    CHECK(server.chats() == 1);
}

TEST_CASE("One crash or one answer without sense is asked again and does no harm") {
    for (const auto fault : {Fault::kCrash, Fault::kNonsense, Fault::kBreaksSchema, Fault::kCutOff}) {
        FakeOllama server;
        const HandClock clock;
        auto analyzer = analyzer_asking(server.url(), clock);
        server.fault(fault);
        CHECK(score_of(analyzer, "Odd news").engine == "ollama");
        CHECK(server.chats() == 2);
    }
}

TEST_CASE("A server that goes on failing leaves the first engine's score, with the reason") {
    struct Case {
        Fault fault;
        int chats;
        const char* reason;
    };
    for (const auto& [fault, chats, reason] :
         {Case{Fault::kCrash, 2, "answered 500"}, Case{Fault::kBusy, 1, "answered 503"},
          Case{Fault::kNonsense, 2, "no JSON object"}, Case{Fault::kBreaksSchema, 2, "schema"},
          Case{Fault::kCutOff, 2, "cut off"}}) {
        FakeOllama server;
        const HandClock clock;
        auto analyzer = analyzer_asking(server.url(), clock);
        server.fault(fault);
        server.fault(fault);
        check_own_score(score_of(analyzer, "Odd news"), reason);
        CHECK(server.chats() == chats);
    }
}

TEST_CASE("A server that does not answer is given up after the time set") {
    FakeOllama server;
    const HandClock clock;
    auto analyzer = analyzer_asking(server.url(), clock, 300ms);
    server.fault(Fault::kSilent);
    check_own_score(score_of(analyzer, "Odd news"), "Ollama");
    CHECK(server.chats() == 1);
    CHECK(score_of(analyzer, "Odd news again").engine == "ollama");
}

TEST_CASE("A server that is gone is asked a few times, then left alone for a while") {
    std::string url;
    {
        const FakeOllama gone;
        url = gone.url();
    }
    const HandClock clock;
    auto analyzer = analyzer_asking(url, clock);
    for (int i = 0; i < 6; ++i) check_own_score(score_of(analyzer, "Odd news"), "Ollama");
    check_own_score(score_of(analyzer, "Odd news"), "left alone");
}
