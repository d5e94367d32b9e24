#include "backtest/bar_layouts.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/core.h>
#include <optional>
#include <vector>

#include "backtest/text_file.hpp"
#include "core/decimal.hpp"

namespace tradewind::backtest {
namespace {

enum Column : std::size_t { kTime, kClock, kOpen, kHigh, kLow, kClose, kVolume, kVwap, kTrades, kColumns };

constexpr std::string_view kHeader = "time,open,high,low,close,volume,vwap,trade_count\n";

// What columns are called, most telling first.
const std::array<std::vector<std::string_view>, kColumns> kNames{{
    {"ts_utc", "timestamp", "datetime", "date", "time", "t", "open_time", "window_start", "start"},
    {"time"},
    {"open", "o"},
    {"high", "h"},
    {"low", "l"},
    {"close", "c", "close/last", "last", "price"},
    {"volume", "v", "vol", "vol.", "tickvol", "tick_volume"},
    {"vwap", "vw"},
    {"trade_count", "n", "trades", "transactions", "number_of_trades"},
}};

std::string plain_word(std::string_view text) {
    std::string word;
    for (const char c : text) {
        if (c == '<' || c == '>' || c == '$') continue;
        word += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : (c == ' ' ? '_' : c);
    }
    return word;
}

char separator_of(std::string_view header) {
    char best = ',';
    for (const char c : {';', '\t'}) {
        if (std::ranges::count(header, c) > std::ranges::count(header, best)) best = c;
    }
    return best;
}

struct Layout {
    std::array<std::optional<std::size_t>, kColumns> places;
    char separator = ',';
    TimeStyle style;
    bool lean = false;

    [[nodiscard]] bool complete() const {
        return std::ranges::all_of(std::array{kTime, kOpen, kHigh, kLow, kClose, kVolume},
                                   [&](Column column) { return places[column].has_value(); });
    }
    [[nodiscard]] std::string field(const std::vector<std::string>& fields, Column column) const {
        const auto place = places[column];
        return place && *place < fields.size() ? fields[*place] : std::string();
    }
};

Layout layout_of_header(std::string_view line) {
    Layout layout;
    layout.separator = separator_of(line);
    std::vector<std::string> names;
    for (const auto& name : split_csv(line, layout.separator)) names.push_back(plain_word(name));
    for (std::size_t column = 0; column < kColumns; ++column) {
        if (column == kClock && !std::ranges::contains(names, "date")) continue;
        for (const auto spelling : kNames[column]) {
            const auto found = std::ranges::find(names, spelling);
            if (found == names.end()) continue;
            layout.places[column] = static_cast<std::size_t>(found - names.begin());
            break;
        }
    }
    return layout;
}

// Lean: 20140606 09:00,6500000,6510000,6490000,6505000,1200
bool is_lean(std::string_view line) {
    const auto fields = split_csv(line);
    const auto digits = [](std::string_view text) {
        return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
    };
    if (fields.size() != 6 || fields[0].size() != 14 || !digits(fields[0].substr(0, 8)) || fields[0][11] != ':')
        return false;
    return std::ranges::all_of(fields.begin() + 1, fields.begin() + 5, digits);
}

// Prices come times 10 000.
std::string unscaled(const std::string& text) {
    const auto price = Decimal::parse(text);
    const auto real = price ? checked_divide(*price, Decimal::from_int(10'000), Rounding::kHalfEven) : price;
    return real ? real->to_string() : text;
}

// $1,234.50 and 1234,50 and 1.2M as a plain number.
std::string plain_number(std::string text, char separator) {
    std::erase_if(text, [](char c) { return c == '$' || c == ' ' || c == '\''; });
    if (separator == ';' && text.find('.') == std::string::npos) {
        std::ranges::replace(text, ',', '.');
    } else {
        std::erase(text, ',');
    }
    if (text.empty()) return text;
    const auto unit = std::string_view("KMBkmb").find(text.back());
    if (unit == std::string_view::npos) return text;
    static constexpr std::array kUnits{1e3, 1e6, 1e9};
    double value = 0;
    const auto* last = text.data() + text.size() - 1;
    const auto [end, error] = std::from_chars(text.data(), last, value);
    return error == std::errc{} && end == last ? fmt::format("{:.0f}", value * kUnits[unit % 3]) : text;
}

std::string when_of(const Layout& layout, const std::vector<std::string>& fields) {
    std::string when = layout.field(fields, kTime);
    if (const auto clock = layout.field(fields, kClock); !clock.empty()) when += ' ' + clock;
    return when;
}

// A file whose times lack their zone is refused as a whole, with a hint, in place of row by row.
Status can_tell_time(const Layout& layout, const std::vector<std::string_view>& lines, std::size_t first) {
    for (std::size_t i = first; i < lines.size(); ++i) {
        const auto time = parse_loose_time(when_of(layout, split_csv(lines[i], layout.separator)), layout.style);
        if (time) return {};
        if (!time.error().hint.empty()) return std::unexpected(time.error());
    }
    return {};
}

std::string plain_row(const Layout& layout, std::string_view line) {
    const auto fields = split_csv(line, layout.separator);
    const std::string when = when_of(layout, fields);
    const auto time = parse_loose_time(when, layout.style);
    std::string row = time ? format_timestamp(*time) : '"' + when + '"';
    for (std::size_t column = kOpen; column < kColumns; ++column) {
        std::string number = plain_number(layout.field(fields, static_cast<Column>(column)), layout.separator);
        row += ',' + (layout.lean && column <= kClose ? unscaled(number) : number);
    }
    return row;
}

bool has_day_first(const Layout& layout, const std::vector<std::string_view>& lines) {
    return std::ranges::any_of(lines, [&](std::string_view line) {
        const auto first = leading_number(layout.field(split_csv(line, layout.separator), kTime));
        return first && *first > 12;
    });
}

std::string name_of(const Layout& layout, std::string_view header) {
    if (layout.lean) return "lean";
    if (header.starts_with('<')) return "metatrader or stooq";
    if (layout.separator != ',') return "columns by name, separated otherwise than by commas";
    return "columns by name";
}

}  // namespace

Result<PlainBars> plain_bars(const std::string& path, std::string_view text, TimeStyle::Zone zone) {
    const auto lines = split_lines(text);
    const std::string_view head = lines.empty() ? std::string_view() : lines.front();
    Layout layout = layout_of_header(head);
    PlainBars plain;
    if (is_lean(head)) {
        layout.lean = true;
        plain.had_header = false;
        zone = TimeStyle::Zone::kNewYork;
        layout.separator = ',';
        layout.places = {0, std::nullopt, 1, 2, 3, 4, 5, std::nullopt, std::nullopt};
    } else if (!layout.complete()) {
        return fail(ErrorCode::kParse, fmt::format("{}: no known layout of bars", path),
                    "the first line must name time, open, high, low, close and volume");
    }
    layout.style.zone = zone;
    layout.style.day_first = has_day_first(layout, lines);
    const std::size_t first_row = plain.had_header ? 1 : 0;
    if (const auto zoned = can_tell_time(layout, lines, first_row); !zoned)
        return std::unexpected(zoned.error().within(path));
    plain.layout = name_of(layout, head);
    plain.text = kHeader;
    for (std::size_t i = first_row; i < lines.size(); ++i) {
        const bool blank = lines[i].find_first_not_of(" \t,;") == std::string_view::npos;
        plain.text += (blank ? std::string() : plain_row(layout, lines[i])) + '\n';
    }
    return plain;
}

}  // namespace tradewind::backtest
