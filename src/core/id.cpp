#include "core/id.hpp"

#include <openssl/evp.h>

#include <fmt/core.h>
#include <memory>

namespace tradewind {
namespace {

constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";

void append_length(std::string& out, std::uint64_t length) {
    for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>((length >> shift) & 0xff);
}

}  // namespace

std::array<std::uint8_t, 32> sha256(std::string_view bytes) {
    // Looking the algorithm up and making a context cost more than hashing an id: both are kept.
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                                       &EVP_MD_CTX_free);
    std::array<std::uint8_t, 32> digest{};
    unsigned size = 0;
    const bool ok = EVP_DigestInit_ex2(context.get(), algorithm, nullptr) == 1 &&
                    EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1 &&
                    EVP_DigestFinal_ex(context.get(), digest.data(), &size) == 1;
    TRADEWIND_ASSERT(ok && size == digest.size());
    return digest;
}

std::string sha256_hex(std::string_view bytes) {
    return hex_lower(sha256(bytes));
}

std::string hex_lower(std::string_view bytes) {
    return hex_lower(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
}

std::string hex_lower(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size());
    for (const auto byte : bytes) {
        text += kDigits[byte >> 4];
        text += kDigits[byte & 15];
    }
    return text;
}

std::string base32_lower(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() * 8 + 4) / 5);
    std::uint32_t buffer = 0;
    int bits = 0;
    for (const char byte : bytes) {
        buffer = (buffer << 8) | static_cast<std::uint8_t>(byte);
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            text += kAlphabet[(buffer >> bits) & 31];
        }
    }
    if (bits > 0) text += kAlphabet[(buffer << (5 - bits)) & 31];
    return text;
}

std::array<std::uint8_t, 32> hash_fields(std::initializer_list<std::string_view> fields) {
    std::size_t size = 0;
    for (const auto field : fields) size += sizeof(std::uint64_t) + field.size();
    std::string joined;
    joined.reserve(size);
    for (const auto field : fields) {
        append_length(joined, field.size());
        joined += field;
    }
    return sha256(joined);
}

std::string id_field(Timestamp time) {
    return std::to_string(unix_nanos(time));
}

namespace detail {

std::string print_id(std::string_view prefix, const std::array<std::uint8_t, 16>& bytes) {
    return std::string(prefix) + base32_lower({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

Result<std::array<std::uint8_t, 16>> parse_id(std::string_view prefix, std::string_view text) {
    const auto wrong = [&] {
        return fail(ErrorCode::kParse, fmt::format("not an id of kind '{}': '{}'", prefix, text.substr(0, 40)));
    };
    if (!text.starts_with(prefix) || text.size() != prefix.size() + 26) return wrong();
    std::array<std::uint8_t, 16> bytes{};
    std::uint32_t buffer = 0;
    int bits = 0;
    std::size_t used = 0;
    for (const char c : text.substr(prefix.size())) {
        const auto value = kAlphabet.find(c);
        if (value == std::string_view::npos) return wrong();
        buffer = (buffer << 5) | static_cast<std::uint32_t>(value);
        bits += 5;
        if (bits >= 8 && used < bytes.size()) {
            bits -= 8;
            bytes[used++] = static_cast<std::uint8_t>((buffer >> bits) & 0xff);
        }
    }
    // Two spare bits must be zero, so that each id has one spelling.
    if ((buffer & 3) != 0) return wrong();
    return bytes;
}

}  // namespace detail
}  // namespace tradewind
