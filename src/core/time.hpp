#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace tradewind {

/// UTC, nanoseconds since 1970. New York time exists only in market's session calendar.
using Timestamp = std::chrono::sys_time<std::chrono::nanoseconds>;
using Duration = std::chrono::nanoseconds;

/// Parses RFC 3339 (`2014-06-06T13:30:00Z`, fraction up to nine digits, `Z` or a numeric offset; a space for the
/// `T` and a missing offset after a date-only text are accepted: `2014-06-06` is its midnight UTC).
Result<Timestamp> parse_timestamp(std::string_view text);
/// RFC 3339 UTC with the fraction only where there is one.
std::string format_timestamp(Timestamp time);
/// Parses `250ms`, `90s`, `5m`, `2h`, `1d` (a bare number is seconds).
Result<Duration> parse_duration(std::string_view text);
// clang-format off
constexpr Timestamp timestamp_from_unix_nanos(std::int64_t nanos) { return Timestamp(Duration(nanos)); }
constexpr std::int64_t unix_nanos(Timestamp time) { return time.time_since_epoch().count(); }
constexpr double to_seconds(Duration duration) { return static_cast<double>(duration.count()) / 1e9; }
// clang-format on
/// Market time: decisions, sessions, cooldowns, time stamps of facts. System, scaled or virtual.
class MarketClock {
public:
    virtual ~MarketClock() = default;
    [[nodiscard]] virtual Timestamp now() const = 0;
    /// Market nanoseconds per machine nanosecond; 0 for a clock that is moved by hand.
    [[nodiscard]] virtual double speed() const = 0;
};

/// Machine time: time-outs, leases, backoff, sign-in, latency. Only the simulation makes it virtual.
class MachineClock {
public:
    virtual ~MachineClock() = default;
    /// Wall clock of this machine, UTC.
    [[nodiscard]] virtual Timestamp now() const = 0;
    /// Never steps back; origin unspecified.
    [[nodiscard]] virtual Duration monotonic() const = 0;
};

/// The one place that reads the machine's clocks.
class SystemMachineClock final : public MachineClock {
public:
    [[nodiscard]] Timestamp now() const override;
    [[nodiscard]] Duration monotonic() const override;
};

/// Market time that runs `speed` times as fast as the machine, from `start` on. Speed 1 from now = the system clock.
class ScaledMarketClock final : public MarketClock {
public:
    ScaledMarketClock(const MachineClock& machine, Timestamp start, double speed);
    [[nodiscard]] Timestamp now() const override;
    [[nodiscard]] double speed() const override { return speed_; }

private:
    const MachineClock& machine_;
    Timestamp start_;
    Duration origin_;
    double speed_;
};

/// Moved by whoever drives the replay or the simulation; never backwards. Reading and moving may race.
class ManualMarketClock final : public MarketClock {
public:
    explicit ManualMarketClock(Timestamp start = {}) : nanos_(unix_nanos(start)) {}
    [[nodiscard]] Timestamp now() const override;
    [[nodiscard]] double speed() const override { return 0; }
    void advance_to(Timestamp time);

private:
    std::int64_t nanos_;
};

}  // namespace tradewind
