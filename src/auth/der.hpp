#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tradewind::auth {

/// One DER element: its tag (class and form bits included; tags above 30 in full) and its content.
struct DerElement {
    std::uint32_t tag_number = 0;
    std::uint8_t tag_class = 0;  ///< 0 universal, 2 context.
    bool constructed = false;
    std::string_view content;

    [[nodiscard]] bool is(std::uint32_t number, std::uint8_t of_class = 0) const {
        return tag_number == number && tag_class == of_class;
    }
};

inline constexpr std::uint32_t kDerInteger = 2;
inline constexpr std::uint32_t kDerOctets = 4;
inline constexpr std::uint32_t kDerSequence = 16;
inline constexpr std::uint32_t kDerSet = 17;

/// Takes an element off the front; nothing where it is no DER: definite, shortest lengths only.
std::optional<DerElement> take_der(std::string_view& input);

/// r and s of an ECDSA signature, each as unsigned big-endian without leading zeros; nothing where the DER is not the
/// one encoding of two positive integers.
struct EcdsaNumbers {
    std::string r, s;
};
std::optional<EcdsaNumbers> read_ecdsa_der(std::string_view signature);
/// The DER of two unsigned big-endian numbers.
std::string write_ecdsa_der(std::string_view r, std::string_view s);

}  // namespace tradewind::auth
