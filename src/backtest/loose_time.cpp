#include "backtest/loose_time.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/core.h>
#include <string>

#include "market/new_york_time.hpp"

namespace tradewind::backtest {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

std::optional<std::int64_t> number_of(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// Whole units since 1970; which ones, the size of the number says.
std::optional<Timestamp> unix_time(std::string_view text) {
    const auto count = all_digits(text) && text.size() >= 9 ? number_of(text) : std::nullopt;
    if (!count) return std::nullopt;
    if (text.size() <= 10) return Timestamp(seconds(*count));
    if (text.size() <= 13) return Timestamp(milliseconds(*count));
    if (text.size() <= 16) return Timestamp(microseconds(*count));
    return text.size() == 19 ? std::optional(Timestamp(nanoseconds(*count))) : std::nullopt;
}

std::optional<year_month_day> date_of(std::int64_t y, std::int64_t m, std::int64_t d) {
    if (y < 1800 || y > 2200 || m < 1 || m > 12 || d < 1 || d > 31) return std::nullopt;
    const year_month_day date{year(static_cast<int>(y)), month(static_cast<unsigned>(m)),
                              day(static_cast<unsigned>(d))};
    return date.ok() ? std::optional(date) : std::nullopt;
}

// Three numbers with `mark` between them.
std::optional<std::array<std::int64_t, 3>> three_numbers(std::string_view text, char mark) {
    const auto first = text.find(mark);
    const auto second = first == std::string_view::npos ? first : text.find(mark, first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    const auto a = number_of(text.substr(0, first));
    const auto b = number_of(text.substr(first + 1, second - first - 1));
    const auto c = number_of(text.substr(second + 1));
    if (!a || !b || !c) return std::nullopt;
    return std::array{*a, *b, *c};
}

std::optional<year_month_day> parse_date(std::string_view text, bool day_first) {
    if (text.size() == 8 && all_digits(text)) {
        return date_of(*number_of(text.substr(0, 4)), *number_of(text.substr(4, 2)), *number_of(text.substr(6, 2)));
    }
    for (const char mark : {'-', '.'}) {
        const auto parts = three_numbers(text, mark);
        if (!parts) continue;
        const auto [a, b, c] = *parts;
        return a > 31 ? date_of(a, b, c) : date_of(c, b, a);  // 2024-12-31, 31.12.2024
    }
    if (const auto parts = three_numbers(text, '/')) {
        const auto [a, b, c] = *parts;
        if (a > 31) return date_of(a, b, c);
        return day_first ? date_of(c, b, a) : date_of(c, a, b);
    }
    // Dec 31, 2024
    const auto found = std::ranges::find(kMonths, text.substr(0, 3));
    const auto comma = text.find(',');
    if (found == kMonths.end() || text.size() < 10 || comma == std::string_view::npos) return std::nullopt;
    const auto d = number_of(text.substr(4, comma - 4));
    const auto y = number_of(text.substr(text.size() - 4));
    return d && y ? date_of(*y, found - kMonths.begin() + 1, *d) : std::nullopt;
}

// `9:30`, `09:30:00` and `093000` since midnight.
std::optional<Duration> time_of_day(std::string_view text) {
    std::string padded(text);
    if (all_digits(text) && text.size() >= 3 && text.size() <= 6) {
        if (text.size() % 2 == 1) padded.insert(0, "0");
        if (padded.size() == 4) padded += "00";
        padded = padded.substr(0, 2) + ':' + padded.substr(2, 2) + ':' + padded.substr(4, 2);
    } else if (std::ranges::count(text, ':') == 1) {
        padded += ":00";
    }
    const auto parts = three_numbers(padded, ':');
    if (!parts || (*parts)[0] > 23 || (*parts)[1] > 59 || (*parts)[2] > 59 || std::ranges::min(*parts) < 0)
        return std::nullopt;
    return hours((*parts)[0]) + minutes((*parts)[1]) + seconds((*parts)[2]);
}

}  // namespace

std::optional<int> leading_number(std::string_view text) {
    const auto slash = text.find('/');
    const auto number = slash == std::string_view::npos ? std::nullopt : number_of(text.substr(0, slash));
    return number && *number <= 31 ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

Result<Timestamp> parse_loose_time(std::string_view text, const TimeStyle& style) {
    if (auto exact = parse_timestamp(text)) return exact;
    if (const auto since_1970 = unix_time(text)) return *since_1970;
    const auto unreadable = [&] {
        return fail(ErrorCode::kParse, fmt::format("not a time: '{}'", text.substr(0, 40)));
    };
    // A blank or a T parts date and time of day; "Dec 31, 2024" has blanks of its own.
    const bool is_named = !text.empty() && !is_digit(text.front());
    const auto gap = is_named ? std::string_view::npos : text.find_first_of(" T");
    const auto date = parse_date(text.substr(0, gap), style.day_first);
    if (!date) return unreadable();
    if (gap == std::string_view::npos) return Timestamp(sys_days(*date));
    const auto of_day = time_of_day(text.substr(gap + 1));
    if (!of_day) return unreadable();
    switch (style.zone) {
        case TimeStyle::Zone::kUtc:
            return Timestamp(sys_days(*date)) + *of_day;
        case TimeStyle::Zone::kNewYork:
            return market::new_york_instant(*date, *of_day);
        case TimeStyle::Zone::kUnknown:
            break;
    }
    return fail(ErrorCode::kParse, fmt::format("no time zone: '{}'", text.substr(0, 40)),
                "say which with --timezone UTC or --timezone America/New_York");
}

}  // namespace tradewind::backtest
