#include "sentiment/ticker_extractor.hpp"

#include "sentiment/mention_rules.hpp"
#include "sentiment/symbol_notation.hpp"

namespace tradewind::sentiment {

/// A name that stands at tokens [first, last].
struct FoundName {
    Ticker ticker;
    MentionKind why = MentionKind::kAlias;
    double confidence = 0;
    Span span;
    std::size_t first = 0;
    std::size_t last = 0;
    const Alias* alias = nullptr;  ///< Null for a bare symbol.
    Standing standing = Standing::kClear;
};

namespace {

constexpr double kNameConfidence = 0.92;
constexpr double kAliasConfidence = 0.88;
constexpr double kContextConfidence = 0.75;
constexpr double kBareConfidence = 0.8;
constexpr std::size_t kMaxBytes = 1'000'000;
/// Symbols further down the table are too rare to count when written bare.
constexpr std::uint32_t kWellKnown = 1000;

class NameScanner {
public:
    NameScanner(const SymbolTable& table, std::string_view text, std::span<const Token> tokens,
                const std::vector<SymbolHit>& hits, std::vector<FoundName>& found)
        : table_(table), text_(text), tokens_(tokens), hits_(hits), rules_(table, text, tokens), found_(found) {}

    void run() {
        found_.clear();
        for (std::size_t at = 0; at < tokens_.size();) at += step(at);
        if (found_.empty()) return;
        drop_renamed();
        support_lists();
        support_tickers();
    }

private:
    // Looks for a name at this word; returns how many words are dealt with.
    std::size_t step(std::size_t at) {
        const auto& token = tokens_[at];
        const bool begins = table_.names().may_begin(token);
        if (!begins && !token.symbol) return 1;
        if (inside_hit(token)) return 1;
        const auto* alias = begins ? table_.names().longest(tokens_, at) : nullptr;
        if (alias == nullptr) {
            if (token.symbol) bare_symbol(at);
            return 1;
        }
        const auto last = at + alias->words.size() - 1;
        const auto standing = rules_.judge(*alias, at, last);
        if (standing == Standing::kRuledOut) return 1;
        add(*alias, at, last, standing);
        return alias->words.size();
    }

    [[nodiscard]] bool inside_hit(const Token& token) {
        while (next_hit_ < hits_.size() && hits_[next_hit_].span.end <= token.begin) ++next_hit_;
        return next_hit_ < hits_.size() && hits_[next_hit_].span.begin < token.end;
    }

    void add(const Alias& alias, std::size_t first, std::size_t last, Standing standing) {
        FoundName name;
        name.ticker = table_.companies()[alias.company].ticker;
        name.why = alias.is_name ? MentionKind::kName : MentionKind::kAlias;
        name.confidence =
            alias.use == AliasUse::kPlain ? (alias.is_name ? kNameConfidence : kAliasConfidence) : kContextConfidence;
        name.span = {tokens_[first].begin, tokens_[last].end};
        name.first = first;
        name.last = last;
        name.alias = &alias;
        name.standing = standing;
        found_.push_back(name);
    }

    // A known symbol in capitals counts by itself where it is no word and the text does not shout.
    void bare_symbol(std::size_t at) {
        const auto& token = tokens_[at];
        const auto size = token.end - token.begin;
        if (size < 2 || size > 5 || !table_.may_be_symbol(token.hash)) return;
        const auto symbol = text_.substr(token.begin, size);
        const auto company = table_.find(symbol);
        if (!company || is_noted(at)) return;
        const bool bracketed =
            token.begin > 0 && text_[token.begin - 1] == '(' && token.end < text_.size() && text_[token.end] == ')';
        const bool joined =
            token.gap == Gap::kJoined || (at + 1 < tokens_.size() && tokens_[at + 1].gap == Gap::kJoined);
        if (joined || rules_.shouting() || (size < 3 && !bracketed)) return;
        const bool unclear =
            size < 4 || *company >= kWellKnown || WordClasses::table().is(token.hash, WordClass::kAcronym);
        FoundName name;
        name.ticker = table_.companies()[*company].ticker;
        name.confidence = kBareConfidence;
        name.span = {token.begin, token.end};
        name.first = name.last = at;
        name.standing = unclear ? Standing::kOpen : Standing::kClear;
        found_.push_back(name);
    }

    // `TSX: FM`: what stands behind a colon is another exchange's symbol.
    [[nodiscard]] bool is_noted(std::size_t at) const {
        auto before = tokens_[at].begin;
        while (before > 0 && text_[before - 1] == ' ') --before;
        return before > 0 && text_[before - 1] == ':';
    }

    // `Berkshire Hills Bancorp (NYSE: BHLB)`: the symbol right behind, or a longer name that begins alike, says that
    // the short name is another company's, here and wherever the text uses it.
    void drop_renamed() {
        std::vector<std::pair<std::uint64_t, Ticker>> owners;
        for (const auto& name : found_) {
            if (name.alias == nullptr) continue;
            const auto* hit = hit_behind(name);
            const auto ticker = hit != nullptr ? hit->ticker : name.ticker;
            if (ticker != name.ticker || name.last > name.first) owners.emplace_back(tokens_[name.first].hash, ticker);
        }
        if (owners.empty()) return;
        std::erase_if(found_, [&](const FoundName& name) {
            const auto begins_alike = [&](const auto& owner) { return owner.first == tokens_[name.first].hash; };
            return name.alias != nullptr && std::ranges::any_of(owners, begins_alike) &&
                   !std::ranges::contains(owners, std::pair(tokens_[name.first].hash, name.ticker));
        });
    }

    [[nodiscard]] const SymbolHit* hit_behind(const FoundName& name) const {
        auto at = name.last + 1;
        while (at < tokens_.size() && tokens_[at].gap <= Gap::kSpace && tokens_[at].upper_first) ++at;
        // Up to two words inside the bracket name the exchange.
        for (std::size_t inside = 0; at < tokens_.size() && inside < 3; ++at, ++inside) {
            if (tokens_[at].gap == Gap::kSentence || (inside == 0 && tokens_[at].gap != Gap::kComma)) return nullptr;
            const auto hit = std::ranges::find_if(hits_, [&](const SymbolHit& one) {
                return one.span.begin <= tokens_[at].begin && tokens_[at].begin < one.span.end;
            });
            if (hit != hits_.end())
                return hit->why == MentionKind::kExchange && bracket_between(name, *hit) ? &*hit : nullptr;
        }
        return nullptr;
    }

    [[nodiscard]] bool bracket_between(const FoundName& name, const SymbolHit& hit) const {
        if (hit.span.begin <= name.span.end) return false;
        const auto between = text_.substr(name.span.end, hit.span.begin - name.span.end);
        return between.contains('(') && !between.contains(')');
    }

    // `Walmart, Target and Costco`: an open name between clear ones is a company too.
    void support_lists() {
        for (std::size_t i = 1; i < found_.size(); ++i) support(found_[i - 1], found_[i]);
        for (std::size_t i = found_.size(); i-- > 1;) support(found_[i - 1], found_[i]);
    }

    void support(FoundName& left, FoundName& right) const {
        if (left.standing == right.standing || left.alias == nullptr || right.alias == nullptr) return;
        const auto& open = left.standing == Standing::kClear ? right : left;
        if (open.alias->use != AliasUse::kNeedsContext || !in_list(left, right)) return;
        left.standing = right.standing = Standing::kClear;
    }

    [[nodiscard]] bool in_list(const FoundName& left, const FoundName& right) const {
        const auto between = right.first - left.last - 1;
        if (between > 2 || tokens_[right.first].gap == Gap::kSentence) return false;
        for (auto at = left.last + 1; at < right.first; ++at) {
            const bool passes = WordClasses::table().is(tokens_[at].hash, WordClass::kLink) ||
                                WordClasses::table().is(tokens_[at].hash, WordClass::kLegal);
            if (!passes || tokens_[at].gap == Gap::kSentence) return false;
        }
        return between > 0 || tokens_[right.first].gap == Gap::kComma;
    }

    void support_tickers() {
        const auto clear = [&](Ticker ticker) {
            return std::ranges::contains(hits_, ticker, &SymbolHit::ticker) ||
                   std::ranges::any_of(found_, [&](const FoundName& one) {
                       return one.ticker == ticker && one.standing == Standing::kClear;
                   });
        };
        std::erase_if(found_,
                      [&](const FoundName& one) { return one.standing != Standing::kClear && !clear(one.ticker); });
    }

    const SymbolTable& table_;
    std::string_view text_;
    std::span<const Token> tokens_;
    const std::vector<SymbolHit>& hits_;
    MentionRules rules_;
    std::vector<FoundName>& found_;
    std::size_t next_hit_ = 0;
};

void merge(std::vector<Mention>& mentions, Ticker ticker, MentionKind why, double confidence, Span span) {
    auto known = std::ranges::find(mentions, ticker, &Mention::ticker);
    if (known == mentions.end()) {
        mentions.push_back({ticker, why, confidence, {span}});
        return;
    }
    known->spans.push_back(span);
    if (why < known->why) known->why = why;
    known->confidence = std::max(known->confidence, confidence);
}

}  // namespace

std::string_view to_string(MentionKind kind) noexcept {
    constexpr std::array<std::string_view, 4> kNames{"exchange", "cashtag", "name", "alias"};
    return kNames[static_cast<std::size_t>(kind)];
}

TickerExtractor::TickerExtractor(const SymbolTable& table) : table_(&table) {}
TickerExtractor::~TickerExtractor() = default;
TickerExtractor::TickerExtractor(TickerExtractor&&) noexcept = default;

std::vector<Mention> TickerExtractor::extract(std::string_view text) {
    text = text.substr(0, kMaxBytes);
    tokenize(text, words_);
    find_symbol_notation(text, words_, *table_, hits_);
    NameScanner(*table_, text, words_.tokens, hits_, names_).run();
    std::vector<Mention> mentions;
    auto hit = hits_.begin();
    const auto take_hits = [&](std::uint32_t before) {
        for (; hit != hits_.end() && hit->span.begin < before; ++hit)
            merge(mentions, hit->ticker, hit->why, hit->confidence, hit->span);
    };
    for (const auto& name : names_) {
        take_hits(name.span.begin);
        merge(mentions, name.ticker, name.why, name.confidence, name.span);
    }
    take_hits(UINT32_MAX);
    return mentions;
}

}  // namespace tradewind::sentiment
