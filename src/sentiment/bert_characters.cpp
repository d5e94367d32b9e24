#include "sentiment/bert_characters.hpp"

#include <charconv>

#include "core/error.hpp"
#include "sentiment/embedded.hpp"

namespace tradewind::sentiment {
namespace {

std::string_view take(std::string_view& rest, char separator) {
    const auto at = rest.find(separator);
    const auto part = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
    return part;
}

template <class Number>
Number number(std::string_view text, int base) {
    Number value{};
    std::from_chars(text.data(), text.data() + text.size(), value, base);
    return value;
}

char32_t point(std::string_view text) {
    return number<std::uint32_t>(text, 16);
}

}  // namespace

const BertCharacters& BertCharacters::table() {
    static const BertCharacters kTable;
    return kTable;
}

BertCharacters::BertCharacters() {
    auto text = embedded_bert_normalizer();
    while (!text.empty()) {
        const auto line = take(text, '\n');
        if (!line.empty() && line.front() != '#') read_line(line);
    }
}

void BertCharacters::read_line(std::string_view line) {
    const auto kind = take(line, ' ');
    const auto low = point(take(line, ' '));
    if (kind == "map") {
        auto& parts = mapped_[low];
        while (!line.empty()) parts.push_back(point(take(line, ' ')));
        return mark(low, low, 1, kMapped);
    }
    const auto high = point(take(line, ' '));
    if (kind == "shift") {
        const auto step = number<std::uint32_t>(take(line, ' '), 10);
        const auto delta = number<std::int32_t>(line, 10);
        for (auto c = low; c <= high; c += step) {
            shifted_[c] = static_cast<char32_t>(static_cast<std::int32_t>(c) + delta);
        }
        return mark(low, high, step, kShifted);
    }
    TRADEWIND_ASSERT(kind == "drop" || kind == "mark" || kind == "punct");
    mark(low, high, 1, kind == "drop" ? kDropped : (kind == "mark" ? kAccent : kPunctuation));
}

void BertCharacters::mark(char32_t low, char32_t high, char32_t step, std::uint8_t bit) {
    for (auto c = low; c <= high && c < flags_.size(); c += step)
        flags_[c] = static_cast<std::uint8_t>(flags_[c] | bit);
    if (high >= flags_.size()) high_.push_back({{low, high}, bit});
}

std::uint8_t BertCharacters::flags(char32_t c) const {
    if (c < flags_.size()) return flags_[c];
    std::uint8_t result = 0;
    for (const auto& [range, bit] : high_) {
        if (c >= range.low && c <= range.high) result = static_cast<std::uint8_t>(result | bit);
    }
    return result;
}

bool BertCharacters::space(char32_t c) {
    if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r');
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000;
}

bool BertCharacters::ideograph(char32_t c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) ||
           (c >= 0x2A700 && c <= 0x2B73F) || (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

}  // namespace tradewind::sentiment
