#include "news/html_text.hpp"

#include <charconv>
#include <unordered_map>

#include "news/embedded.hpp"
#include "news/encoding.hpp"

namespace tradewind::news {
namespace {

struct Entity {
    std::string characters;
    bool legacy = false;  // May stand without its semicolon.
};
using Entities = std::unordered_map<std::string_view, Entity>;

constexpr std::size_t kMaxName = 32;

std::string_view take(std::string_view& rest, char separator) {
    const auto at = rest.find(separator);
    const auto part = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
    return part;
}

const Entities& entities() {
    static const Entities kEntities = [] {
        Entities table;
        auto text = embedded_html_entities();
        while (!text.empty()) {
            auto line = take(text, '\n');
            if (line.empty() || line.front() == '#') continue;
            const auto name = take(line, '\t');
            auto points = take(line, '\t');
            Entity entity;
            while (!points.empty()) {
                const auto hex = take(points, ' ');
                std::uint32_t value = 0;
                std::from_chars(hex.data(), hex.data() + hex.size(), value, 16);
                append_utf8(entity.characters, value);
            }
            entity.legacy = line == "*";
            table.emplace(name, std::move(entity));
        }
        return table;
    }();
    return kEntities;
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

std::optional<CharacterReference> numeric_reference(std::string_view text) {
    const bool hex = text.size() > 3 && (text[2] == 'x' || text[2] == 'X');
    const std::size_t begin = hex ? 3 : 2;
    std::size_t end = begin;
    std::uint32_t value = 0;
    for (; end < text.size(); ++end) {
        const char c = text[end];
        const int digit = is_digit(c) ? c - '0' : (hex && is_letter(c) && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1);
        if (digit < 0) break;
        value = std::min<std::uint32_t>(value * (hex ? 16 : 10) + static_cast<std::uint32_t>(digit), 0x110000);
    }
    if (end == begin) return std::nullopt;
    CharacterReference reference;
    append_utf8(reference.characters, value == 0 ? 0xFFFD : windows_1252_code_point(value));
    reference.size = end < text.size() && text[end] == ';' ? end + 1 : end;
    return reference;
}

constexpr auto kInline = std::to_array<std::string_view>(
    {"a",    "abbr",   "acronym", "b",   "bdi", "bdo",   "big",  "cite", "code", "data", "del",  "dfn",
     "em",   "font",   "i",       "ins", "kbd", "label", "mark", "nobr", "q",    "s",    "samp", "small",
     "span", "strike", "strong",  "sub", "sup", "time",  "tt",   "u",    "var",  "wbr"});
constexpr auto kDropped = std::to_array<std::string_view>(
    {"script", "style", "iframe", "noscript", "object", "template", "svg", "head", "noembed", "textarea", "select"});

class TextBuilder {
public:
    void space() { pending_ = true; }
    void add(std::string_view characters) {
        if (pending_ && !out_.empty()) out_ += ' ';
        pending_ = false;
        out_ += characters;
    }
    std::string take() { return std::move(out_); }

    // Adds text, byte by byte or in runs, blanks collapsed.
    void add_text(std::string_view text) {
        std::size_t run = 0;
        for (std::size_t i = 0; i < text.size();) {
            const auto c = static_cast<unsigned char>(text[i]);
            // Most characters are neither blank nor the beginning of one, and most blanks stand alone between them.
            const bool plain = (c > 0x20 && c < 0x7F) || (c > 0xC2 && c != 0xE2 && c != 0xE3 && c != 0xEF);
            if (plain || (c == ' ' && i > run && is_visible(text, i + 1))) {
                ++i;
                continue;
            }
            const auto blank = blank_length(text, i);
            if (blank == 0) {
                ++i;
                continue;
            }
            if (i > run) add(text.substr(run, i - run));
            if (!invisible(text, i)) space();
            i += blank;
            run = i;
        }
        if (text.size() > run) add(text.substr(run));
    }

private:
    static bool is_visible(std::string_view text, std::size_t i) {
        return i < text.size() && text[i] > 0x20 && text[i] < 0x7F;
    }
    // Bytes of a blank, control or zero-width character at `i`; 0 for anything else.
    static std::size_t blank_length(std::string_view text, std::size_t i) {
        const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
        const auto c = byte(i);
        if (c <= 0x20 || c == 0x7F) return 1;
        if (c == 0xC2 && byte(i + 1) >= 0x80 && byte(i + 1) <= 0xA0) return 2;
        if (c == 0xC2 && byte(i + 1) == 0xAD) return 2;
        if (c == 0xE2 && byte(i + 1) == 0x80) {
            const auto last = byte(i + 2);
            if ((last >= 0x80 && last <= 0x8F) || last == 0xA8 || last == 0xA9 || last == 0xAF) return 3;
        }
        if (c == 0xE2 && byte(i + 1) == 0x81 && (byte(i + 2) == 0x9F || byte(i + 2) == 0xA0)) return 3;
        if (c == 0xE3 && byte(i + 1) == 0x80 && byte(i + 2) == 0x80) return 3;
        return c == 0xEF && byte(i + 1) == 0xBB && byte(i + 2) == 0xBF ? 3 : 0;
    }
    // Of those, what separates nothing: soft hyphen, zero-width characters, controls.
    static bool invisible(std::string_view text, std::size_t i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x80) return !is_space(text[i]);
        const auto last = static_cast<unsigned char>(text[i + (c == 0xC2 ? 1 : 2)]);
        if (c == 0xC2) return last == 0xAD || (last < 0xA0 && last != 0x85);
        if (c == 0xEF) return true;
        const auto middle = static_cast<unsigned char>(text[i + 1]);
        return c == 0xE2 && ((middle == 0x80 && last >= 0x8B && last <= 0x8F) || (middle == 0x81 && last == 0xA0));
    }

    std::string out_;
    bool pending_ = false;
};

class HtmlReader {
public:
    explicit HtmlReader(std::string_view html) : html_(html) {}

    std::string run() {
        while (at_ < html_.size()) {
            auto next = at_;
            while (next < html_.size() && html_[next] != '<' && html_[next] != '&') ++next;
            builder_.add_text(html_.substr(at_, next - at_));
            at_ = next;
            if (at_ == html_.size()) break;
            if (html_[at_] == '&') {
                reference();
            } else {
                markup();
            }
        }
        return builder_.take();
    }

private:
    void reference() {
        const auto found = read_character_reference(html_.substr(at_));
        builder_.add_text(found ? std::string_view(found->characters) : std::string_view("&"));
        at_ += found ? found->size : 1;
    }

    void skip_past(std::string_view mark) {
        const auto end = html_.find(mark, at_);
        at_ = end == std::string_view::npos ? html_.size() : end + mark.size();
    }

    void markup() {
        const auto rest = html_.substr(at_);
        if (rest.starts_with("<!--")) return skip_past("-->");
        if (rest.starts_with("<![CDATA[")) {
            at_ += 9;
            const auto end = std::min(html_.find("]]>", at_), html_.size());
            builder_.add_text(html_.substr(at_, end - at_));
            at_ = std::min(end + 3, html_.size());
            return;
        }
        const bool closing = rest.size() > 1 && rest[1] == '/';
        const std::size_t name_at = closing ? 2 : 1;
        if (rest.starts_with("<!") || rest.starts_with("<?")) return skip_past(">");
        if (rest.size() <= name_at || !is_letter(rest[name_at])) {
            builder_.add_text("<");
            ++at_;
            return;
        }
        tag(name_at, closing);
    }

    void tag(std::size_t name_at, bool closing) {
        std::string name;
        std::size_t at = at_ + name_at;
        for (; at < html_.size() && !is_space(html_[at]) && html_[at] != '>' && html_[at] != '/'; ++at) {
            name.push_back(is_letter(html_[at]) ? static_cast<char>(html_[at] | 32) : html_[at]);
        }
        at_ = end_of_tag(at);
        if (!std::ranges::contains(kInline, name)) builder_.space();
        if (!closing && std::ranges::contains(kDropped, name) && html_[at_ - 2] != '/') drop_until_closed(name);
    }

    // The `>` that ends a tag, past quoted attribute values.
    [[nodiscard]] std::size_t end_of_tag(std::size_t at) const {
        char quote = 0;
        bool after_equals = false;
        for (; at < html_.size(); ++at) {
            const char c = html_[at];
            if (quote != 0) {
                if (c == quote) quote = 0;
            } else if (c == '>') {
                return at + 1;
            } else if (after_equals && (c == '"' || c == '\'')) {
                quote = c;
            }
            if (!is_space(c)) after_equals = c == '=';
        }
        // A quote that never closes: the first `>` will do.
        const auto end = html_.find('>', at_);
        return end == std::string_view::npos ? html_.size() : end + 1;
    }

    void drop_until_closed(std::string_view name) {
        for (auto at = html_.find("</", at_); at != std::string_view::npos; at = html_.find("</", at + 2)) {
            const auto candidate = html_.substr(at + 2, name.size());
            if (!std::ranges::equal(candidate, name, {},
                                    [](char c) { return is_letter(c) ? static_cast<char>(c | 32) : c; }))
                continue;
            at_ = std::min(html_.find('>', at), html_.size() - 1) + 1;
            return;
        }
        // Never closed: what follows a script is code, what follows a frame was meant to be read.
        if (name == "script" || name == "style") at_ = html_.size();
    }

    std::string_view html_;
    std::size_t at_ = 0;
    TextBuilder builder_;
};

}  // namespace

std::optional<CharacterReference> read_character_reference(std::string_view text) {
    if (text.size() < 3 || text[0] != '&') return std::nullopt;
    if (text[1] == '#') return numeric_reference(text);
    std::size_t end = 1;
    while (end < text.size() && end <= kMaxName && (is_letter(text[end]) || is_digit(text[end]))) ++end;
    const auto name = text.substr(1, end - 1);
    if (end < text.size() && text[end] == ';') {
        if (const auto found = entities().find(name); found != entities().end()) {
            return CharacterReference{found->second.characters, end + 1};
        }
    }
    for (auto size = name.size(); size >= 2; --size) {
        const auto found = entities().find(name.substr(0, size));
        if (found == entities().end() || !found->second.legacy) continue;
        // `&copy=2` in a bare URL is a parameter, `&notable` a word.
        const char next = size + 1 < text.size() ? text[size + 1] : ' ';
        if (next == '=' || ((is_letter(next) || is_digit(next)) && size > 4)) return std::nullopt;
        return CharacterReference{found->second.characters, size + 1};
    }
    return std::nullopt;
}

std::string html_to_text(std::string_view html) {
    if (html.find_first_of("<&") == std::string_view::npos) return collapse_whitespace(html);
    return HtmlReader(html).run();
}

std::string collapse_whitespace(std::string_view text) {
    TextBuilder builder;
    builder.add_text(text);
    return builder.take();
}

}  // namespace tradewind::news
