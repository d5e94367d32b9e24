#include "streams/utf8.hpp"

#include <cstdint>

namespace tradewind::streams {
namespace {

bool in_range(std::string_view text, std::size_t at, unsigned low, unsigned high) {
    if (at >= text.size()) return false;
    const auto byte = static_cast<std::uint8_t>(text[at]);
    return byte >= low && byte <= high;
}

/// Length of the valid character at the front (Unicode 16, table 3-7), 0 where there is none.
std::size_t character_length(std::string_view text) {
    const auto lead = static_cast<std::uint8_t>(text[0]);
    if (lead == 0) return 0;
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return in_range(text, 1, 0x80, 0xBF) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        const unsigned low = lead == 0xE0 ? 0xA0 : 0x80;
        const unsigned high = lead == 0xED ? 0x9F : 0xBF;
        return in_range(text, 1, low, high) && in_range(text, 2, 0x80, 0xBF) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const unsigned low = lead == 0xF0 ? 0x90 : 0x80;
        const unsigned high = lead == 0xF4 ? 0x8F : 0xBF;
        const bool tail = in_range(text, 2, 0x80, 0xBF) && in_range(text, 3, 0x80, 0xBF);
        return in_range(text, 1, low, high) && tail ? 4 : 0;
    }
    return 0;
}

}  // namespace

bool is_clean_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        const auto length = character_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string to_clean_utf8(std::string_view text) {
    std::string clean;
    clean.reserve(text.size());
    while (!text.empty()) {
        const auto length = character_length(text);
        clean += length == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return clean;
}

}  // namespace tradewind::streams
