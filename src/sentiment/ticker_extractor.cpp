#include "sentiment/ticker_extractor.hpp"

#include "sentiment/symbol_notation.hpp"

namespace tradewind::sentiment {
namespace {

// Words beside which a name that is also a word means the company.
constexpr auto kCompanyAfter = std::to_array<std::string_view>(
    {"shares",     "share",    "stock",    "stocks",   "earnings", "revenue", "revenues",   "sales",     "profit",
     "profits",    "results",  "ceo",      "cfo",      "coo",      "chief",   "executives", "investors", "shareholders",
     "reports",    "reported", "posts",    "posted",   "said",     "says",    "announces",  "announced", "beats",
     "misses",     "raises",   "raised",   "cuts",     "plans",    "unveils", "launches",   "sues",      "sued",
     "inc",        "corp",     "co",       "company",  "plc",      "ltd",     "falls",      "rises",     "jumps",
     "drops",      "gains",    "slides",   "surges",   "tumbles",  "slips",   "climbs",     "soars",     "plunges",
     "downgraded", "upgraded", "buys",     "acquires", "sells",    "hires",   "names",      "names",     "recalls",
     "adds",       "expects",  "sees",     "warns",    "wins",     "loses",   "reportedly", "q1",        "q2",
     "q3",         "q4",       "dividend", "guidance", "layoffs",  "ipo"});
constexpr auto kCompanyBefore = std::to_array<std::string_view>(
    {"shares",   "stock",      "buy",     "sell",      "buys",       "sells", "acquire", "acquires",
     "upgrades", "downgrades", "upgrade", "downgrade", "sues",       "rival", "rivals",  "maker",
     "giant",    "retailer",   "bank",    "insurer",   "competitor", "versus"});
// Known symbols that texts use as words or abbreviations of something else, even in capitals.
constexpr auto kWordLike = std::to_array<std::string_view>(
    {"ALL", "NOW", "SO",  "IT", "ON",  "ARE",  "CAN",  "LOW",  "HAS",  "KEY",  "BIG",  "DD",   "EA",   "ED",   "ICE",
     "LI",  "MA",  "MS",  "PM", "SE",  "TEAM", "WELL", "COST", "CAT",  "COIN", "SPOT", "SNOW", "SHOP", "NET",  "FAST",
     "LIN", "PEP", "SAN", "TD", "APP", "ARM",  "ET",   "DASH", "GOLD", "USB",  "DIA",  "ETN",  "ADP",  "MSCI", "RIG"});

constexpr double kNameConfidence = 0.92;
constexpr double kAliasConfidence = 0.88;
constexpr double kContextConfidence = 0.75;
constexpr double kBareConfidence = 0.8;

struct Found {
    Ticker ticker;
    MentionKind why;
    double confidence;
    Span span;
    bool needs_support = false;  ///< Counts only if the ticker is clearly mentioned elsewhere.
};

bool fits(const Word& word, const AliasWord& wanted, bool first) {
    if (word.folded != wanted.folded) return false;
    if (!first && word.gap > Gap::kSpace) return false;
    if (wanted.all_upper && !word.all_upper) return false;
    if (wanted.upper_first && !word.upper_first) return false;
    return !wanted.possessive || word.possessive;
}

class NameScanner {
public:
    NameScanner(const SymbolTable& table, std::string_view text, const std::vector<Word>& words,
                const std::vector<SymbolHit>& hits)
        : table_(table), text_(text), words_(words), hits_(hits) {
        std::size_t capitals = 0;
        for (const auto& word : words_) capitals += word.all_upper && word.folded.size() > 1 ? 1 : 0;
        shouting_ = words_.size() > 3 && capitals * 2 > words_.size();
    }

    std::vector<Found> run() {
        for (std::size_t at = 0; at < words_.size();) at += step(at);
        return std::move(found_);
    }

private:
    // Looks for a name at this word; returns how many words are dealt with.
    std::size_t step(std::size_t at) {
        const Word& word = words_[at];
        if (inside_hit(word)) return 1;
        for (const auto& alias : table_.aliases_from(word.folded)) {
            if (!matches(alias, at)) continue;
            if (ruled_out(at, alias)) return 1;
            add(alias, at);
            return alias.words.size();
        }
        bare_symbol(at);
        return 1;
    }

    [[nodiscard]] bool inside_hit(const Word& word) {
        while (next_hit_ < hits_.size() && hits_[next_hit_].span.end <= word.begin) ++next_hit_;
        return next_hit_ < hits_.size() && hits_[next_hit_].span.begin < word.end;
    }

    [[nodiscard]] bool matches(const Alias& alias, std::size_t at) const {
        if (alias.words.size() > words_.size() - at) return false;
        for (std::size_t i = 0; i < alias.words.size(); ++i) {
            if (!fits(words_[at + i], alias.words[i], i == 0)) return false;
        }
        return true;
    }

    [[nodiscard]] std::string_view folded_at(std::size_t at) const {
        return at < words_.size() ? std::string_view(words_[at].folded) : std::string_view();
    }

    [[nodiscard]] bool ruled_out(std::size_t at, const Alias& alias) const {
        if (alias.words.size() != 1) return false;
        const auto* rule = table_.rule_for(alias.words[0].folded);
        if (rule == nullptr) return false;
        const bool same_sentence = at + 1 < words_.size() && words_[at + 1].gap < Gap::kComma;
        if (same_sentence && std::ranges::contains(rule->next, folded_at(at + 1))) return true;
        return at > 0 && words_[at].gap < Gap::kComma && std::ranges::contains(rule->previous, folded_at(at - 1));
    }

    [[nodiscard]] bool in_company_context(std::size_t first, std::size_t last) const {
        if (words_[last].possessive) return true;
        for (std::size_t i = last + 1; i < words_.size() && i <= last + 2 && words_[i].gap < Gap::kSentence; ++i) {
            if (std::ranges::contains(kCompanyAfter, folded_at(i))) return true;
        }
        if (first == 0 || words_[first].gap == Gap::kSentence) return false;
        if (std::ranges::contains(kCompanyBefore, folded_at(first - 1))) return true;
        return first > 1 &&
               (folded_at(first - 1) == "of" || folded_at(first - 1) == "in" || folded_at(first - 1) == "on") &&
               std::ranges::contains(kCompanyBefore, folded_at(first - 2));
    }

    void add(const Alias& alias, std::size_t at) {
        const auto last = at + alias.words.size() - 1;
        Found found{table_.companies()[alias.company].ticker,
                    alias.is_name ? MentionKind::kName : MentionKind::kAlias,
                    alias.is_name ? kNameConfidence : kAliasConfidence,
                    {words_[at].begin, words_[last].end}};
        if (alias.use == AliasUse::kNeedsContext) {
            found.confidence = kContextConfidence;
            found.needs_support = !in_company_context(at, last);
        }
        found_.push_back(found);
    }

    // A known symbol in capitals counts by itself where it is no word and the text does not shout.
    void bare_symbol(std::size_t at) {
        const Word& word = words_[at];
        const auto size = word.end - word.begin;
        if (!word.all_upper || size < 2 || size > 5) return;
        const auto symbol = text_.substr(word.begin, size);
        const auto company = table_.find(symbol);
        if (!company) return;
        const bool joined =
            (at > 0 && word.gap == Gap::kJoined) || (at + 1 < words_.size() && words_[at + 1].gap == Gap::kJoined);
        const bool bracketed =
            word.begin > 0 && text_[word.begin - 1] == '(' && word.end < text_.size() && text_[word.end] == ')';
        if (joined || shouting_ || (size < 3 && !bracketed)) return;
        const bool unclear = std::ranges::contains(kWordLike, symbol) || size < 3;
        found_.push_back({table_.companies()[*company].ticker,
                          MentionKind::kAlias,
                          kBareConfidence,
                          {word.begin, word.end},
                          unclear});
    }

    const SymbolTable& table_;
    std::string_view text_;
    const std::vector<Word>& words_;
    const std::vector<SymbolHit>& hits_;
    std::vector<Found> found_;
    std::size_t next_hit_ = 0;
    bool shouting_ = false;
};

void merge(std::vector<Mention>& mentions, const Found& found) {
    auto known = std::ranges::find(mentions, found.ticker, &Mention::ticker);
    if (known == mentions.end()) {
        mentions.push_back({found.ticker, found.why, found.confidence, {found.span}});
        return;
    }
    known->spans.push_back(found.span);
    if (found.why < known->why) known->why = found.why;
    known->confidence = std::max(known->confidence, found.confidence);
}

}  // namespace

std::string_view to_string(MentionKind kind) noexcept {
    constexpr std::array<std::string_view, 4> kNames{"exchange", "cashtag", "name", "alias"};
    return kNames[static_cast<std::size_t>(kind)];
}

std::vector<Mention> TickerExtractor::extract(std::string_view text) {
    constexpr std::size_t kMaxBytes = 1'000'000;
    text = text.substr(0, kMaxBytes);
    const auto hits = find_symbol_notation(text, table_);
    split_words(text, words_);
    auto found = NameScanner(table_, text, words_, hits).run();
    const auto clear = [&](Ticker ticker) {
        return std::ranges::contains(hits, ticker, &SymbolHit::ticker) ||
               std::ranges::any_of(found, [&](const Found& one) { return one.ticker == ticker && !one.needs_support; });
    };
    std::erase_if(found, [&](const Found& one) { return one.needs_support && !clear(one.ticker); });
    for (const auto& hit : hits) found.push_back({hit.ticker, hit.why, hit.confidence, hit.span});
    std::ranges::stable_sort(found, {}, [](const Found& one) { return one.span.begin; });
    std::vector<Mention> mentions;
    for (const auto& one : found) merge(mentions, one);
    return mentions;
}

}  // namespace tradewind::sentiment
