#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "sentiment/tokens.hpp"

/// Characters as the search for tickers sees them: what parts words, what goes on within one, and its base letters.
namespace tradewind::sentiment::detail {

enum class Kind : std::uint8_t {
    kOther,
    kWord,
    kSpace,
    kLine,
    kMark,
    kStop,
    kSemicolon,
    kJoin,
    kQuote,
    kAmp,
    kAt,
    kWide
};

inline constexpr auto kKinds = [] {
    std::array<Kind, 256> kinds{};
    for (int c = 'a'; c <= 'z'; ++c) kinds[static_cast<std::size_t>(c)] = Kind::kWord;
    for (int c = 'A'; c <= 'Z'; ++c) kinds[static_cast<std::size_t>(c)] = Kind::kWord;
    for (int c = '0'; c <= '9'; ++c) kinds[static_cast<std::size_t>(c)] = Kind::kWord;
    for (const unsigned char c : {' ', '\t', '\v', '\f', '\r'}) kinds[c] = Kind::kSpace;
    for (const unsigned char c : {'$', ':', '<', '('}) kinds[c] = Kind::kMark;
    for (const unsigned char c : {'.', '!', '?'}) kinds[c] = Kind::kStop;
    for (const unsigned char c : {';', '|'}) kinds[c] = Kind::kSemicolon;
    for (std::size_t c = 0x80; c < 256; ++c) kinds[c] = Kind::kWide;
    kinds['\n'] = Kind::kLine;
    kinds['-'] = Kind::kJoin;
    kinds['\''] = kinds['`'] = Kind::kQuote;
    kinds['&'] = Kind::kAmp;
    kinds['@'] = Kind::kAt;
    return kinds;
}();

// Base letters of U+00C0..U+017F, in order; a dot where the letter has no single-letter base.
inline constexpr std::string_view kLatinBase =
    "aaaaaa.ceeeeiiii.nooooo.ouuuuy..aaaaaa.ceeeeiiii.nooooo.ouuuuy.y"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkklllllll"
    "lllnnnnnnnnnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

// Words that end with a dot which ends no sentence.
inline constexpr auto kAbbreviations = [] {
    std::array hashes{folded_hash("inc"), folded_hash("corp"), folded_hash("co"), folded_hash("cos"),
                      folded_hash("ltd"), folded_hash("bros"), folded_hash("st"), folded_hash("mr"),
                      folded_hash("mrs"), folded_hash("ms"),   folded_hash("dr"), folded_hash("jr"),
                      folded_hash("sr"),  folded_hash("vs"),   folded_hash("no")};
    return hashes;
}();

struct Entity {
    std::string_view text;
    Kind kind;
};
inline constexpr auto kEntities = std::to_array<Entity>(
    {{"&amp;", Kind::kAmp},     {"&#38;", Kind::kAmp},      {"&apos;", Kind::kQuote},  {"&#39;", Kind::kQuote},
     {"&#039;", Kind::kQuote},  {"&#x27;", Kind::kQuote},   {"&rsquo;", Kind::kQuote}, {"&lsquo;", Kind::kQuote},
     {"&#8217;", Kind::kQuote}, {"&#x2019;", Kind::kQuote}, {"&nbsp;", Kind::kSpace},  {"&#160;", Kind::kSpace},
     {"&lt;", Kind::kMark},     {"&quot;", Kind::kOther},   {"&gt;", Kind::kOther},    {"&ldquo;", Kind::kOther},
     {"&rdquo;", Kind::kOther}, {"&mdash;", Kind::kOther},  {"&ndash;", Kind::kOther}, {"&#8220;", Kind::kOther},
     {"&#8221;", Kind::kOther}});

struct CodePoint {
    std::uint32_t value;
    std::uint32_t size;
};

// Ill-formed bytes come back as U+FFFD of size one.
inline CodePoint decode(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
    const auto follows = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
    const std::uint32_t lead = byte(at);
    if (lead < 0x80) return {lead, 1};
    if (lead >= 0xC2 && lead < 0xE0 && follows(at + 1)) return {(lead & 0x1F) << 6U | (byte(at + 1) & 0x3F), 2};
    if (lead >= 0xE0 && lead < 0xF0 && follows(at + 1) && follows(at + 2)) {
        return {(lead & 0x0F) << 12U | (byte(at + 1) & 0x3F) << 6U | (byte(at + 2) & 0x3F), 3};
    }
    if (lead >= 0xF0 && lead < 0xF5 && follows(at + 1) && follows(at + 2) && follows(at + 3)) return {0x1F000, 4};
    return {0xFFFD, 1};
}

// Not shown, so that a word goes on through them: accents that follow their letter, soft hyphen, zero width.
inline bool is_invisible(std::uint32_t c) {
    return (c >= 0x300 && c < 0x370) || c == 0xAD || (c >= 0x200B && c <= 0x200F) || c == 0xFEFF || c == 0x2060;
}
inline bool is_letter(std::uint32_t c) {
    return (c >= 0xC0 && c != 0xD7 && c != 0xF7 && c < 0x2000) || (c >= 0x3040 && c < 0xE000);
}
// Beyond Latin-1 case is not looked up: such a word may be a name.
inline bool latin_upper(std::uint32_t c) {
    return c < 0xE0 || c >= 0x100;
}
inline bool is_quote(std::uint32_t c) {
    return c == '\'' || c == '`' || c == 0x2018 || c == 0x2019 || c == 0x2BC || c == 0xB4;
}

inline Kind kind_of(char c) {
    return kKinds[static_cast<unsigned char>(c)];
}
inline bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
inline bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}

inline void append_folded(std::string& folded, std::string_view text, std::size_t at, const CodePoint& point) {
    if (point.value < 0x80) {
        folded.push_back(is_upper(text[at]) ? static_cast<char>(text[at] + 32) : text[at]);
        return;
    }
    const auto index = point.value - 0xC0;
    if (index < kLatinBase.size() && kLatinBase[index] != '.') {
        folded.push_back(kLatinBase[index]);
    } else {
        folded.append(text, at, point.size);
    }
}

}  // namespace tradewind::sentiment::detail
