#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

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

}  // namespace tradewind::sentiment
