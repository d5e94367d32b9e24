#include "auth/der.hpp"

namespace tradewind::auth {

namespace {

std::optional<std::uint8_t> take_byte(std::string_view& input) {
    if (input.empty()) return std::nullopt;
    const auto byte = static_cast<std::uint8_t>(input.front());
    input.remove_prefix(1);
    return byte;
}

std::optional<std::uint32_t> take_high_tag(std::string_view& input) {
    std::uint32_t number = 0;
    for (int i = 0; i < 4; ++i) {
        const auto byte = take_byte(input);
        if (!byte || (i == 0 && *byte == 0x80)) return std::nullopt;
        number = (number << 7) | (*byte & 0x7FU);
        if ((*byte & 0x80U) == 0) return number < 31 ? std::nullopt : std::optional(number);
    }
    return std::nullopt;
}

std::optional<std::size_t> take_length(std::string_view& input) {
    const auto first = take_byte(input);
    if (!first) return std::nullopt;
    if (*first < 0x80) return *first;
    const unsigned width = *first & 0x7FU;
    if (width == 0 || width > 4) return std::nullopt;
    std::size_t length = 0;
    for (unsigned i = 0; i < width; ++i) {
        const auto byte = take_byte(input);
        if (!byte || (i == 0 && *byte == 0)) return std::nullopt;
        length = (length << 8) | *byte;
    }
    return length < 0x80 ? std::nullopt : std::optional(length);
}

/// A positive integer in its shortest form, without the zero that keeps it positive.
std::optional<std::string> take_positive(std::string_view& input) {
    const auto element = take_der(input);
    if (!element || !element->is(kDerInteger) || element->constructed || element->content.empty()) return std::nullopt;
    auto number = element->content;
    const auto top_bit = [&] { return (static_cast<unsigned char>(number.front()) & 0x80U) != 0; };
    if (top_bit()) return std::nullopt;
    if (number.front() == 0) {
        number.remove_prefix(1);
        if (number.empty() || !top_bit()) return std::nullopt;  // zero, or a zero too many
    }
    return std::string(number);
}

std::string der_of(char tag, std::string_view content) {
    std::string out(1, tag);
    if (content.size() >= 0x80) out += '\x81';  // no signature needs more than one byte of length
    out += static_cast<char>(content.size());
    return out.append(content);
}

std::string der_integer(std::string_view number) {
    const auto first = number.find_first_not_of('\0');
    std::string content(first == std::string_view::npos ? std::string_view() : number.substr(first));
    if (content.empty() || (static_cast<unsigned char>(content.front()) & 0x80U) != 0) content.insert(0, 1, '\0');
    return der_of('\x02', content);
}

}  // namespace

std::optional<DerElement> take_der(std::string_view& input) {
    auto rest = input;
    const auto first = take_byte(rest);
    if (!first) return std::nullopt;
    DerElement element;
    element.tag_class = *first >> 6;
    element.constructed = (*first & 0x20U) != 0;
    element.tag_number = *first & 0x1FU;
    if (element.tag_number == 31) {
        const auto number = take_high_tag(rest);
        if (!number) return std::nullopt;
        element.tag_number = *number;
    }
    const auto length = take_length(rest);
    if (!length || *length > rest.size()) return std::nullopt;
    element.content = rest.substr(0, *length);
    input = rest.substr(*length);
    return element;
}

std::optional<EcdsaNumbers> read_ecdsa_der(std::string_view signature) {
    const auto sequence = take_der(signature);
    if (!sequence || !sequence->is(kDerSequence) || !sequence->constructed || !signature.empty()) return std::nullopt;
    auto content = sequence->content;
    auto r = take_positive(content);
    auto s = take_positive(content);
    if (!r || !s || !content.empty()) return std::nullopt;
    return EcdsaNumbers{std::move(*r), std::move(*s)};
}

std::string write_ecdsa_der(std::string_view r, std::string_view s) {
    return der_of('\x30', der_integer(r) + der_integer(s));
}

}  // namespace tradewind::auth
