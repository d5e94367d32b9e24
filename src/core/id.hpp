#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/time.hpp"

namespace tradewind {

/// SHA-256 of `bytes`, 32 bytes.
std::array<std::uint8_t, 32> sha256(std::string_view bytes);
/// SHA-256 in lower-case hex, 64 characters.
std::string sha256_hex(std::string_view bytes);
/// Two digits a byte.
std::string hex_lower(std::string_view bytes);
std::string hex_lower(std::span<const std::uint8_t> bytes);
/// RFC 4648 base32 alphabet in lower case, no padding.
std::string base32_lower(std::string_view bytes);

/// SHA-256 over length-prefixed fields: what every content id is made of. Fields are text in their canonical form
/// (times as unix nanoseconds, decimals as Decimal::to_string), never floats, attempts or arrival data.
std::array<std::uint8_t, 32> hash_fields(std::initializer_list<std::string_view> fields);

/// A 128-bit id derived from content, so that replay or redelivery yields the same id. Printed as the tag's prefix
/// and 26 base32 characters: `sig-4dq…`. Tag: `struct { static constexpr std::string_view kPrefix; }`.
template <class Tag>
class Id {
public:
    constexpr Id() noexcept = default;
    static Id from_fields(std::initializer_list<std::string_view> fields) {
        const auto digest = hash_fields(fields);
        Id id;
        std::memcpy(id.bytes_.data(), digest.data(), id.bytes_.size());
        return id;
    }
    static Result<Id> parse(std::string_view text);

    [[nodiscard]] std::string to_string() const;
    [[nodiscard]] bool empty() const noexcept { return bytes_ == std::array<std::uint8_t, 16>{}; }
    [[nodiscard]] const std::array<std::uint8_t, 16>& bytes() const noexcept { return bytes_; }
    friend auto operator<=>(const Id&, const Id&) noexcept = default;

private:
    std::array<std::uint8_t, 16> bytes_{};
};

namespace detail {
std::string print_id(std::string_view prefix, const std::array<std::uint8_t, 16>& bytes);
Result<std::array<std::uint8_t, 16>> parse_id(std::string_view prefix, std::string_view text);
}  // namespace detail

template <class Tag>
std::string Id<Tag>::to_string() const {
    return empty() ? std::string() : detail::print_id(Tag::kPrefix, bytes_);
}

/// The empty text is the empty id.
template <class Tag>
Result<Id<Tag>> Id<Tag>::parse(std::string_view text) {
    Id id;
    if (text.empty()) return id;
    auto bytes = detail::parse_id(Tag::kPrefix, text);
    if (!bytes) return std::unexpected(std::move(bytes.error()));
    id.bytes_ = *bytes;
    return id;
}
// clang-format off
struct ArticleTag { static constexpr std::string_view kPrefix = "art-"; };
struct ScoreTag { static constexpr std::string_view kPrefix = "sco-"; };
struct BarTag { static constexpr std::string_view kPrefix = "bar-"; };
struct SignalTag { static constexpr std::string_view kPrefix = "sig-"; };
struct VerdictTag { static constexpr std::string_view kPrefix = "ver-"; };
struct OrderTag { static constexpr std::string_view kPrefix = "ord-"; };
struct FillTag { static constexpr std::string_view kPrefix = "fil-"; };
struct OutcomeTag { static constexpr std::string_view kPrefix = "out-"; };
struct AdjustmentTag { static constexpr std::string_view kPrefix = "adj-"; };
struct LedgerTag { static constexpr std::string_view kPrefix = "led-"; };
struct CommandTag { static constexpr std::string_view kPrefix = "cmd-"; };
struct RunTag { static constexpr std::string_view kPrefix = "run-"; };
// clang-format on
using ArticleId = Id<ArticleTag>;
using ScoreId = Id<ScoreTag>;
using BarId = Id<BarTag>;
using SignalId = Id<SignalTag>;
using VerdictId = Id<VerdictTag>;
using OrderId = Id<OrderTag>;
using FillId = Id<FillTag>;
using OutcomeId = Id<OutcomeTag>;
using AdjustmentId = Id<AdjustmentTag>;
using LedgerId = Id<LedgerTag>;
using CommandId = Id<CommandTag>;
using RunId = Id<RunTag>;

/// Canonical text of a time inside an id or a hash.
std::string id_field(Timestamp time);

}  // namespace tradewind

template <class Tag>
struct std::hash<tradewind::Id<Tag>> {
    std::size_t operator()(const tradewind::Id<Tag>& id) const noexcept {
        std::size_t value = 0;
        std::memcpy(&value, id.bytes().data(), sizeof value);
        return value;
    }
};
