#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "auth/refusal.hpp"

namespace tradewind::auth {

/// A CBOR item as WebAuthn writes them: shortest integers and lengths, definite lengths, text in UTF-8, no key twice in
/// a map, no tags, no floats, at most 8 levels. Keys may stand in any order. Texts and bytes point into the input.
struct Cbor {
    enum class Type : std::uint8_t { kUnsigned, kNegative, kBytes, kText, kArray, kMap, kBool, kNull };

    Type type = Type::kNull;
    std::uint64_t number = 0;  ///< kUnsigned: the value. kNegative: −1 − value. kBool: 0 or 1.
    std::string_view bytes;    ///< kBytes, kText.
    std::vector<Cbor> items;   ///< kArray; kMap: key, value, key, value …

    /// The value, where it is an integer that fits.
    [[nodiscard]] std::optional<std::int64_t> integer() const;
    [[nodiscard]] const Cbor* find(std::int64_t key) const;
    [[nodiscard]] const Cbor* find(std::string_view key) const;
    [[nodiscard]] std::size_t pairs() const { return items.size() / 2; }
};

/// Takes one item off the front of `input`.
Verdict<Cbor> take_cbor(std::string_view& input);
/// Exactly one item.
Verdict<Cbor> parse_cbor(std::string_view input);

}  // namespace tradewind::auth
