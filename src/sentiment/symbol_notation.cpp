#include "sentiment/symbol_notation.hpp"

#include <optional>

namespace tradewind::sentiment {
namespace {

constexpr std::size_t kMaxExchangeLength = 32;

// Spelled without blanks, lower case. Others (TSX, LSE, ASX…) are not ours to trade.
constexpr auto kUsExchanges = std::to_array<std::string_view>({"nasdaq",
                                                               "nasdaqgs",
                                                               "nasdaqgm",
                                                               "nasdaqcm",
                                                               "nasdaqglobalselectmarket",
                                                               "nasdaqglobalmarket",
                                                               "nasdaqcapitalmarket",
                                                               "nasdaqnm",
                                                               "nasdaqglobalselect",
                                                               "nasd",
                                                               "nyse",
                                                               "nyseamerican",
                                                               "nysemkt",
                                                               "nysearca",
                                                               "nysearca®",
                                                               "newyorkstockexchange",
                                                               "amex",
                                                               "arca",
                                                               "bats",
                                                               "cboe",
                                                               "otcqb",
                                                               "otcqx",
                                                               "otc",
                                                               "otcpink",
                                                               "otcbb",
                                                               "otcmarkets"});
// Currencies written like cashtags.
constexpr auto kNotCashtags = std::to_array<std::string_view>({"USD", "US", "CAD", "AUD", "EUR", "GBP", "JPY", "NZD"});
constexpr auto kUsRicEndings = std::to_array<std::string_view>({"O", "OQ", "N", "A", "P", "K"});

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
    return is_upper(c) || is_lower(c) || is_digit(c) || c == '_' || static_cast<unsigned char>(c) >= 0xC0;
}

struct Symbol {
    std::string text;  ///< Upper case, class after a dot.
    std::size_t end = 0;
    bool lower = false;
};

// A symbol of one to five letters with an optional class of one or two after a dot or hyphen.
std::optional<Symbol> read_symbol(std::string_view text, std::size_t at, bool lower_too) {
    Symbol symbol;
    std::size_t end = at;
    const auto letter = [&](std::size_t i) {
        return i < text.size() && (is_upper(text[i]) || (lower_too && is_lower(text[i])));
    };
    while (letter(end)) ++end;
    if (end == at || end - at > 5) return std::nullopt;
    std::size_t root_end = end;
    if (end + 1 < text.size() && (text[end] == '.' || text[end] == '-') && letter(end + 1)) {
        std::size_t suffix = end + 1;
        while (letter(suffix)) ++suffix;
        const bool closes = suffix == text.size() || !is_word(text[suffix]);
        if (suffix - end - 1 <= 2 && closes) end = suffix;
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
    NotationScanner(std::string_view text, const SymbolTable& known) : text_(text), known_(known) {}

    std::vector<SymbolHit> run() {
        for (auto at = text_.find_first_of("$:<("); at != std::string_view::npos;
             at = text_.find_first_of("$:<(", at + 1)) {
            if (text_[at] == '$') cashtag(at);
            if (text_[at] == ':') exchange(at);
            if (text_[at] == '<' || text_[at] == '(') ric(at);
        }
        return std::move(hits_);
    }

private:
    void add(std::string_view symbol, MentionKind why, double confidence, std::size_t begin, std::size_t end) {
        if (const auto ticker = Ticker::parse(symbol)) {
            hits_.push_back(
                {*ticker, why, confidence, {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}});
        }
    }

    void cashtag(std::size_t at) {
        if (at > 0 && (is_word(text_[at - 1]) || text_[at - 1] == '$')) return;
        auto symbol = read_symbol(text_, at + 1, true);
        if (!symbol || std::ranges::contains(kNotCashtags, symbol->text)) return;
        // StockTwits writes coins as $BTC.X.
        const bool coin = symbol->text.ends_with(".X");
        const auto name = coin ? symbol->text.substr(0, symbol->text.size() - 2) + "/USD" : symbol->text;
        const bool is_known = known_.find(name).has_value();
        if (symbol->lower && !is_known) return;
        // A text cut by its carrier ends within a word: `$N…`.
        const auto rest = text_.substr(symbol->end);
        const bool cut = rest.starts_with("\xE2\x80\xA6") || rest.starts_with("...");
        if (cut && (!is_known || symbol->text.size() < 3)) return;
        add(name, MentionKind::kCashtag, is_known ? 0.98 : 0.9, at, symbol->end);
    }

    // The exchange's name stands before the colon, in up to four words.
    [[nodiscard]] bool exchange_before(std::size_t colon) const {
        std::string name;
        std::size_t begin = colon;
        const auto limit = colon > kMaxExchangeLength ? colon - kMaxExchangeLength : 0;
        while (begin > limit) {
            const char c = text_[--begin];
            if (c == '(' || c == '[' || c == ';' || c == ',' || c == '\n' || c == ':') break;
            if (c == ' ' || c == '-' || c == '.') continue;
            name.insert(name.begin(), is_upper(c) ? static_cast<char>(c + 32) : c);
            const bool word_begins = begin == 0 || !is_word(text_[begin - 1]);
            if (word_begins && std::ranges::contains(kUsExchanges, name)) return true;
        }
        return false;
    }

    void exchange(std::size_t colon) {
        const auto bloomberg =
            text_.substr(colon, 3) == ":US" && (colon + 3 == text_.size() || !is_word(text_[colon + 3]));
        if (bloomberg) return before_colon(colon);
        if (!exchange_before(colon)) return;
        std::size_t at = colon + 1;
        while (true) {
            while (at < text_.size() && (text_[at] == ' ' || text_[at] == '"' || text_[at] == '$' || text_[at] == '\''))
                ++at;
            const auto symbol = read_symbol(text_, at, false);
            if (!symbol) return;
            add(symbol->text, MentionKind::kExchange, 0.99, at, symbol->end);
            at = next_of_list(symbol->end);
            if (at == std::string_view::npos) return;
        }
    }

    // `(NASDAQ: GOOG, GOOGL)`: more symbols follow only inside the bracket, and if no exchange is named anew.
    [[nodiscard]] std::size_t next_of_list(std::size_t at) const {
        const auto close = text_.find_first_of(")];\n:", at);
        if (close == std::string_view::npos || (text_[close] != ')' && text_[close] != ']'))
            return std::string_view::npos;
        const auto rest = text_.substr(at, close - at);
        for (const std::string_view separator : {", ", ",", "/", " and ", " & "}) {
            if (rest.starts_with(separator)) return at + separator.size();
        }
        return std::string_view::npos;
    }

    void before_colon(std::size_t colon) {
        std::size_t begin = colon;
        while (begin > 0 && is_upper(text_[begin - 1])) --begin;
        if (begin > 0 && is_word(text_[begin - 1])) return;
        const auto symbol = text_.substr(begin, colon - begin);
        if (known_.find(symbol)) add(symbol, MentionKind::kExchange, 0.95, begin, colon);
    }

    // `<AAPL.O>`, `(BAC.N)`: Reuters' codes end with the exchange.
    void ric(std::size_t open) {
        const auto symbol = read_symbol(text_, open + 1, false);
        if (!symbol || symbol->end >= text_.size()) return;
        const char close = text_[symbol->end];
        if (close != (text_[open] == '<' ? '>' : ')')) return;
        const auto dot = symbol->text.find('.');
        if (dot == std::string::npos) return;
        if (known_.find(symbol->text)) {
            add(symbol->text, MentionKind::kExchange, 0.95, open + 1, symbol->end);
        } else if (std::ranges::contains(kUsRicEndings, symbol->text.substr(dot + 1))) {
            add(symbol->text.substr(0, dot), MentionKind::kExchange, 0.9, open + 1, open + 1 + dot);
        }
    }

    std::string_view text_;
    const SymbolTable& known_;
    std::vector<SymbolHit> hits_;
};

}  // namespace

std::vector<SymbolHit> find_symbol_notation(std::string_view text, const SymbolTable& known) {
    return NotationScanner(text, known).run();
}

}  // namespace tradewind::sentiment
