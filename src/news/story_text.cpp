#include "news/story_text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "news/html_text.hpp"
#include "news/story_words.hpp"

namespace tradewind::news {
namespace {

constexpr std::size_t kMaxHead = 40;
constexpr std::size_t kMaxBody = 250;     // Words of the text that are compared.
constexpr std::size_t kMaxWords = 5'000;  // Words that `exact` covers.
constexpr std::size_t kInformative = 5;
constexpr std::size_t kIdDigits = 6;  // A number of that length without separators is somebody's key.

// Wire prefixes: the story is what follows them.
constexpr auto kWirePrefixes =
    std::to_array<std::string_view>({"update", "brief", "wrapup", "exclusive", "breaking", "alert", "factbox", "rpt",
                                     "refile", "corrected", "correction", "video", "watch", "just", "news", "report"});
constexpr auto kUpdates = std::to_array<std::string_view>({"update", "wrapup", "corrected", "correction", "refile"});
constexpr auto kOrdinals = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"first", "q1"}, {"second", "q2"}, {"third", "q3"}, {"fourth", "q4"}});
constexpr auto kNumerals = std::to_array<std::pair<std::string_view, std::string_view>>({{"one", "1"},
                                                                                         {"two", "2"},
                                                                                         {"three", "3"},
                                                                                         {"four", "4"},
                                                                                         {"five", "5"},
                                                                                         {"six", "6"},
                                                                                         {"seven", "7"},
                                                                                         {"eight", "8"},
                                                                                         {"nine", "9"},
                                                                                         {"ten", "10"}});

bool is_lower(unsigned char c) {
    return c >= 'a' && c <= 'z';
}
bool is_upper(unsigned char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_digit(unsigned char c) {
    return c >= '0' && c <= '9';
}
bool is_space(unsigned char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

void sort_unique(std::vector<std::uint32_t>& values) {
    std::ranges::sort(values);
    const auto repeated = std::ranges::unique(values);
    values.erase(repeated.begin(), repeated.end());
}

/// A word as it stands, or a tag.
struct Token {
    enum class Kind : std::uint8_t { kWord, kCashtag, kHashtag, kListing } kind = Kind::kWord;
    std::string folded;  ///< Lower case, without apostrophes and possessive.
    bool capital = false;
    bool all_capitals = false;
    bool after_break = true;  ///< First of the text or after a colon, a dash, a full stop.
    bool colon = false;       ///< A colon or dash follows.
};

class Tokenizer {
public:
    explicit Tokenizer(std::string_view text) : text_(text) {}

    std::optional<Token> next() {
        while (at_ < text_.size()) {
            const auto rest = text_.substr(at_);
            const auto c = static_cast<unsigned char>(text_[at_]);
            const bool followed = rest.size() > 1;
            const auto second = followed ? static_cast<unsigned char>(rest[1]) : 0U;
            if (rest.starts_with("http://") || rest.starts_with("https://") || rest.starts_with("www.") || c == '@') {
                skip_to_space();
            } else if (c == '&' && skip_reference(rest)) {
                continue;
            } else if ((c == '$' || c == '#') && (is_upper(second) || is_lower(second))) {
                const bool bracketed = in_bracket();
                ++at_;
                auto tag = word(c == '$' ? Token::Kind::kCashtag : Token::Kind::kHashtag);
                if (c == '$' && bracketed) tag.kind = Token::Kind::kListing;
                return tag;
            } else if (c == '(' && is_listing(rest)) {
                return listing(rest);
            } else if (starts_word(at_)) {
                return word(Token::Kind::kWord);
            } else {
                break_ = break_ || c == ':' || c == '.' || c == '-' || c == '!' || c == '?' || c == '|' || c == ';';
                ++at_;
            }
        }
        return std::nullopt;
    }

    /// True where the text ends with an ellipsis.
    [[nodiscard]] bool cut() const {
        auto text = text_;
        while (true) {
            const auto end = text.find_last_not_of(" \t\r\n");
            if (end == std::string_view::npos) return false;
            text = text.substr(0, end + 1);
            const auto last = text.substr(std::min(text.find_last_of(" \t\r\n") + 1, text.size()));
            if (!last.starts_with("http")) break;
            if (last.ends_with("\xE2\x80\xA6")) return true;
            text.remove_suffix(last.size());
        }
        return text.ends_with("...") || text.ends_with("\xE2\x80\xA6");
    }

private:
    // `Apple ( $AAPL)`: said of the name before, not part of the sentence.
    [[nodiscard]] bool in_bracket() const {
        auto at = at_;
        while (at > 0 && text_[at - 1] == ' ') --at;
        return at > 0 && text_[at - 1] == '(';
    }

    void skip_to_space() {
        while (at_ < text_.size() && !is_space(static_cast<unsigned char>(text_[at_]))) ++at_;
    }

    bool skip_reference(std::string_view rest) {
        const auto reference = read_character_reference(rest);
        if (reference) at_ += reference->size;
        return reference.has_value();
    }

    // `(AAPL)`, `(NYSE: IBM)`: 1 to 5 capitals before the bracket closes.
    static bool is_listing(std::string_view rest) {
        const auto close = rest.find(')');
        if (close == std::string_view::npos || close < 2 || close > 24) return false;
        auto symbol = rest.substr(1, close - 1);
        if (const auto colon = symbol.rfind(':'); colon != std::string_view::npos) symbol.remove_prefix(colon + 1);
        while (symbol.starts_with(' ')) symbol.remove_prefix(1);
        return !symbol.empty() && symbol.size() <= 5 &&
               std::ranges::all_of(symbol, [](char c) { return is_upper(static_cast<unsigned char>(c)) || c == '.'; });
    }

    Token listing(std::string_view rest) {
        const auto close = rest.find(')');
        auto symbol = rest.substr(1, close - 1);
        symbol.remove_prefix(std::min(symbol.find_last_of(": ") + 1, symbol.size()));
        Token token{.kind = Token::Kind::kListing, .folded = {}};
        for (const char c : symbol)
            token.folded += is_upper(static_cast<unsigned char>(c)) ? static_cast<char>(c + 32) : c;
        at_ += close + 1;
        return token;
    }

    // Letters, digits and bytes above ASCII, but not the punctuation of U+2000..U+207F (E2 80 / E2 81).
    [[nodiscard]] bool starts_word(std::size_t at) const {
        if (at >= text_.size()) return false;
        const auto c = static_cast<unsigned char>(text_[at]);
        if (c < 0x80) return is_lower(c) || is_upper(c) || is_digit(c);
        const auto next = at + 1 < text_.size() ? static_cast<unsigned char>(text_[at + 1]) : 0U;
        return c >= 0xC3 && !(c == 0xE2 && (next == 0x80 || next == 0x81));
    }

    Token word(Token::Kind kind) {
        Token token{.kind = kind, .folded = {}};
        token.after_break = break_;
        break_ = false;
        token.capital = is_upper(static_cast<unsigned char>(text_[at_]));
        std::size_t capitals = 0;
        while (at_ < text_.size()) {
            const auto c = static_cast<unsigned char>(text_[at_]);
            if (starts_word(at_)) {
                const std::size_t size = c < 0x80 ? 1 : (c < 0xE0 ? 2 : (c < 0xF0 ? 3 : 4));
                for (std::size_t i = 0; i < size && at_ < text_.size(); ++i, ++at_) {
                    const auto byte = static_cast<unsigned char>(text_[at_]);
                    capitals += is_upper(byte) ? 1 : 0;
                    token.folded += is_upper(byte) ? static_cast<char>(byte + 32) : static_cast<char>(byte);
                }
            } else if (const auto skipped = inside_word(c, token.folded); skipped > 0) {
                at_ += skipped;
            } else {
                break;
            }
        }
        token.all_capitals = capitals == token.folded.size();
        if (token.folded.size() > 2 && token.folded.ends_with("'s")) token.folded.resize(token.folded.size() - 2);
        std::erase(token.folded, '\'');
        if (token.folded.ends_with(".0")) token.folded.resize(token.folded.size() - 2);
        token.colon = at_ < text_.size() && (text_[at_] == ':' || text_[at_] == '-');
        return token;
    }

    // Apostrophes are kept for the possessive; separators of thousands and decimal points belong to a number, the
    // points of U.S. to the word.
    std::size_t inside_word(unsigned char c, std::string& folded) {
        const bool curly = text_.substr(at_).starts_with("\xE2\x80\x99");
        if (c == '\'' || curly) {
            const std::size_t size = curly ? 3 : 1;
            if (!starts_word(at_ + size)) return 0;
            folded += '\'';
            return size;
        }
        const auto next = at_ + 1 < text_.size() ? static_cast<unsigned char>(text_[at_ + 1]) : 0U;
        const bool initial = c == '.' && folded.size() == 1 && is_upper(next);
        const bool number = !folded.empty() && is_digit(static_cast<unsigned char>(folded.back())) && is_digit(next);
        if (!initial && (!number || (c != '.' && c != ','))) return 0;
        if (c == '.') folded += '.';
        return 1;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    bool break_ = true;
};

class StoryReader {
public:
    StoryText run(std::string_view title, std::string_view text) {
        const bool titled = title.find_first_not_of(" \t\r\n") != std::string_view::npos;
        read_head(titled ? title : text);
        if (titled) {
            if (text.starts_with(title)) text.remove_prefix(title.size());
            read_body(text);
        }
        for (auto* list : {&story_.features, &story_.tags, &story_.labels, &story_.body, &story_.figures, &story_.ids})
            sort_unique(*list);
        return std::move(story_);
    }

private:
    void read_head(std::string_view text) {
        Tokenizer tokenizer(text);
        std::vector<Token> tokens;
        while (auto token = tokenizer.next()) {
            if (tokens.size() < kMaxWords) tokens.push_back(std::move(*token));
        }
        story_.cut = tokenizer.cut();
        const auto [first, last] = without_labels(tokens);
        find_case(tokens, first, last);
        const auto begin = skip_prefixes(tokens, first, last);
        story_.prefixed = begin > first;
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            if (i < first || i >= begin) note_exact(tokens[i].folded);
        }
        for (auto i = begin; i < last && story_.head.size() < kMaxHead; ++i) add(tokens, i, last);
        // The last word of a cut text may be half a word.
        if (story_.cut && story_.head.size() > 4) story_.head.pop_back();
        for (const auto& word : story_.head) story_.features.push_back(word.hash);
        const bool named = std::ranges::any_of(story_.head, &StoryWord::name);
        story_.informative = named && story_.head.size() >= kInformative;
    }

    // Tags in a row before and behind the sentence say where it was filed.
    std::pair<std::size_t, std::size_t> without_labels(const std::vector<Token>& tokens) {
        const auto is_tag = [&](std::size_t i) {
            return tokens[i].kind == Token::Kind::kCashtag || tokens[i].kind == Token::Kind::kHashtag;
        };
        std::size_t first = 0;
        std::size_t last = tokens.size();
        while (last > 0 && is_tag(last - 1)) --last;
        while (first < last && tokens[first].kind == Token::Kind::kCashtag) ++first;
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            const bool outside = i < first || i >= last;
            if (outside && tokens[i].kind == Token::Kind::kCashtag)
                story_.labels.push_back(story_hash(tokens[i].folded));
        }
        return {first, last};
    }

    // In a title Where Each Word Is Capitalised, capitals tell nothing.
    void find_case(const std::vector<Token>& tokens, std::size_t first, std::size_t last) {
        std::size_t words = 0;
        std::size_t capitals = 0;
        for (std::size_t i = first; i < last; ++i) {
            const bool letters =
                tokens[i].kind == Token::Kind::kWord && !is_digit(static_cast<unsigned char>(tokens[i].folded[0]));
            if (!letters || sense_of(tokens[i].folded).stop) continue;
            ++words;
            capitals += tokens[i].capital ? 1 : 0;
        }
        capitals_tell_ = capitals * 10 <= words * 7;
        shouted_ = std::ranges::all_of(tokens, [](const Token& token) {
            return token.all_capitals || is_digit(static_cast<unsigned char>(token.folded[0]));
        });
    }

    // "CORRECTED-UPDATE 2-Acme cuts…", "RT @desk: …".
    std::size_t skip_prefixes(const std::vector<Token>& tokens, std::size_t at, std::size_t last) {
        while (at < last) {
            const auto& token = tokens[at];
            if (token.folded == "rt") {
                story_.relayed = true;
            } else if (!token.colon || !std::ranges::contains(kWirePrefixes, token.folded)) {
                const bool numbered = at + 1 < last && tokens[at + 1].colon &&
                                      is_digit(static_cast<unsigned char>(tokens[at + 1].folded[0])) &&
                                      std::ranges::contains(kWirePrefixes, token.folded);
                if (!numbered) return at;
                ++at;
            }
            if (std::ranges::contains(kUpdates, token.folded)) story_.updated = true;
            ++at;
        }
        return at;
    }

    void add(const std::vector<Token>& tokens, std::size_t& i, std::size_t last) {
        const auto& token = tokens[i];
        if (token.folded == "rt" || token.folded == "via") story_.relayed = true;
        if (token.kind == Token::Kind::kListing) return story_.labels.push_back(story_hash(token.folded));
        if (token.kind == Token::Kind::kCashtag) story_.tags.push_back(story_hash(token.folded));
        std::string_view word = token.folded;
        for (const auto& [ordinal, quarter] : kOrdinals) {
            if (word == ordinal && i + 1 < last && tokens[i + 1].folded == "quarter") {
                word = quarter;
                ++i;
            }
        }
        // Months that are words, too.
        const bool dated = i + 1 < last && is_digit(static_cast<unsigned char>(tokens[i + 1].folded[0]));
        if (dated && word == "march") word = "mar";
        if (dated && word == "may") word = "05m";
        // "Declines to approve" is no fall.
        const bool refuses = word.starts_with("declin") && i + 1 < last && tokens[i + 1].folded == "to";
        add_word(refuses ? std::string_view("refuses") : word, token);
    }

    void add_word(std::string_view word, const Token& token) {
        for (const auto& [numeral, digits] : kNumerals) {
            if (word == numeral) word = digits;
        }
        auto sense = sense_of(number_of(word));
        // IT and US are no "it" and "us".
        const bool initials = sense.stop && token.all_capitals && word.size() == 2 && !shouted_ && word != "rt";
        if (sense.stop && !initials) return;
        if (initials) sense = {.hash = story_hash(word, 1)};
        const bool tag = token.kind == Token::Kind::kCashtag;
        const bool proper = token.capital && !sense.number && (!sense.common || (capitals_tell_ && !token.after_break));
        const bool name = sense.subject || tag || proper;
        story_.head.push_back({sense.hash, sense.meanings, name, sense.number, sense.denial});
        if (const auto unit = unit_of(word); !unit.empty()) {
            const auto second = sense_of(unit);
            story_.head.push_back({second.hash, 0, false, false, false});
        }
    }

    // `2.5bn` is 2.5 and billion, `400k` 400 and thousand.
    static std::string_view number_of(std::string_view word) { return word.substr(0, word.size() - suffix_of(word)); }
    static std::string_view unit_of(std::string_view word) {
        const auto suffix = word.substr(word.size() - suffix_of(word));
        if (suffix == "k") return "thousand";
        if (suffix == "m" || suffix == "mn" || suffix == "mln") return "million";
        if (suffix == "b" || suffix == "bn" || suffix == "bln") return "billion";
        if (suffix == "cr") return "crore";
        return suffix == "tn" || suffix == "trn" ? "trillion" : std::string_view();
    }
    static std::size_t suffix_of(std::string_view word) {
        if (word.empty() || !is_digit(static_cast<unsigned char>(word[0]))) return 0;
        const auto end = word.find_first_not_of("0123456789.");
        if (end == std::string_view::npos) return 0;
        constexpr auto kSuffixes =
            std::to_array<std::string_view>({"k", "m", "mn", "mln", "b", "bn", "bln", "cr", "tn", "trn"});
        const auto suffix = word.substr(end);
        return std::ranges::contains(kSuffixes, suffix) ? suffix.size() : 0;
    }

    void read_body(std::string_view text) {
        Tokenizer tokenizer(text);
        std::uint32_t previous = 0;
        std::size_t words = 0;
        while (auto token = tokenizer.next()) {
            note_exact(token->folded);
            if (++words > kMaxBody) continue;
            const auto sense = sense_of(number_of(token->folded));
            if (sense.stop) continue;
            if (sense.number) story_.figures.push_back(sense.hash);
            if (sense.number && token->folded.size() >= kIdDigits) story_.ids.push_back(sense.hash);
            if (previous != 0) story_.body.push_back(story_hash(token->folded, previous));
            previous = sense.hash;
        }
        if (text.find_first_not_of(" \t\r\n") != std::string_view::npos) story_.cut = story_.cut || tokenizer.cut();
    }

    void note_exact(std::string_view folded) {
        if (++exact_words_ > kMaxWords) return;
        story_.exact = (story_.exact ^ story_hash(folded)) * 1099511628211ULL + 1;
    }

    StoryText story_;
    std::size_t exact_words_ = 0;
    bool capitals_tell_ = true;
    bool shouted_ = false;
};

}  // namespace

StoryText read_story_text(std::string_view title, std::string_view text) {
    return StoryReader().run(title, text);
}

}  // namespace tradewind::news
