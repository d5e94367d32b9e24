#include "backtest/scoring.hpp"

#include <algorithm>
#include <thread>
#include <tuple>

#include "sentiment/analyzer.hpp"

namespace tradewind::backtest {
namespace {

using Scores = std::vector<std::vector<ScoredArticle>>;

/// Scores the instants [first, last) into their places.
Status score_range(const std::vector<Instant>& instants, std::size_t first, std::size_t last,
                   sentiment::SentimentAnalyzer& analyzer, Scores& scores) {
    constexpr std::size_t kBatch = 256;
    for (std::size_t begin = first; begin < last;) {
        std::vector<RawArticle> batch;
        std::size_t end = begin;
        for (; end < last && batch.size() < kBatch; ++end) {
            for (const RawArticle& article : instants[end].articles) batch.push_back(article);
        }
        auto scored = analyzer.analyze(batch);
        if (!scored) return std::unexpected(scored.error());
        // Scores come in the order of their articles, and every instant has its own time.
        std::size_t place = begin;
        for (ScoredArticle& score : *scored) {
            while (instants[place].time < score.usable_from) ++place;
            scores[place].push_back(std::move(score));
        }
        begin = end;
    }
    for (std::size_t i = first; i < last; ++i) {
        std::ranges::sort(scores[i], {},
                          [](const ScoredArticle& score) { return std::tuple(score.ticker, score.id.to_string()); });
    }
    return {};
}

/// Cuts the instants into parts of about as many articles each.
std::vector<std::size_t> cut(const std::vector<Instant>& instants, std::size_t parts) {
    std::size_t total = 0;
    for (const Instant& instant : instants) total += instant.articles.size();
    std::vector<std::size_t> bounds{0};
    std::size_t seen = 0;
    for (std::size_t i = 0; i < instants.size(); ++i) {
        seen += instants[i].articles.size();
        if (seen * parts >= total * bounds.size() && bounds.size() < parts) bounds.push_back(i + 1);
    }
    bounds.push_back(instants.size());
    return bounds;
}

}  // namespace

Result<Scores> score_articles(const std::vector<Instant>& instants, const AnalyzerFactory& make_analyzer,
                              const std::vector<ListedSince>& listed, unsigned threads) {
    Scores scores(instants.size());
    if (std::ranges::all_of(instants, [](const Instant& instant) { return instant.articles.empty(); })) return scores;
    const auto bounds = cut(instants, std::max(1U, threads));
    std::vector<std::unique_ptr<sentiment::SentimentAnalyzer>> analyzers;
    for (std::size_t i = 0; i + 1 < bounds.size(); ++i) {
        auto analyzer = make_analyzer();
        if (!analyzer) return std::unexpected(analyzer.error());
        (*analyzer)->set_listed(listed);
        analyzers.push_back(std::move(*analyzer));
    }
    std::vector<Status> statuses(analyzers.size());
    {
        std::vector<std::jthread> workers;
        for (std::size_t i = 1; i < analyzers.size(); ++i) {
            workers.emplace_back(
                [&, i] { statuses[i] = score_range(instants, bounds[i], bounds[i + 1], *analyzers[i], scores); });
        }
        statuses[0] = score_range(instants, bounds[0], bounds[1], *analyzers[0], scores);
    }
    for (const Status& status : statuses) {
        if (!status) return std::unexpected(status.error());
    }
    return scores;
}

}  // namespace tradewind::backtest
