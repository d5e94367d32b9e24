#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/messages.hpp"
#include "sentiment/listings.hpp"
#include "sentiment/scorer.hpp"
#include "sentiment/ticker_extractor.hpp"

namespace tradewind::sentiment {

/// A text's score with where it came from.
struct Verdict {
    Score score;
    std::string engine;
    std::string model;
    std::string note;  ///< Why a fallback was not used or failed.
};

/// A second opinion on texts about which the first engine is unsure: Ollama.
class FallbackScorer {
public:
    virtual ~FallbackScorer() = default;
    /// The score of `text` for one company, or why there is none. May block for its own time-out.
    virtual Result<Verdict> score(const RawArticle& article, Ticker ticker) = 0;
};

/// When the scores of an article were made and from when on they may be used.
struct ScoringTimes {
    Timestamp scored;
    Timestamp usable_from;
};
using ScoringClock = std::function<ScoringTimes(const RawArticle&)>;

/// In a replay or backtest scoring takes no market time: both are the time of receipt.
ScoringTimes scored_on_receipt(const RawArticle& article);

struct AnalyzerOptions {
    double min_confidence = 0.5;         ///< Below it the fallback is asked, where there is one.
    std::size_t max_text_bytes = 8'000;  ///< What is read of an article: its title, and its text up to here.
    std::size_t max_tickers = 32;        ///< Per article; the first ones named.
    /// Companies that a text may name for each to get a score of its own; a longer list gets one for all.
    std::size_t max_told_apart = 3;
    /// Second opinions asked for in one call of `analyze`; what is unsure beyond them keeps the first engine's score.
    std::size_t max_asked = 16;
};

/// Turns articles into one score for each ticker that they name or that their source says they are about. Where a text
/// names several companies and the engine can tell them apart, each is scored by itself: its name marked as the one
/// asked about, the others' as others. Live, replay and backtest use this same object. Not thread-safe.
class SentimentAnalyzer {
public:
    SentimentAnalyzer(std::unique_ptr<SentimentScorer> scorer, AnalyzerOptions options = {},
                      std::unique_ptr<FallbackScorer> fallback = nullptr,
                      const SymbolTable& symbols = SymbolTable::shipped());

    /// What has bars in the world that the articles are read for, so that companies are told by the symbols it has.
    void set_listed(const std::vector<ListedSince>& listed);

    /// Scores in order of articles, then of ticker. An article that names nobody gives none. Fails only where the
    /// engine itself fails.
    Result<std::vector<ScoredArticle>> analyze(std::span<const RawArticle> articles,
                                               const ScoringClock& clock = scored_on_receipt);
    Result<std::vector<ScoredArticle>> analyze(const RawArticle& article,
                                               const ScoringClock& clock = scored_on_receipt) {
        return analyze(std::span(&article, 1), clock);
    }

    [[nodiscard]] const SentimentScorer& scorer() const { return *scorer_; }

    /// The words that counted most for each ticker's score, by the first engine; a ticker without such is left out.
    Result<std::map<Ticker, std::string>> telling_words(const RawArticle& article);

    /// The texts that `analyze` will have its engine score for an article.
    [[nodiscard]] std::vector<std::string> texts_of(const RawArticle& article);

private:
    struct Question;
    struct Plan;
    [[nodiscard]] std::vector<Mention> mentions_in(std::string_view text, Timestamp time);
    [[nodiscard]] Plan plan(const RawArticle& article);
    [[nodiscard]] static std::string telling(const Plan& plan, const Question& question, const Score& score);
    [[nodiscard]] Verdict verdict_on(const Plan& plan, const Question& question, const Score& score,
                                     std::size_t& asked);

    std::unique_ptr<SentimentScorer> scorer_;
    AnalyzerOptions options_;
    std::unique_ptr<FallbackScorer> fallback_;
    const SymbolTable* symbols_;
    TickerExtractor extractor_;
    Listings listings_;
};

/// Title and text as they are scored: the text alone where it begins with the title; web addresses left out.
std::string scored_text(const RawArticle& article, std::size_t max_bytes);

}  // namespace tradewind::sentiment
