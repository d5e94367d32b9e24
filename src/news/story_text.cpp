#include "news/story_text.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace tradewind::news {
namespace {

constexpr std::size_t kMaxWords = 2'000;

constexpr auto kStopWords = std::to_array<std::string_view>(
    {"a",    "about", "after", "all",   "also",  "an",   "and",  "are",   "as",   "at",   "be",   "been", "but",  "by",
     "for",  "from",  "had",   "has",   "have",  "he",   "her",  "his",   "how",  "i",    "if",   "in",   "into", "is",
     "it",   "its",   "just",  "more",  "my",    "new",  "of",   "on",    "or",   "our",  "over", "says", "said", "she",
     "so",   "than",  "that",  "the",   "their", "them", "then", "there", "they", "this", "to",   "via",  "was",  "we",
     "were", "what",  "when",  "which", "who",   "why",  "will", "with",  "you",  "your", "rt",   "amp",  "s",    "t"});
// Wire prefixes: the story is what follows them.
constexpr auto kWirePrefixes =
    std::to_array<std::string_view>({"update", "brief", "wrapup", "exclusive", "breaking", "alert", "factbox"});
constexpr auto kRising = std::to_array<std::string_view>(
    {"rise",   "rises", "rose",    "rising", "up",    "gain",     "gains",    "gained",   "jump",     "jumps",
     "jumped", "surge", "surges",  "surged", "soar",  "soars",    "soared",   "climb",    "climbs",   "climbed",
     "higher", "rally", "rallies", "beat",   "beats", "tops",     "upgrade",  "upgrades", "upgraded", "raises",
     "raised", "buy",   "bullish", "long",   "wins",  "approves", "approved", "accepts"});
constexpr auto kFalling = std::to_array<std::string_view>(
    {"fall",   "falls",   "fell",    "falling", "down",   "drop",   "drops",     "dropped",    "slide",      "slides",
     "slid",   "plunge",  "plunges", "plunged", "sink",   "sinks",  "sank",      "decline",    "declines",   "declined",
     "lower",  "slump",   "slumps",  "miss",    "misses", "missed", "downgrade", "downgrades", "downgraded", "cuts",
     "lowers", "lowered", "sell",    "bearish", "short",  "loses",  "rejects",   "rejected"});
constexpr auto kDenying = std::to_array<std::string_view>(
    {"not",       "no",      "never",     "denies",   "denied",     "deny",      "refutes",  "false",
     "isnt",      "wont",    "didnt",     "doesnt",   "correction", "corrected", "corrects", "retracts",
     "withdraws", "cancels", "cancelled", "canceled", "without",    "hoax"});

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

std::uint32_t hash(std::string_view text, std::uint32_t seed = 2166136261U) {
    for (const char c : text) seed = (seed ^ static_cast<unsigned char>(c)) * 16777619U;
    return seed ^ seed >> 15U;
}

void sort_unique(std::vector<std::uint32_t>& values) {
    std::ranges::sort(values);
    const auto repeated = std::ranges::unique(values);
    values.erase(repeated.begin(), repeated.end());
}

class StoryReader {
public:
    StoryText run(std::string_view title, std::string_view text) {
        if (!text.starts_with(title)) read(title);
        read(text);
        for (auto* list : {&story_.features, &story_.cashtags, &story_.numbers, &story_.words}) sort_unique(*list);
        return std::move(story_);
    }

private:
    void read(std::string_view text) {
        text_ = text;
        previous_ = 0;
        for (at_ = 0; at_ < text_.size() && words_ < kMaxWords;) step();
        const auto end = text_.find_last_not_of(" \t\r\n");
        if (end != std::string_view::npos) {
            const auto tail = text_.substr(0, end + 1);
            story_.cut = tail.ends_with("...") || tail.ends_with("\xE2\x80\xA6");
        }
    }

    void step() {
        const auto c = static_cast<unsigned char>(text_[at_]);
        const auto rest = text_.substr(at_);
        if (rest.starts_with("http://") || rest.starts_with("https://") || rest.starts_with("www.")) {
            skip_to_space();
        } else if (c == '@') {
            skip_to_space();
        } else if (c == '$' && rest.size() > 1 &&
                   (is_upper(static_cast<unsigned char>(rest[1])) || is_lower(static_cast<unsigned char>(rest[1])))) {
            ++at_;
            const auto name = word();
            story_.cashtags.push_back(hash(name));
            add(name, false);
        } else if (starts_word(at_)) {
            const bool capital = is_upper(c) || is_digit(c);
            add(word(), capital);
        } else {
            ++at_;
        }
    }

    void skip_to_space() {
        while (at_ < text_.size() && !is_space(static_cast<unsigned char>(text_[at_]))) ++at_;
    }

    // Letters, digits and bytes above ASCII, but not the punctuation of U+2000..U+207F (E2 80 / E2 81).
    [[nodiscard]] bool starts_word(std::size_t at) const {
        if (at >= text_.size()) return false;
        const auto c = static_cast<unsigned char>(text_[at]);
        if (c < 0x80) return is_lower(c) || is_upper(c) || is_digit(c);
        const auto next = at + 1 < text_.size() ? static_cast<unsigned char>(text_[at + 1]) : 0U;
        return c >= 0xC3 && !(c == 0xE2 && (next == 0x80 || next == 0x81));
    }

    std::string_view word() {
        word_.clear();
        while (at_ < text_.size()) {
            const auto c = static_cast<unsigned char>(text_[at_]);
            if (starts_word(at_)) {
                const std::size_t size = c < 0x80 ? 1 : (c < 0xE0 ? 2 : (c < 0xF0 ? 3 : 4));
                for (std::size_t i = 0; i < size && at_ < text_.size(); ++i, ++at_) {
                    const auto byte = static_cast<unsigned char>(text_[at_]);
                    word_ += is_upper(byte) ? static_cast<char>(byte + 32) : static_cast<char>(byte);
                }
            } else if (const auto skipped = inside_word(c); skipped > 0) {
                at_ += skipped;
            } else {
                break;
            }
        }
        if (word_.size() > 2 && word_.ends_with("'s")) word_.resize(word_.size() - 2);
        std::erase(word_, '\'');
        return word_;
    }

    // Apostrophes are kept for the possessive; separators of thousands and decimal points belong to a number.
    std::size_t inside_word(unsigned char c) {
        const bool curly = text_.substr(at_).starts_with("\xE2\x80\x99");
        if (c == '\'' || curly) {
            const std::size_t size = curly ? 3 : 1;
            if (!starts_word(at_ + size)) return 0;
            word_ += '\'';
            return size;
        }
        const bool number = !word_.empty() && is_digit(static_cast<unsigned char>(word_.back())) &&
                            at_ + 1 < text_.size() && is_digit(static_cast<unsigned char>(text_[at_ + 1]));
        if (!number || (c != '.' && c != ',')) return 0;
        if (c == '.') word_ += '.';
        return 1;
    }

    void add(std::string_view folded, bool capital) {
        if (folded.empty()) return;
        ++words_;
        const auto value = hash(folded);
        story_.exact = (story_.exact ^ value) * 1099511628211ULL + 1;
        if (folded == "rt" || folded == "via") story_.relayed = true;
        note_polarity(folded);
        const bool first = story_.words.empty();
        if (std::ranges::contains(kStopWords, folded)) return;
        if (first && std::ranges::contains(kWirePrefixes, folded)) return skip_wire_number();
        if (is_digit(static_cast<unsigned char>(folded[0]))) story_.numbers.push_back(value);
        if (first && capital) story_.subject = value;
        story_.words.push_back(value);
        story_.features.push_back(value);
        if (previous_ != 0) story_.features.push_back(hash(folded, previous_));
        previous_ = value;
    }

    // "UPDATE 2-Acme cuts…"
    void skip_wire_number() {
        while (at_ < text_.size() && (text_[at_] == ' ' || is_digit(static_cast<unsigned char>(text_[at_])))) {
            const bool number_ends =
                text_[at_] == ' ' && at_ + 1 < text_.size() && !is_digit(static_cast<unsigned char>(text_[at_ + 1]));
            ++at_;
            if (number_ends) break;
        }
    }

    void note_polarity(std::string_view folded) {
        if (std::ranges::contains(kRising, folded)) story_.polarity = static_cast<std::int8_t>(story_.polarity | 1);
        if (std::ranges::contains(kFalling, folded)) story_.polarity = static_cast<std::int8_t>(story_.polarity | 2);
        if (std::ranges::contains(kDenying, folded)) story_.polarity = static_cast<std::int8_t>(story_.polarity | 4);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t words_ = 0;
    std::uint32_t previous_ = 0;
    std::string word_;
    StoryText story_;
};

}  // namespace

StoryText read_story_text(std::string_view title, std::string_view text) {
    return StoryReader().run(title, text);
}

}  // namespace tradewind::news
