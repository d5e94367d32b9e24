#include "sentiment/analyzer.hpp"

#include <algorithm>
#include <optional>

#include "sentiment/marked_text.hpp"

namespace tradewind::sentiment {
namespace {

constexpr std::size_t kMostTellingBytes = 160;

// Cuts at a character's border.
std::string_view cut(std::string_view text, std::size_t max_bytes) {
    if (text.size() <= max_bytes) return text;
    while (max_bytes > 0 && (static_cast<unsigned char>(text[max_bytes]) & 0xC0) == 0x80) --max_bytes;
    return text.substr(0, max_bytes);
}

// Addresses say nothing of a company's fate, hold words that look like names, and are long in tokens.
std::string without_addresses(std::string_view text) {
    std::string kept;
    for (auto at = text.find("http"); at != std::string_view::npos; at = text.find("http", at)) {
        const auto rest = text.substr(at);
        const bool address = rest.starts_with("http://") || rest.starts_with("https://");
        kept += text.substr(0, address ? at : at + 4);
        text.remove_prefix(address ? std::min(text.find_first_of(" \t\r\n", at), text.size()) : at + 4);
        at = 0;
    }
    return kept += text;
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
    if (article.text.empty()) return without_addresses(cut(article.title, max_bytes));
    if (article.title.empty() || article.text.starts_with(article.title))
        return without_addresses(cut(article.text, max_bytes));
    std::string text(cut(article.title, max_bytes));
    // A blank line keeps names and negations from reaching over from the title into the text.
    text += "\n\n";
    text += cut(article.text, max_bytes > text.size() ? max_bytes - text.size() : 0);
    return without_addresses(text);
}

/// One ticker of an article, and which of its texts tells its score.
struct SentimentAnalyzer::Question {
    Ticker ticker;
    std::size_t text = 0;
    std::optional<MarkedText> marked = std::nullopt;  ///< Where that text has marks.
};

struct SentimentAnalyzer::Plan {
    const RawArticle* article = nullptr;
    std::string text;                 ///< As it was written.
    std::vector<std::string> texts;   ///< To be scored.
    std::vector<Question> questions;  ///< By ticker.
};

SentimentAnalyzer::SentimentAnalyzer(std::unique_ptr<SentimentScorer> scorer, AnalyzerOptions options,
                                     std::unique_ptr<FallbackScorer> fallback, const SymbolTable& symbols)
    : scorer_(std::move(scorer)),
      options_(options),
      fallback_(std::move(fallback)),
      symbols_(&symbols),
      extractor_(symbols) {}

void SentimentAnalyzer::set_listed(const std::vector<ListedSince>& listed) {
    listings_ = Listings(*symbols_, listed);
}

// By the world's symbols; two symbols of one company become one mention.
std::vector<Mention> SentimentAnalyzer::mentions_in(std::string_view text, Timestamp time) {
    std::vector<Mention> result;
    for (auto& mention : extractor_.extract(text)) {
        mention.ticker = listings_.at(mention.ticker, time);
        const auto known = std::ranges::find(result, mention.ticker, &Mention::ticker);
        if (known == result.end()) {
            result.push_back(std::move(mention));
            continue;
        }
        known->why = std::min(known->why, mention.why);
        known->confidence = std::max(known->confidence, mention.confidence);
        known->spans.insert(known->spans.end(), mention.spans.begin(), mention.spans.end());
        std::ranges::sort(known->spans, {}, &Span::begin);
    }
    return result;
}

SentimentAnalyzer::Plan SentimentAnalyzer::plan(const RawArticle& article) {
    Plan plan{&article, scored_text(article, options_.max_text_bytes), {}, {}};
    const auto mentions = mentions_in(plan.text, article.received);
    const auto add = [&](Ticker ticker) {
        const bool known = std::ranges::contains(plan.questions, ticker, &Question::ticker);
        if (!known && plan.questions.size() < options_.max_tickers) plan.questions.push_back({.ticker = ticker});
    };
    for (const auto ticker : article.symbols) add(listings_.at(ticker, article.received));
    for (const auto& mention : mentions) add(mention.ticker);
    std::ranges::sort(plan.questions, {}, &Question::ticker);

    const auto marks = scorer_->marks();
    const bool apart = marks && mentions.size() > 1 && mentions.size() <= options_.max_told_apart;
    std::optional<std::size_t> whole;
    for (auto& question : plan.questions) {
        const auto mention = std::ranges::find(mentions, question.ticker, &Mention::ticker);
        if (apart && mention != mentions.end()) {
            question.marked.emplace(plan.text, mentions, static_cast<std::size_t>(mention - mentions.begin()), *marks);
            question.text = plan.texts.size();
            plan.texts.push_back(question.marked->text());
        } else {
            if (!whole) {
                whole = plan.texts.size();
                plan.texts.push_back(plan.text);
            }
            question.text = *whole;
        }
    }
    return plan;
}

std::vector<std::string> SentimentAnalyzer::texts_of(const RawArticle& article) {
    return plan(article).texts;
}

std::string SentimentAnalyzer::telling(const Plan& plan, const Question& question, const Score& score) {
    Span span{score.telling_begin, score.telling_end};
    if (span.end <= span.begin) return {};
    if (question.marked) span = question.marked->original(span);
    return std::string(cut(std::string_view(plan.text).substr(span.begin, span.end - span.begin), kMostTellingBytes));
}

Verdict SentimentAnalyzer::verdict_on(const Plan& plan, const Question& question, const Score& score,
                                      std::size_t& asked) {
    Verdict verdict{score, std::string(scorer_->name()), std::string(scorer_->model_hash()), {}};
    if (!fallback_ || score.confidence >= options_.min_confidence) return verdict;
    if (asked++ >= options_.max_asked) {
        verdict.note = "fallback: too many at once";
        return verdict;
    }
    auto second = fallback_->score(*plan.article, question.ticker);
    if (second) return std::move(*second);
    verdict.note = "fallback: " + second.error().message;
    return verdict;
}

Result<std::map<Ticker, std::string>> SentimentAnalyzer::telling_words(const RawArticle& article) {
    const auto made = plan(article);
    const auto scores = scorer_->score(made.texts);
    if (!scores) return std::unexpected(scores.error().within("sentiment engine"));
    std::map<Ticker, std::string> words;
    for (const auto& question : made.questions) {
        if (auto told = telling(made, question, (*scores)[question.text]); !told.empty())
            words.emplace(question.ticker, std::move(told));
    }
    return words;
}

Result<std::vector<ScoredArticle>> SentimentAnalyzer::analyze(std::span<const RawArticle> articles,
                                                              const ScoringClock& clock) {
    std::vector<Plan> plans;
    std::vector<std::string> texts;
    for (const auto& article : articles) {
        auto made = plan(article);
        if (made.questions.empty()) continue;
        texts.insert(texts.end(), made.texts.begin(), made.texts.end());
        plans.push_back(std::move(made));
    }
    auto scores = scorer_->score(texts);
    if (!scores) return std::unexpected(scores.error().within("sentiment engine"));
    std::vector<ScoredArticle> result;
    std::size_t first = 0;
    std::size_t asked = 0;
    for (const auto& made : plans) {
        for (const auto& question : made.questions) {
            const auto verdict = verdict_on(made, question, (*scores)[first + question.text], asked);
            result.push_back(scored_article(*made.article, question.ticker, verdict, clock(*made.article)));
        }
        first += made.texts.size();
    }
    return result;
}

}  // namespace tradewind::sentiment
