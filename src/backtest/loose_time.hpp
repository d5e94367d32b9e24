#pragma once

#include <optional>
#include <string_view>

#include "core/time.hpp"

namespace tradewind::backtest {

/// How a file writes its times, beyond what parse_timestamp reads.
struct TimeStyle {
    bool day_first = false;  ///< 31/12/2024, not 12/31/2024.
    /// What times without an offset mean; unset: they can't be read.
    enum class Zone : std::uint8_t { kUnknown, kUtc, kNewYork } zone = Zone::kUnknown;
};

/// Reads RFC 3339; a date as `2024-12-31`, `20241231`, `2024.12.31`, `31.12.2024`, `12/31/2024` or `Dec 31, 2024`,
/// alone (midnight UTC: daily bars) or with a time of day behind it; unix seconds, milli-, micro- or nanoseconds.
/// kParse says what is wrong.
Result<Timestamp> parse_loose_time(std::string_view text, const TimeStyle& style);

/// The first number of `31/12/2024`; nothing for other texts. Above 12 it tells that the day stands first.
std::optional<int> leading_number(std::string_view text);

}  // namespace tradewind::backtest
