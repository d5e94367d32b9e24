#include "sentiment/symbol_notation.hpp"

#include <optional>

#include "sentiment/exchange_names.hpp"
#include "sentiment/word_classes.hpp"

namespace tradewind::sentiment {
namespace {

// Currencies written like cashtags.
constexpr auto kNotCashtags = std::to_array<std::string_view>({"USD", "US", "CAD", "AUD", "EUR", "GBP", "JPY", "NZD"});
// How Reuters marks New York's and Nasdaq's lists; after a hyphen or dot.
constexpr auto kUsRicEndings = std::to_array<std::string_view>({"O", "OQ", "N", "A", "P", "K", "PK", "OB", "Q"});

bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_word(char c) {
    return is_upper(c) || is_lower(c) || is_digit(c) || c == '_' ||
           (static_cast<unsigned char>(c) >= 0xC3 && c != '\xE2');
}

struct Symbol {
    std::string text;  ///< Upper case, class after a dot.
    std::size_t end = 0;
    bool lower = false;
};

// A symbol of one to five letters with an optional class of one or two after a dot, hyphen or slash.
std::optional<Symbol> read_symbol(std::string_view text, std::size_t at, bool lower_too) {
    Symbol symbol;
    std::size_t end = at;
    const auto letter = [&](std::size_t i) {
        return i < text.size() && (is_upper(text[i]) || (lower_too && is_lower(text[i])));
    };
    while (letter(end)) ++end;
    if (end == at || end - at > 5) return std::nullopt;
    const std::size_t root_end = end;
    if (end + 1 < text.size() && (text[end] == '.' || text[end] == '-' || text[end] == '/') && letter(end + 1)) {
        std::size_t suffix = end + 1;
        while (letter(suffix)) ++suffix;
        const bool closes = suffix == text.size() || !is_word(text[suffix]);
        const auto longest = text[end] == '/' ? 1U : 2U;
        if (suffix - end - 1 <= longest && closes) end = suffix;
    }
    if (end < text.size() && is_word(text[end])) return std::nullopt;
    for (std::size_t i = at; i < end; ++i) {
        symbol.lower = symbol.lower || is_lower(text[i]);
        symbol.text.push_back(is_lower(text[i]) ? static_cast<char>(text[i] - 32) : (i == root_end ? '.' : text[i]));
    }
    symbol.end = end;
    return symbol;
}

class NotationScanner {
public:
    NotationScanner(std::string_view text, const TokenizedText& words, const SymbolTable& known,
                    std::vector<SymbolHit>& hits)
        : text_(text), words_(words), known_(known), hits_(hits) {}

    void run() {
        hits_.clear();
        for (const auto at : words_.marks) mark(at);
        for (std::size_t at = 0; at + 1 < words_.tokens.size(); ++at) word(at);
        const auto begin = [](const SymbolHit& hit) { return hit.span.begin; };
        std::ranges::stable_sort(hits_, {}, begin);
        const auto repeated = std::ranges::unique(hits_, {}, begin);
        hits_.erase(repeated.begin(), repeated.end());
    }

private:
    void mark(std::size_t at) {
        switch (text_[at]) {
            case '$':
                return cashtag(at);
            case ':':
                return exchange(at);
            case '<':
                return code(at + 1, '>');
            case '&':
                return code(at + 4, '&');
            default:
                return bracket(at + 1);
        }
    }

    void add(std::string_view symbol, MentionKind why, double confidence, std::size_t begin, std::size_t end) {
        const auto today = known_.today(symbol);
        const auto ticker = today ? Result<Ticker>(*today) : Ticker::parse(symbol);
        if (!ticker) return;
        hits_.push_back(
            {*ticker, why, confidence, {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}});
    }

    void cashtag(std::size_t at) {
        if (at > 0 && (is_word(text_[at - 1]) || text_[at - 1] == '$')) return;
        const bool apart = at + 1 < text_.size() && text_[at + 1] == ' ';
        auto symbol = read_symbol(text_, at + (apart ? 2 : 1), !apart);
        if (!symbol || std::ranges::contains(kNotCashtags, symbol->text)) return;
        // StockTwits writes coins as $BTC.X.
        const bool coin = symbol->text.ends_with(".X");
        const auto name = coin ? symbol->text.substr(0, symbol->text.size() - 2) + "/USD" : symbol->text;
        const bool is_known = known_.today(name).has_value();
        if ((symbol->lower || apart) && !is_known) return;
        // A text cut by its carrier ends within a word: `$N…`.
        const auto rest = text_.substr(symbol->end);
        const bool cut = rest.starts_with("\xE2\x80\xA6") || rest.starts_with("...");
        if (cut && (!is_known || symbol->text.size() < 3)) return;
        add(name, MentionKind::kCashtag, is_known ? 0.98 : 0.9, at, symbol->end);
    }

    void exchange(std::size_t colon) {
        const auto bloomberg =
            text_.substr(colon, 3) == ":US" && (colon + 3 == text_.size() || !is_word(text_[colon + 3]));
        if (bloomberg) return before_colon(colon);
        const auto next = token_at(colon);
        if (next == 0 || !WordClasses::table().is(words_.tokens[next - 1].hash, WordClass::kExchange)) return;
        if (venue_before(text_, colon) == Venue::kUnitedStates) list(colon + 1);
    }

    // `GOOG, GOOGL` after the exchange's name.
    void list(std::size_t at) {
        while (at != std::string_view::npos) {
            at = skip_ornament(at);
            const auto symbol = read_symbol(text_, at, false);
            if (!symbol) return code(at, ' ');
            add(symbol->text, MentionKind::kExchange, 0.99, at, symbol->end);
            at = next_of_list(symbol->end);
        }
    }

    [[nodiscard]] std::size_t skip_ornament(std::size_t at) const {
        while (at < text_.size()) {
            const auto rest = text_.substr(at);
            if (rest.front() == ' ' || rest.front() == '"' || rest.front() == '$' || rest.front() == '\'') {
                ++at;
            } else if (rest.starts_with("\xC2\xA0")) {
                at += 2;
            } else if (rest.starts_with("\xE2\x80\x9C") || rest.starts_with("\xE2\x80\x98")) {
                at += 3;
            } else if (rest.starts_with("&nbsp;") || rest.starts_with("&quot;")) {
                at += 6;
            } else {
                break;
            }
        }
        return at;
    }

    // More symbols follow only inside the bracket, and if no exchange is named anew.
    [[nodiscard]] std::size_t next_of_list(std::size_t at) const {
        const auto close = text_.find_first_of(")]\n:", at);
        if (close == std::string_view::npos || (text_[close] != ')' && text_[close] != ']'))
            return std::string_view::npos;
        const auto rest = text_.substr(at, close - at);
        for (const std::string_view separator : {", ", " , ", ",", "; ", ";", "/", " and ", " & "}) {
            if (rest.starts_with(separator)) return at + separator.size();
        }
        return std::string_view::npos;
    }

    void before_colon(std::size_t colon) {
        std::size_t begin = colon;
        while (begin > 0 && is_upper(text_[begin - 1])) --begin;
        if (begin > 0 && is_word(text_[begin - 1])) return;
        const auto symbol = text_.substr(begin, colon - begin);
        if (known_.today(symbol)) add(symbol, MentionKind::kExchange, 0.95, begin, colon);
    }

    // `<AAPL.O>`, `(BAC.N)`, `(BRKa.N)`: Reuters' codes end with the exchange. `close` is what must follow.
    void code(std::size_t at, char close) {
        while (at < text_.size() && text_[at] == ' ') ++at;
        auto end = at;
        while (end < text_.size() && (is_upper(text_[end]) || (end > at && is_lower(text_[end]) && end - at < 6)))
            ++end;
        if (end == at || end - at > 6) return;
        auto root = text_.substr(at, end - at);
        if (is_lower(root.back()) && (root.size() < 2 || !is_upper(root[root.size() - 2]))) return;
        const auto after = ric_ending(end);
        if (close != ' ' && !closes(after ? *after : end, close)) return;
        if (after) return add_code(root, at, end);
        if (close == ' ' || is_lower(root.back()) || root.size() > 5) return;
        const auto name = named_before(at);
        if (name == Before::kCompany || (name == Before::kName && known_.today(root) && !abbreviates(at, root) &&
                                         !WordClasses::table().is(folded_hash(fold(root)), WordClass::kAcronym))) {
            add(root, MentionKind::kExchange, name == Before::kCompany ? 0.9 : 0.85, at, end);
        }
    }

    // Where a Reuters code with an American ending ends that has a dot at `dot`.
    [[nodiscard]] std::optional<std::size_t> ric_ending(std::size_t dot) const {
        if (dot >= text_.size() || text_[dot] != '.') return std::nullopt;
        auto end = dot + 1;
        while (end < text_.size() && is_upper(text_[end])) ++end;
        if (end < text_.size() && is_word(text_[end])) return std::nullopt;
        const auto ending = text_.substr(dot + 1, end - dot - 1);
        const auto whole = std::string(text_.substr(dot - 1, 1)).append(text_.substr(dot, end - dot));
        if (!std::ranges::contains(kUsRicEndings, ending) || whole.empty()) return std::nullopt;
        return end;
    }

    [[nodiscard]] bool closes(std::size_t at, char close) const {
        while (at < text_.size() && text_[at] == ' ') ++at;
        return at < text_.size() && (text_[at] == close || (close == '&' && text_[at] == '>'));
    }

    void add_code(std::string_view root, std::size_t begin, std::size_t end) {
        std::string symbol(root);
        if (is_lower(symbol.back())) {
            symbol.insert(symbol.size() - 1, ".");
            symbol.back() = static_cast<char>(symbol.back() - 32);
        }
        // `(BRK.A)` is a class, not a code.
        const auto classed = text_.substr(begin, end - begin + 2);
        if (known_.find(classed)) return add(classed, MentionKind::kExchange, 0.95, begin, end + 2);
        add(symbol, MentionKind::kExchange, known_.today(symbol) ? 0.95 : 0.9, begin, end);
    }

    enum class Before : std::uint8_t { kNothing, kName, kCompany };

    [[nodiscard]] std::size_t token_at(std::size_t at) const {
        return static_cast<std::size_t>(std::ranges::lower_bound(words_.tokens, at, {}, &Token::begin) -
                                        words_.tokens.begin());
    }

    // What stands before the bracket that opens at a symbol.
    [[nodiscard]] Before named_before(std::size_t at) const {
        const auto index = token_at(at);
        if (index == 0 || index == words_.tokens.size() || words_.tokens[index].gap != Gap::kComma)
            return Before::kNothing;
        const auto& last = words_.tokens[index - 1];
        if (!last.upper_first || last.possessive) return Before::kNothing;
        const bool legal = last.end - last.begin > 1 && WordClasses::table().is(last.hash, WordClass::kLegal);
        return legal ? Before::kCompany : Before::kName;
    }

    // `International Monetary Fund (IMF)`: the letters before it say that it is an abbreviation, unless the table knows
    // a name that they abbreviate.
    [[nodiscard]] bool abbreviates(std::size_t at, std::string_view symbol) const {
        const auto index = token_at(at);
        if (index < symbol.size()) return false;
        const auto first = index - symbol.size();
        for (std::size_t i = 0; i < symbol.size(); ++i) {
            const char initial = text_[words_.tokens[first + i].begin];
            if (initial != symbol[i]) return false;
        }
        return known_.names().longest(words_.tokens, first) == nullptr;
    }

    void bracket(std::size_t at) {
        while (at < text_.size() && text_[at] == ' ') ++at;
        const auto symbol = read_symbol(text_, at, false);
        if (!symbol) return code(at, ')');
        // `(BRK.B)`; `(NASDAQ AAPL)`, `(Nasdaq-AAPL)`, `(AAPL US)`.
        if (symbol->text.contains('.') && known_.find(symbol->text) && closes(symbol->end, ')')) {
            return add(symbol->text, MentionKind::kExchange, 0.95, at, symbol->end);
        }
        code(at, ')');
    }

    // Codes without brackets, and `under the symbol "XYZ"`.
    void word(std::size_t at) {
        const auto& token = words_.tokens[at];
        if (token.symbol) {
            const auto size = token.end - token.begin;
            if (size >= 2 && size <= 5) code_word(at);
            if (size >= 3 && size <= 8) exchange_word(at);
            return;
        }
        constexpr auto kNasdaq = folded_hash("nasdaq");
        if (token.hash == folded_hash("symbol") || token.hash == folded_hash("ticker") ||
            token.hash == folded_hash("symbols") || token.hash == folded_hash("tickers")) {
            announced(at);
        } else if (token.hash == kNasdaq) {
            exchange_word(at);
        }
    }

    [[nodiscard]] std::string_view text_of(const Token& token) const {
        return text_.substr(token.begin, token.end - token.begin);
    }

    // `AAPL.O`, `AAPL US Equity`, `(AAPL US)`.
    void code_word(std::size_t at) {
        const auto& token = words_.tokens[at];
        const auto& next = words_.tokens[at + 1];
        if (!next.all_upper || next.gap > Gap::kSpace || !known_.today(text_of(token))) return;
        if (next.gap == Gap::kJoined && text_[token.end] == '.' && next.begin == token.end + 1) {
            if (ric_ending(token.end) && !known_.find(text_.substr(token.begin, next.end - token.begin))) {
                add(text_of(token), MentionKind::kExchange, 0.9, token.begin, token.end);
            }
        } else if (text_of(next) == "US" && next.begin == token.end + 1) {
            const bool equity = at + 2 < words_.tokens.size() && words_.tokens[at + 2].hash == folded_hash("equity");
            const bool bracketed = closes(next.end, ')') && token.gap == Gap::kComma;
            if (equity || bracketed) add(text_of(token), MentionKind::kExchange, 0.95, token.begin, token.end);
        }
    }

    // `(NASDAQ AAPL)`, `(NYSE-GM)`: an exchange and a symbol without a colon, alone in a bracket.
    void exchange_word(std::size_t at) {
        const auto& token = words_.tokens[at];
        const auto& next = words_.tokens[at + 1];
        if (token.gap != Gap::kComma || !next.all_upper || next.gap > Gap::kSpace || next.begin != token.end + 1)
            return;
        if (!closes(next.end, ')') || venue_before(text_, token.end) != Venue::kUnitedStates) return;
        const auto symbol = read_symbol(text_, next.begin, false);
        if (symbol && known_.today(symbol->text)) {
            add(symbol->text, MentionKind::kExchange, 0.95, next.begin, symbol->end);
        }
    }

    void announced(std::size_t at) {
        const auto& next = words_.tokens[at + 1];
        if (!next.all_upper || !next.upper_first || next.gap > Gap::kComma || next.end - next.begin > 5) return;
        const bool quoted = next.gap == Gap::kComma;
        const auto symbol = read_symbol(text_, next.begin, false);
        if (!symbol || (!quoted && symbol->text.size() < 2)) return;
        const bool known = known_.today(symbol->text).has_value();
        if (!known && WordClasses::table().is(next.hash, WordClass::kAcronym)) return;
        const auto venue = venue_of_sentence(at);
        if (venue == Venue::kForeign || (venue == Venue::kNone && !known)) return;
        add(symbol->text, MentionKind::kExchange, 0.95, next.begin, symbol->end);
    }

    // The exchange that was named last before this word.
    [[nodiscard]] Venue venue_of_sentence(std::size_t at) const {
        constexpr std::size_t kReach = 12;
        for (std::size_t back = 0; back < kReach && back < at; ++back) {
            const auto& token = words_.tokens[at - back];
            const auto venue = venue_before(text_, token.end);
            if (venue != Venue::kNone) return venue;
            if (token.gap == Gap::kSentence) break;
        }
        return Venue::kNone;
    }

    std::string_view text_;
    const TokenizedText& words_;
    const SymbolTable& known_;
    std::vector<SymbolHit>& hits_;
};

}  // namespace

void find_symbol_notation(std::string_view text, const TokenizedText& words, const SymbolTable& known,
                          std::vector<SymbolHit>& hits) {
    NotationScanner(text, words, known, hits).run();
}

}  // namespace tradewind::sentiment
