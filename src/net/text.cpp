#include "net/text.hpp"

namespace tradewind::net {

namespace {

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

int hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (lower(c) >= 'a' && lower(c) <= 'f') return lower(c) - 'a' + 10;
    return -1;
}

bool safe_segments(std::string_view path) {
    if (path.find('\0') != std::string_view::npos || path.find('\\') != std::string_view::npos) return false;
    std::size_t begin = 1;
    while (begin <= path.size()) {
        auto end = path.find('/', begin);
        if (end == std::string_view::npos) end = path.size();
        const auto segment = path.substr(begin, end - begin);
        if (segment == "." || segment == "..") return false;
        if (segment.empty() && end != path.size()) return false;
        begin = end + 1;
    }
    return true;
}

std::optional<Fields> parse_query(std::string_view text) {
    Fields fields;
    while (!text.empty()) {
        const auto end = text.find('&');
        const auto pair = text.substr(0, end);
        const auto equals = pair.find('=');
        const auto name = percent_decoded(pair.substr(0, equals), true);
        const auto value = percent_decoded(equals == std::string_view::npos ? "" : pair.substr(equals + 1), true);
        if (!name || !value) return std::nullopt;
        if (!name->empty()) fields.emplace_back(*name, *value);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    return fields;
}

}  // namespace

bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string lower_case(std::string_view text) {
    std::string out(text);
    for (auto& c : out) c = lower(c);
    return out;
}

std::optional<std::string> percent_decoded(std::string_view text, bool form) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = hex_digit(text[i + 1]);
            const int low = hex_digit(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += form && text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

std::optional<Target> parse_target(std::string_view target) {
    if (!target.starts_with('/')) return std::nullopt;
    for (const unsigned char c : target) {
        if (c <= 0x20 || c >= 0x7f) return std::nullopt;
    }
    target = target.substr(0, target.find('#'));
    const auto question = target.find('?');
    const auto raw_path = target.substr(0, question);
    if (lower_case(raw_path).find("%2f") != std::string::npos) return std::nullopt;
    auto path = percent_decoded(raw_path, false);
    auto query = parse_query(question == std::string_view::npos ? "" : target.substr(question + 1));
    if (!path || !query || !safe_segments(*path)) return std::nullopt;
    return Target{std::move(*path), std::move(*query)};
}

}  // namespace tradewind::net
