#include "sentiment/tokens.hpp"

#include "sentiment/ascii_blocks.hpp"
#include "sentiment/token_characters.hpp"

namespace tradewind::sentiment {
namespace {

using namespace detail;

struct AsciiWord {
    std::uint64_t hash = 0;
    bool lower = false;
};

// Of `size` ASCII letters and digits, with `left` bytes of text from there on.
AsciiWord read_word(const char* text, std::size_t size, std::size_t left) {
    constexpr std::size_t kHashed = 24;
    const auto small = [](std::uint64_t bytes) { return (bytes & bytes >> 1U & repeated(0x20)) != 0; };
    auto bytes = load_block(text, left) & first_bytes(size);
    AsciiWord word{detail::mixed(size, bytes | (repeated(0x20) & first_bytes(size))), small(bytes)};
    std::uint64_t state = 0;
    for (std::size_t at = 8; at < size; at += 8) {
        bytes = load_block(text + at, left - at) & first_bytes(size - at);
        word.lower = word.lower || small(bytes);
        state = detail::mixed(state, at < kHashed ? bytes | (repeated(0x20) & first_bytes(size - at)) : 0);
    }
    word.hash ^= state;
    return word;
}

constexpr auto kAnd = [] {
    // What `and` would hash to if it were no other way to write `&`.
    return detail::mixed(3, 'a' | 'n' << 8U | 'd' << 16U);
}();
constexpr auto kAmpersand = folded_hash("&");
constexpr std::size_t kWrappedLine = 50;

class Tokenizer {
public:
    Tokenizer(std::string_view text, TokenizedText& result) : text_(text), result_(result) {
        if (result_.storage.empty()) result_.storage.resize(1024);
        tokens_ = result_.storage.data();
        result_.marks.clear();
    }

    // Where runs of letters and digits begin and end is found 64 bytes at a time, so that no word waits for the one
    // before it.
    void run() {
        std::uint64_t inside = 0;
        std::size_t begin = 0;
        for (std::size_t at = 0; at < text_.size(); at += 64) {
            const auto mask = mask_at(at);
            auto turns = mask ^ (mask << 1U | inside);
            inside = mask >> 63U;
            for (; turns != 0; turns &= turns - 1) {
                const auto turn = at + static_cast<unsigned>(std::countr_zero(turns));
                if ((mask >> (turn - at) & 1U) != 0) {
                    begin = turn;
                } else {
                    run_of_letters(begin, turn);
                }
            }
        }
        if (inside != 0) run_of_letters(begin, text_.size());
        while (at_ < text_.size()) step();
        result_.tokens = std::span(tokens_, count_);
    }

private:
    [[nodiscard]] std::uint64_t mask_at(std::size_t at) const {
        if (at + 64 <= text_.size()) return word_bytes(text_.data() + at);
        std::array<char, 64> rest{};
        std::memcpy(rest.data(), text_.data() + at, text_.size() - at);
        return word_bytes(rest.data());
    }

    void run_of_letters(std::size_t begin, std::size_t end) {
        if (at_ + 1 == begin && text_[at_] == ' ') {
            widen(Gap::kSpace);
            at_ = begin;
        }
        while (at_ < begin) step();
        if (at_ < end) word(end);
    }

    void widen(Gap gap) {
        if (gap > gap_) gap_ = gap;
    }

    [[nodiscard]] bool word_starts(std::size_t at) const {
        if (at >= text_.size()) return false;
        const auto kind = kind_of(text_[at]);
        return kind == Kind::kWord || (kind == Kind::kWide && is_letter(decode(text_, at).value));
    }

    // What is no ASCII word: blanks, marks, accents.
    void step() {
        const auto kind = kind_of(text_[at_]);
        switch (kind) {
            case Kind::kSpace:
                widen(Gap::kSpace);
                ++at_;
                return;
            case Kind::kWord:
                return word(at_ + 1);  // Left over where an entity or mark ended within a run.
            case Kind::kMark:
                result_.marks.push_back(static_cast<std::uint32_t>(at_));
                if (text_[at_] != '$') widen(Gap::kComma);
                ++at_;
                return;
            case Kind::kLine:
                return line_end();
            case Kind::kStop:
                return stop();
            case Kind::kSemicolon:
                widen(Gap::kSentence);
                ++at_;
                return;
            case Kind::kJoin:
                ++at_;
                return widen(word_starts(at_) ? Gap::kJoined : Gap::kComma);
            case Kind::kQuote:
                return quote(1);
            case Kind::kAmp:
                return ampersand();
            case Kind::kAt:
                return handle();
            case Kind::kWide:
                return wide();
            default:
                if (text_[at_] != '#' && text_[at_] != '*' && text_[at_] != '\\') widen(Gap::kComma);
                ++at_;
        }
    }

    // One line end after a full line is a blank, as in text wrapped by its sender.
    void line_end() {
        const bool full =
            at_ - line_ >= kWrappedLine && at_ + 1 < text_.size() && kind_of(text_[at_ + 1]) == Kind::kWord;
        widen(full ? Gap::kSpace : Gap::kSentence);
        line_ = ++at_;
    }

    void stop() {
        const bool dot = text_[at_] == '.';
        if (dot && word_starts(at_ + 1)) {
            widen(Gap::kJoined);
        } else {
            const Token* before = count_ == 0 ? nullptr : &last();
            const bool open = dot && before != nullptr && before->end == at_ && before->upper_first &&
                              (before->end - before->begin <= 2 || std::ranges::contains(kAbbreviations, before->hash));
            widen(open ? Gap::kSpace : Gap::kSentence);
        }
        ++at_;
    }

    // `'s` right behind a word, or behind a blank where the text came in words.
    void quote(std::size_t size) {
        const auto next = at_ + size;
        const bool is_s = next < text_.size() && (text_[next] == 's' || text_[next] == 'S') && !word_starts(next + 1);
        if (is_s && count_ > 0 && gap_ <= Gap::kSpace) {
            last().possessive = true;
            at_ = next + 1;
            return;
        }
        widen(word_starts(next) && gap_ == Gap::kJoined ? Gap::kJoined : Gap::kComma);
        // A plural's possessive: `Williams' results`.
        if (count_ > 0 && last().end == at_ && next < text_.size() && text_[next] == ' ') {
            gap_ = Gap::kSpace;
        }
        at_ = next;
    }

    void ampersand() {
        for (const auto& [entity, kind] : kEntities) {
            if (!text_.substr(at_).starts_with(entity)) continue;
            if (kind == Kind::kQuote) return quote(entity.size());
            if (kind == Kind::kAmp) return push_ampersand(entity.size());
            if (kind == Kind::kMark) result_.marks.push_back(static_cast<std::uint32_t>(at_));
            widen(kind == Kind::kSpace ? Gap::kSpace : Gap::kComma);
            at_ += entity.size();
            return;
        }
        push_ampersand(1);
    }

    void push_ampersand(std::size_t size) {
        push(at_, at_ + size, kAmpersand, false, false);
        at_ += size;
    }

    void handle() {
        if (!word_starts(at_ + 1)) {
            widen(Gap::kComma);
            ++at_;
            return;
        }
        skip_to_space();
    }

    void skip_to_space() {
        while (at_ < text_.size() && kind_of(text_[at_]) != Kind::kSpace && text_[at_] != '\n') ++at_;
        widen(Gap::kComma);
    }

    void wide() {
        const auto point = decode(text_, at_);
        if (is_letter(point.value)) return slow_word(at_);
        if (is_quote(point.value)) return quote(point.size);
        if (point.value == 0x2010 || point.value == 0x2011) {
            widen(word_starts(at_ + point.size) ? Gap::kJoined : Gap::kComma);
        } else if (point.value == 0xA0 || (point.value >= 0x2000 && point.value <= 0x200A) || point.value == 0x202F) {
            widen(Gap::kSpace);
        } else if (!is_invisible(point.value) && point.value != 0xAE && point.value != 0x2122) {
            widen(Gap::kComma);  // ® and ™ part nothing
        }
        at_ += point.size;
    }

    [[nodiscard]] Token& last() { return tokens_[count_ - 1]; }

    void push(std::size_t begin, std::size_t end, std::uint64_t hash, bool upper_first, bool lower) {
        if (count_ == result_.storage.size()) {
            result_.storage.resize(count_ * 2);
            tokens_ = result_.storage.data();
        }
        Token& token = tokens_[count_];
        token.hash = hash == kAnd ? kAmpersand : hash;
        token.begin = static_cast<std::uint32_t>(begin);
        token.end = static_cast<std::uint32_t>(end);
        token.gap = count_ == 0 ? Gap::kSentence : gap_;
        token.upper_first = upper_first;
        token.all_upper = !lower;
        token.symbol = !lower && is_upper(text_[begin]);
        token.possessive = false;
        ++count_;
        gap_ = Gap::kJoined;
    }

    // From here to `end`.
    void word(std::size_t end) {
        const auto begin = at_;
        if (end < text_.size() && needs_care(begin, end)) return;
        const auto read = read_word(text_.data() + begin, end - begin, text_.size() - begin);
        push(begin, end, read.hash, !is_lower(text_[begin]), read.lower);
        at_ = end;
    }

    // Deals with what only looks like a word that ends there: one with accents or an apostrophe, or a URL.
    bool needs_care(std::size_t begin, std::size_t end) {
        const char next = text_[end];
        if (next == ' ') return false;
        if ((static_cast<unsigned char>(next) >= 0x80 || next == '\'') && goes_on(end)) {
            slow_word(begin);
            return true;
        }
        if (next == ':') return skip_url(begin);
        if (next == '.' && end - begin == 3 && text_.substr(begin, 4) == "www.") {
            skip_to_space();
            return true;
        }
        return false;
    }

    bool skip_url(std::size_t begin) {
        const auto rest = text_.substr(begin);
        if (!rest.starts_with("http://") && !rest.starts_with("https://")) return false;
        skip_to_space();
        return true;
    }

    // More letters follow that the fast way does not read: accents, or an apostrophe inside the word.
    [[nodiscard]] bool goes_on(std::size_t at) const {
        const auto point = decode(text_, at);
        if (is_letter(point.value) || is_invisible(point.value)) return true;
        return inner_apostrophe(at, point);
    }

    [[nodiscard]] bool inner_apostrophe(std::size_t at, const CodePoint& point) const {
        if (!is_quote(point.value) || !word_starts(at + point.size)) return false;
        const auto next = at + point.size;
        const bool possessive = (text_[next] == 's' || text_[next] == 'S') && !word_starts(next + 1);
        return !possessive;
    }

    void slow_word(std::size_t begin) {
        folded_.clear();
        bool lower = false;
        auto at = begin;
        while (at < text_.size()) {
            const auto point = decode(text_, at);
            if (point.value < 0x80 ? kind_of(text_[at]) == Kind::kWord : is_letter(point.value)) {
                if (point.value < 0x80) lower |= is_lower(text_[at]);
                if (point.value >= 0xE0 && point.value < 0x100) lower = true;
                if (!is_invisible(point.value)) append_folded(folded_, text_, at, point);
            } else if (!is_invisible(point.value) && !inner_apostrophe(at, point)) {
                break;
            }
            at += point.size;
        }
        const bool ascii = static_cast<unsigned char>(text_[begin]) < 0x80;
        const bool upper = ascii ? !is_lower(text_[begin]) : latin_upper(decode(text_, begin).value);
        push(begin, at, folded_hash(folded_), upper, lower);
        at_ = at;
    }

    std::string_view text_;
    TokenizedText& result_;
    Token* tokens_ = nullptr;
    std::size_t count_ = 0;
    std::size_t at_ = 0;
    std::size_t line_ = 0;
    Gap gap_ = Gap::kJoined;
    std::string folded_;
};

}  // namespace

void tokenize(std::string_view text, TokenizedText& result) {
    Tokenizer(text, result).run();
}

std::string fold(std::string_view word) {
    std::string folded;
    for (std::size_t at = 0; at < word.size();) {
        const auto point = decode(word, at);
        if (!is_invisible(point.value) && !is_quote(point.value)) append_folded(folded, word, at, point);
        at += point.size;
    }
    return folded;
}

}  // namespace tradewind::sentiment
