#include "sentiment/words.hpp"

#include <array>

namespace tradewind::sentiment {
namespace {

// Base letters of U+00C0..U+017F, in order; a dot where the letter has no single-letter base.
constexpr std::string_view kLatinBase =
    "aaaaaa.ceeeeiiii.nooooo.ouuuuy..aaaaaa.ceeeeiiii.nooooo.ouuuuy.y"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkklllllll"
    "lllnnnnnnnnnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

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

struct CodePoint {
    std::uint32_t value;
    std::uint32_t size;
};

// Ill-formed bytes come back as U+FFFD of size one.
CodePoint decode(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
    const auto follows = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
    const std::uint32_t lead = byte(at);
    if (lead < 0x80) return {lead, 1};
    if (lead >= 0xC2 && lead < 0xE0 && follows(at + 1)) return {(lead & 0x1F) << 6 | (byte(at + 1) & 0x3F), 2};
    if (lead >= 0xE0 && lead < 0xF0 && follows(at + 1) && follows(at + 2)) {
        return {(lead & 0x0F) << 12 | (byte(at + 1) & 0x3F) << 6 | (byte(at + 2) & 0x3F), 3};
    }
    if (lead >= 0xF0 && lead < 0xF5 && follows(at + 1) && follows(at + 2) && follows(at + 3)) return {0x1F000, 4};
    return {0xFFFD, 1};
}

bool is_letter(std::uint32_t c) {
    return (c >= 0xC0 && c != 0xD7 && c != 0xF7 && c < 0x2000) || (c >= 0x3040 && c < 0xE000);
}
bool is_apostrophe(std::uint32_t c) {
    return c == '\'' || c == 0x2019 || c == 0x2BC;
}

bool word_starts(std::string_view text, std::size_t at) {
    if (at >= text.size()) return false;
    const auto c = static_cast<unsigned char>(text[at]);
    if (c < 0x80) return is_lower(c) || is_upper(c) || is_digit(c);
    return is_letter(decode(text, at).value);
}

class Splitter {
public:
    Splitter(std::string_view text, std::vector<Word>& words) : text_(text), words_(words) {}

    void run() {
        while (at_ < text_.size()) step();
        words_.resize(count_);
    }

private:
    void step() {
        const auto c = static_cast<unsigned char>(text_[at_]);
        if (is_space(c)) {
            if (c == '\n') widen(Gap::kSentence);
            widen(Gap::kSpace);
            ++at_;
        } else if (c == '&') {
            ampersand();
        } else if (c == '@' && word_starts(text_, at_ + 1)) {
            skip_to_space();
        } else if (word_starts(text_, at_)) {
            if (!skip_url()) word();
        } else {
            punctuation(c);
        }
    }

    void widen(Gap gap) {
        if (gap > gap_) gap_ = gap;
    }

    void skip_to_space() {
        while (at_ < text_.size() && !is_space(static_cast<unsigned char>(text_[at_]))) ++at_;
        widen(Gap::kComma);
    }

    bool skip_url() {
        const auto rest = text_.substr(at_);
        if (!rest.starts_with("http://") && !rest.starts_with("https://") && !rest.starts_with("www.")) return false;
        skip_to_space();
        return true;
    }

    Word& next_word() {
        if (count_ == words_.size()) words_.emplace_back();
        Word& word = words_[count_++];
        word.folded.clear();
        word.gap = count_ == 1 ? Gap::kSentence : gap_;
        word.upper_first = word.possessive = word.hashtag = word.cashtag = false;
        word.all_upper = true;
        gap_ = Gap::kJoined;
        return word;
    }

    void ampersand() {
        Word& word = next_word();
        word.begin = static_cast<std::uint32_t>(at_);
        at_ += text_.substr(at_).starts_with("&amp;") ? 5 : 1;
        word.end = static_cast<std::uint32_t>(at_);
        word.folded = "&";
        word.all_upper = false;
    }

    void punctuation(unsigned char c) {
        const auto point = decode(text_, at_);
        if (c == '.' || c == '!' || c == '?') {
            const bool inner = c == '.' && word_starts(text_, at_ + 1);
            const bool initial = c == '.' && count_ > 0 && words_[count_ - 1].end == at_ &&
                                 words_[count_ - 1].folded.size() <= 2 && words_[count_ - 1].upper_first;
            widen(inner ? Gap::kJoined : (initial ? Gap::kSpace : Gap::kSentence));
        } else if (c == '-' || point.value == 0x2010 || point.value == 0x2011 || is_apostrophe(point.value)) {
            widen(word_starts(text_, at_ + point.size) ? Gap::kJoined : Gap::kComma);
        } else if (c == ';' || c == '|') {
            widen(Gap::kSentence);
        } else if (c != '#' && c != '$' && c != '*' && c != '\\') {
            widen(Gap::kComma);
        }
        at_ += point.size;
    }

    void word() {
        const auto begin = at_;
        const char before = begin > 0 ? text_[begin - 1] : ' ';
        Word& word = next_word();
        word.begin = static_cast<std::uint32_t>(begin);
        word.hashtag = before == '#';
        word.cashtag = before == '$';
        word.upper_first = is_upper(static_cast<unsigned char>(text_[at_])) ||
                           is_digit(static_cast<unsigned char>(text_[at_])) ||
                           static_cast<unsigned char>(text_[at_]) == 0xC3;
        while (word_starts(text_, at_) || inner_apostrophe(word)) letter(word);
        if (!word.possessive) word.end = static_cast<std::uint32_t>(at_);
    }

    // At an apostrophe inside a word: drops it; a closing 's makes the word possessive.
    bool inner_apostrophe(Word& word) {
        if (at_ >= text_.size()) return false;
        const auto point = decode(text_, at_);
        if (!is_apostrophe(point.value) || !word_starts(text_, at_ + point.size)) return false;
        const auto next = at_ + point.size;
        const bool is_s = text_[next] == 's' || text_[next] == 'S';
        if (is_s && !word_starts(text_, next + 1)) {
            word.possessive = true;
            word.end = static_cast<std::uint32_t>(at_);
            at_ = next + 1;
            return false;
        }
        at_ = next;
        return true;
    }

    void letter(Word& word) {
        const auto c = static_cast<unsigned char>(text_[at_]);
        if (c < 0x80) {
            if (is_lower(c)) word.all_upper = false;
            word.folded.push_back(is_upper(c) ? static_cast<char>(c + 32) : static_cast<char>(c));
            ++at_;
            return;
        }
        const auto point = decode(text_, at_);
        const auto index = point.value - 0xC0;
        if (index < kLatinBase.size() && kLatinBase[index] != '.') {
            if (index >= 0x20) word.all_upper = false;
            word.folded.push_back(kLatinBase[index]);
        } else {
            word.folded.append(text_, at_, point.size);
        }
        at_ += point.size;
    }

    std::string_view text_;
    std::vector<Word>& words_;
    std::size_t at_ = 0;
    std::size_t count_ = 0;
    Gap gap_ = Gap::kJoined;
};

}  // namespace

void split_words(std::string_view text, std::vector<Word>& words) {
    Splitter(text, words).run();
}

}  // namespace tradewind::sentiment
