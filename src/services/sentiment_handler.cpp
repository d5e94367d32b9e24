#include "services/sentiment_handler.hpp"

#include "net/http_client.hpp"
#include "sentiment/engine.hpp"
#include "sentiment/installed_symbols.hpp"
#include "sentiment/ollama.hpp"
#include "services/codec.hpp"
#include "services/listed_symbols.hpp"
#include "storage/articles.hpp"
#include "telemetry/metric_names.hpp"

namespace tradewind::services {
namespace {

class SentimentHandler final : public Handler {
public:
    SentimentHandler(World& world, std::unique_ptr<sentiment::SentimentAnalyzer> analyzer,
                     sentiment::ScoringClock clock)
        : world_(world), analyzer_(std::move(analyzer)), clock_(std::move(clock)) {}

    std::vector<std::string> inputs() const override { return {std::string(stream::kNewsRaw)}; }
    bool stateful() const override { return false; }
    void reset() override { listed_known_ = false; }

    Status handle(std::span<const Message> messages, bool rebuilding, Effects& effects) override {
        if (rebuilding) return {};
        if (Status known = know_listed(); !known) return known;
        std::vector<RawArticle> articles;
        articles.reserve(messages.size());
        for (const auto& message : messages) articles.push_back(std::get<RawArticle>(message));
        auto scored = analyzer_->analyze(articles, clock_);
        if (!scored) return std::unexpected(scored.error());
        for (const auto& score : *scored) {
            count(score.engine);
            effects.outgoing.push_back(outgoing_message(score, world_.machine_clock().now()));
        }
        effects.writes.emplace_back(
            [articles = std::move(articles), scores = std::move(*scored)](storage::Transaction& tx) -> Status {
                if (Status status = storage::insert_articles(tx, articles); !status) return status;
                return storage::insert_scores(tx, scores);
            });
        return {};
    }

private:
    // Not before the first article: a replay's driver notes it once it has read its recording.
    Status know_listed() {
        if (listed_known_) return {};
        const auto listed = listed_in(world_);
        if (!listed) return std::unexpected(listed.error());
        analyzer_->set_listed(*listed);
        listed_known_ = true;
        return {};
    }

    void count(std::string_view engine) {
        using namespace telemetry::metric;
        const auto& spec = engine == "finbert" ? kFinbert : (engine == "ollama" ? kOllama : kLexicon);
        world_.meters().counter(spec, {{"service", "sentiment-analyzer"}}).add();
    }

    World& world_;
    std::unique_ptr<sentiment::SentimentAnalyzer> analyzer_;
    sentiment::ScoringClock clock_;
    bool listed_known_ = false;
};

Result<std::unique_ptr<sentiment::SentimentScorer>> make_scorer(const config::Settings& settings,
                                                                const std::string& engine) {
    return sentiment::make_scorer({.engine = engine,
                                   .model_dir = settings.sentiment.model_dir,
                                   .threads = static_cast<std::size_t>(settings.sentiment.threads)});
}

}  // namespace

Result<std::unique_ptr<sentiment::SentimentAnalyzer>> make_analyzer(const config::Settings& settings,
                                                                    std::shared_ptr<sentiment::ScoreStore> scored) {
    const bool quick = settings.sentiment.engine == "auto" && settings.sentiment.model_dir.empty();
    return make_analyzer(settings, quick ? "lexicon" : settings.sentiment.engine, std::move(scored));
}

Result<std::unique_ptr<sentiment::SentimentAnalyzer>> make_analyzer(const config::Settings& settings,
                                                                    const std::string& engine,
                                                                    std::shared_ptr<sentiment::ScoreStore> scored) {
    auto scorer = make_scorer(settings, engine);
    if (!scorer) return std::unexpected(scorer.error());
    if (scored) scorer = std::make_unique<sentiment::StoredScorer>(std::move(*scorer), std::move(scored));
    const auto symbols = sentiment::installed_symbols(settings.data.dir);
    if (!symbols) return std::unexpected(symbols.error());
    return std::make_unique<sentiment::SentimentAnalyzer>(std::move(*scorer), sentiment::AnalyzerOptions{}, nullptr,
                                                          **symbols);
}

Result<std::unique_ptr<sentiment::SentimentAnalyzer>> make_live_analyzer(const config::Settings& settings,
                                                                         const MachineClock& clock) {
    const auto& ollama = settings.sentiment.ollama;
    if (ollama.url.empty()) return make_analyzer(settings, settings.sentiment.engine);
    auto scorer = make_scorer(settings, settings.sentiment.engine);
    if (!scorer) return std::unexpected(scorer.error());
    const auto symbols = sentiment::installed_symbols(settings.data.dir);
    if (!symbols) return std::unexpected(symbols.error());
    sentiment::OllamaOptions asked;
    asked.url = ollama.url;
    asked.model = ollama.model;
    asked.timeout = ollama.timeout;
    sentiment::AnalyzerOptions options;
    options.min_confidence = settings.sentiment.confidence_threshold;
    return std::make_unique<sentiment::SentimentAnalyzer>(
        std::move(*scorer), options,
        std::make_unique<sentiment::OllamaScorer>(asked, net::HttpClient::make_fetch(), clock), **symbols);
}

std::unique_ptr<Handler> make_sentiment_handler(World& world, std::unique_ptr<sentiment::SentimentAnalyzer> analyzer,
                                                sentiment::ScoringClock clock) {
    return std::make_unique<SentimentHandler>(world, std::move(analyzer), std::move(clock));
}

}  // namespace tradewind::services
