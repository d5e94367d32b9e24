#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace tradewind {

/// A validated symbol, held in sixteen bytes: `[A-Z]{1,5}` with an optional class suffix (`BRK.B`), or a crypto pair
/// (`BTC/USD`). Engines intern tickers to small integers of their own where they index by them.
class Ticker {
public:
    static constexpr std::size_t kMaxLength = 15;

    constexpr Ticker() noexcept = default;
    /// Refuses lower case, digits in equities, and anything longer than 15 characters.
    static Result<Ticker> parse(std::string_view text);

    [[nodiscard]] std::string_view view() const noexcept { return {text_.data(), static_cast<std::size_t>(size_)}; }
    [[nodiscard]] std::string to_string() const { return std::string(view()); }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] bool is_crypto() const noexcept { return view().find('/') != std::string_view::npos; }

    friend bool operator==(const Ticker&, const Ticker&) noexcept = default;
    friend std::strong_ordering operator<=>(const Ticker& a, const Ticker& b) noexcept { return a.view() <=> b.view(); }

private:
    std::array<char, kMaxLength> text_{};
    std::uint8_t size_ = 0;
};

}  // namespace tradewind

template <>
struct std::hash<tradewind::Ticker> {
    std::size_t operator()(const tradewind::Ticker& ticker) const noexcept {
        return std::hash<std::string_view>{}(ticker.view());
    }
};
