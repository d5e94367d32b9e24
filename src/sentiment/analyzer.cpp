#include "sentiment/analyzer.hpp"

namespace tradewind::sentiment {
namespace {

// Cuts at a character's border.
std::string_view cut(std::string_view text, std::size_t max_bytes) {
    if (text.size() <= max_bytes) return text;
    while (max_bytes > 0 && (static_cast<unsigned char>(text[max_bytes]) & 0xC0) == 0x80) --max_bytes;
    return text.substr(0, max_bytes);
}

ScoredArticle scored_article(const RawArticle& article, Ticker ticker, const Verdict& verdict,
                             const ScoringTimes& times) {
    ScoredArticle scored;
    scored.id = ScoreId::from_fields({"score", article.id.to_string(), ticker.view()});
    scored.article = article.id;
    scored.story = article.story.empty() ? article.id : article.story;
    scored.ticker = ticker;
    scored.source = article.source;
    scored.title = article.title.empty() ? std::string(cut(article.text, 200)) : article.title;
    scored.url = article.url;
    scored.label = verdict.score.label;
    scored.score = verdict.score.score;
    scored.confidence = verdict.score.confidence;
    scored.positive = verdict.score.positive;
    scored.negative = verdict.score.negative;
    scored.neutral = verdict.score.neutral;
    scored.engine = verdict.engine;
    scored.model = verdict.model;
    scored.note = verdict.note;
    scored.published = article.published;
    scored.received = article.received;
    scored.scored = times.scored;
    scored.usable_from = times.usable_from;
    return scored;
}

}  // namespace

ScoringTimes scored_on_receipt(const RawArticle& article) {
    return {article.received, article.received};
}

std::string scored_text(const RawArticle& article, std::size_t max_bytes) {
    if (article.text.empty()) return std::string(cut(article.title, max_bytes));
    if (article.title.empty() || article.text.starts_with(article.title))
        return std::string(cut(article.text, max_bytes));
    std::string text(cut(article.title, max_bytes));
    // A blank line keeps names and negations from reaching over from the title into the text.
    text += "\n\n";
    text += cut(article.text, max_bytes > text.size() ? max_bytes - text.size() : 0);
    return text;
}

SentimentAnalyzer::SentimentAnalyzer(std::unique_ptr<SentimentScorer> scorer, AnalyzerOptions options,
                                     std::unique_ptr<FallbackScorer> fallback, const SymbolTable& symbols)
    : scorer_(std::move(scorer)), options_(options), fallback_(std::move(fallback)), extractor_(symbols) {}

std::vector<Ticker> SentimentAnalyzer::tickers_of(const RawArticle& article) {
    std::vector<Ticker> tickers = article.symbols;
    for (const auto& mention : extractor_.extract(scored_text(article, options_.max_text_bytes))) {
        tickers.push_back(mention.ticker);
    }
    std::vector<Ticker> unique;
    for (const auto ticker : tickers) {
        if (unique.size() < options_.max_tickers && !std::ranges::contains(unique, ticker)) unique.push_back(ticker);
    }
    std::ranges::sort(unique);
    return unique;
}

Result<std::vector<ScoredArticle>> SentimentAnalyzer::analyze(std::span<const RawArticle> articles,
                                                              const ScoringClock& clock) {
    std::vector<std::string> texts;
    std::vector<std::pair<const RawArticle*, std::vector<Ticker>>> named;
    for (const auto& article : articles) {
        auto tickers = tickers_of(article);
        if (tickers.empty()) continue;
        texts.push_back(scored_text(article, options_.max_text_bytes));
        named.emplace_back(&article, std::move(tickers));
    }
    auto scores = scorer_->score(texts);
    if (!scores) return std::unexpected(scores.error().within("sentiment engine"));
    std::vector<ScoredArticle> result;
    for (std::size_t i = 0; i < named.size(); ++i) {
        const auto& [article, tickers] = named[i];
        for (const auto ticker : tickers) {
            Verdict verdict{(*scores)[i], std::string(scorer_->name()), std::string(scorer_->model_hash()), {}};
            if (fallback_ && verdict.score.confidence < options_.min_confidence) {
                auto second = fallback_->score(*article, ticker);
                if (second) {
                    verdict = std::move(*second);
                } else {
                    verdict.note = "fallback: " + second.error().message;
                }
            }
            result.push_back(scored_article(*article, ticker, verdict, clock(*article)));
        }
    }
    return result;
}

}  // namespace tradewind::sentiment
