#include "core/time.hpp"

#include <atomic>
#include <charconv>
#include <fmt/core.h>
#include <format>
#include <optional>

namespace tradewind {
namespace {

using namespace std::chrono;

// Reads exactly `count` digits at the front.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
    if (text.size() < count) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool take(std::string_view& text, char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<Duration> take_fraction(std::string_view& text) {
    std::int64_t nanos = 0;
    std::int64_t place = 100'000'000;
    std::size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
        nanos += place * (text[digits] - '0');
        place /= 10;
        ++digits;
    }
    if (digits == 0 || digits > 9) return std::nullopt;
    text.remove_prefix(digits);
    return Duration(nanos);
}

std::optional<Duration> take_offset(std::string_view& text) {
    if (take(text, 'Z') || take(text, 'z')) return Duration{0};
    const int sign = take(text, '+') ? 1 : (take(text, '-') ? -1 : 0);
    if (sign == 0) return std::nullopt;
    const auto hour = take_digits(text, 2);
    take(text, ':');
    const auto minute = take_digits(text, 2);
    if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
    return sign * (hours(*hour) + minutes(*minute));
}

std::optional<Timestamp> read_timestamp(std::string_view text) {
    const auto y = take_digits(text, 4);
    if (!y || !take(text, '-')) return std::nullopt;
    const auto m = take_digits(text, 2);
    if (!m || !take(text, '-')) return std::nullopt;
    const auto d = take_digits(text, 2);
    if (!d) return std::nullopt;
    const year_month_day date{year(*y), month(static_cast<unsigned>(*m)), day(static_cast<unsigned>(*d))};
    // Nanoseconds in 64 bits reach from 1677 to 2262.
    if (!date.ok() || *y < 1678 || *y > 2261) return std::nullopt;
    Timestamp time = sys_days(date);
    if (text.empty()) return time;
    if (!take(text, 'T') && !take(text, 't') && !take(text, ' ')) return std::nullopt;
    const auto hour = take_digits(text, 2);
    if (!hour || !take(text, ':')) return std::nullopt;
    const auto minute = take_digits(text, 2);
    if (!minute) return std::nullopt;
    int second = 0;
    if (take(text, ':')) {
        const auto read = take_digits(text, 2);
        if (!read) return std::nullopt;
        second = *read;
    }
    if (*hour > 23 || *minute > 59 || second > 60) return std::nullopt;
    time += hours(*hour) + minutes(*minute) + seconds(second);
    if (take(text, '.')) {
        const auto fraction = take_fraction(text);
        if (!fraction) return std::nullopt;
        time += *fraction;
    }
    const auto offset = take_offset(text);
    if (!offset || !text.empty()) return std::nullopt;
    return time - *offset;
}

}  // namespace

Result<Timestamp> parse_timestamp(std::string_view text) {
    if (const auto time = read_timestamp(text)) return *time;
    return fail(ErrorCode::kParse, fmt::format("not an RFC 3339 time: '{}'", text.substr(0, 40)),
                "write it like 2014-06-06T13:30:00Z");
}

std::string format_timestamp(Timestamp time) {
    const auto whole = floor<seconds>(time);
    std::string text = std::format("{:%FT%T}", whole);
    if (auto fraction = (time - whole).count(); fraction != 0) {
        std::string digits = fmt::format(".{:09}", fraction);
        digits.erase(digits.find_last_not_of('0') + 1);
        text += digits;
    }
    return text + 'Z';
}

Result<Duration> parse_duration(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    double scale = 0;
    if (unit.empty() || unit == "s") scale = 1e9;
    if (unit == "ms") scale = 1e6;
    if (unit == "us") scale = 1e3;
    if (unit == "m" || unit == "min") scale = 60e9;
    if (unit == "h") scale = 3600e9;
    if (unit == "d") scale = 86400e9;
    if (error != std::errc{} || scale == 0 || !(value >= 0) || value * scale > 9e18) {
        return fail(ErrorCode::kParse, fmt::format("not a duration: '{}'", text.substr(0, 40)),
                    "write it like 250ms, 90s, 5m, 2h or 1d");
    }
    return Duration(static_cast<std::int64_t>(value * scale));
}

Timestamp SystemMachineClock::now() const {
    return time_point_cast<nanoseconds>(system_clock::now());
}
Duration SystemMachineClock::monotonic() const {
    return steady_clock::now().time_since_epoch();
}

ScaledMarketClock::ScaledMarketClock(const MachineClock& machine, Timestamp start, double speed)
    : machine_(machine), start_(start), origin_(machine.monotonic()), speed_(speed) {}

Timestamp ScaledMarketClock::now() const {
    const auto elapsed = static_cast<double>((machine_.monotonic() - origin_).count());
    return start_ + Duration(static_cast<std::int64_t>(elapsed * speed_));
}

Timestamp ManualMarketClock::now() const {
    // atomic_ref<const T> is C++26; the cast keeps reads and moves free of a data race.
    return timestamp_from_unix_nanos(
        std::atomic_ref<std::int64_t>(const_cast<std::int64_t&>(nanos_)).load(std::memory_order_acquire));
}

void ManualMarketClock::advance_to(Timestamp time) {
    std::atomic_ref<std::int64_t> nanos(nanos_);
    if (unix_nanos(time) > nanos.load()) nanos.store(unix_nanos(time), std::memory_order_release);
}

}  // namespace tradewind
