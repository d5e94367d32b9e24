#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace tradewind::sentiment {

// Text read eight bytes at a time; the first byte is the lowest.
static_assert(std::endian::native == std::endian::little);

constexpr std::uint64_t repeated(unsigned char byte) {
    return byte * 0x0101010101010101ULL;
}

/// The top bit of each byte of `bytes` that lies in [low, high]; of no byte above 0x7F.
constexpr std::uint64_t bytes_within(std::uint64_t bytes, unsigned char low, unsigned char high) {
    const auto seven = bytes & repeated(0x7F);
    const auto at_least = seven + repeated(static_cast<unsigned char>(0x80 - low));
    const auto above = seven + repeated(static_cast<unsigned char>(0x7F - high));
    return at_least & ~above & ~bytes & repeated(0x80);
}

/// Eight bytes, or those `left` with zeros behind.
inline std::uint64_t load_block(const char* text, std::size_t left) {
    std::uint64_t bytes = 0;
    if (left >= 8) {
        std::memcpy(&bytes, text, 8);
    } else {
        for (std::size_t i = 0; i < left; ++i) bytes |= std::uint64_t{static_cast<unsigned char>(text[i])} << 8 * i;
    }
    return bytes;
}

/// All bits of the first `size` bytes, size ≤ 8.
constexpr std::uint64_t first_bytes(std::size_t size) {
    return size >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << 8 * size) - 1;
}

/// How a block begins.
struct LettersAndDigits {
    std::size_t size;       ///< Of the run of ASCII letters and digits, up to 8.
    std::uint64_t letters;  ///< The top bit of each letter of the block.
};
constexpr LettersAndDigits letters_and_digits(std::uint64_t block) {
    const auto letters = bytes_within(block | repeated(0x20), 'a', 'z') & ~block;
    const auto others = ~(letters | bytes_within(block, '0', '9')) & repeated(0x80);
    return {others == 0 ? 8U : static_cast<unsigned>(std::countr_zero(others)) / 8U, letters};
}

/// Bit i tells whether byte i of 64 is an ASCII letter or digit.
inline std::uint64_t word_bytes(const char* text) {
    std::uint64_t mask = 0;
#ifdef __SSE2__
    for (unsigned at = 0; at < 64; at += 16) {
        __m128i bytes;
        std::memcpy(&bytes, text + at, 16);
        const auto within = [](__m128i value, char low, char high) {
            return _mm_and_si128(_mm_cmpgt_epi8(value, _mm_set1_epi8(static_cast<char>(low - 1))),
                                 _mm_cmplt_epi8(value, _mm_set1_epi8(static_cast<char>(high + 1))));
        };
        const auto letters = within(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 'z');
        const auto words = _mm_or_si128(letters, within(bytes, '0', '9'));
        mask |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(words))) << at;
    }
#else
    for (unsigned at = 0; at < 64; at += 8) {
        const auto bytes = load_block(text + at, 8);
        const auto letters = bytes_within(bytes | repeated(0x20), 'a', 'z') & ~bytes;
        const auto words = letters | bytes_within(bytes, '0', '9');
        mask |= ((words >> 7U) * 0x0102040810204080ULL >> 56U) << at;
    }
#endif
    return mask;
}

}  // namespace tradewind::sentiment
