#include "backtest/bar_file.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/core.h>

#include "backtest/text_file.hpp"
#include "market/session_calendar.hpp"

namespace tradewind::backtest {
namespace {

/// High against low beyond which a bar holds a print that never was. The wildest hours of the wildest shares (GME on
/// 28 January 2021) stay below it.
double widest_range(Timeframe timeframe) {
    return timeframe == Timeframe::k1d ? 10 : 5;
}

struct Columns {
    std::optional<std::size_t> time, open, high, low, close, volume, vwap, trade_count;
    [[nodiscard]] bool complete() const { return time && open && high && low && close && volume; }
};

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

Columns read_header(std::string_view line) {
    Columns columns;
    const auto names = split_csv(line);
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string name = lower(names[i]);
        const auto take = [&](std::optional<std::size_t>& column, auto... spellings) {
            if (((name == spellings) || ...) && !column) column = i;
        };
        take(columns.time, "ts_utc", "time", "date", "datetime", "timestamp");
        take(columns.open, "open");
        take(columns.high, "high");
        take(columns.low, "low");
        take(columns.close, "close");
        take(columns.volume, "volume");
        take(columns.vwap, "vwap");
        take(columns.trade_count, "trade_count");
    }
    return columns;
}

struct Name {
    std::string symbol;
    std::optional<Timeframe> timeframe;
};

/// The symbol that a file's name stands for: in any case, `BRK-B` for BRK.B, `BTC-USD` for BTC/USD.
std::string symbol_of(std::string_view name) {
    std::string symbol(name);
    for (char& c : symbol) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    if (const auto dash = symbol.find('-'); dash != std::string::npos) {
        symbol[dash] = symbol.size() - dash > 2 ? '/' : '.';
    }
    return symbol;
}

/// Exact up to nine decimals; more (as some tools print doubles) are rounded.
Result<Decimal> read_price(std::string_view text) {
    auto exact = Decimal::parse(text);
    if (exact || exact.error().code != ErrorCode::kParse) return exact;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return exact;
    return Decimal::from_double(value);
}

Name read_name(const std::string& path) {
    std::string stem = plain_name(path);
    if (stem.ends_with(".csv")) stem.resize(stem.size() - 4);
    const auto underscore = stem.find('_');
    Name name{symbol_of(stem.substr(0, underscore)), std::nullopt};
    if (underscore != std::string::npos) {
        const std::string rest = stem.substr(underscore + 1);
        if (auto timeframe = parse_timeframe(rest.substr(0, rest.find('_')))) name.timeframe = *timeframe;
    }
    return name;
}

// A row's bar, or what is wrong with it.
class RowReader {
public:
    RowReader(const Columns& columns, Ticker ticker) : columns_(columns), ticker_(ticker) {}

    std::expected<Bar, std::string> read(std::string_view line) const {
        const auto fields = split_csv(line);
        const auto field = [&](const std::optional<std::size_t>& column) {
            return column && *column < fields.size() ? std::string_view(fields[*column]) : std::string_view();
        };
        Bar bar;
        bar.ticker = ticker_;
        bar.source = "replay";
        const auto time = parse_timestamp(field(columns_.time));
        if (!time) return std::unexpected(time.error().message);
        bar.start = *time;
        for (const auto& [column, price, what] :
             {std::tuple{columns_.open, &bar.open, "open"}, std::tuple{columns_.high, &bar.high, "high"},
              std::tuple{columns_.low, &bar.low, "low"}, std::tuple{columns_.close, &bar.close, "close"}}) {
            const auto value = read_price(field(column));
            if (!value) return std::unexpected(fmt::format("{}: {}", what, value.error().message));
            if (value->sign() <= 0)
                return std::unexpected(fmt::format("{} is not positive: {}", what, value->to_string()));
            *price = *value;
        }
        if (bar.high < std::max(bar.open, bar.close) || bar.low > std::min(bar.open, bar.close) || bar.high < bar.low) {
            return std::unexpected("high and low don't enclose open and close");
        }
        if (auto wrong = read_volume(field(columns_.volume), bar); !wrong.empty()) return std::unexpected(wrong);
        if (const auto text = field(columns_.vwap); !text.empty()) {
            if (const auto vwap = read_price(text)) bar.vwap = *vwap;
        }
        if (const auto text = field(columns_.trade_count); !text.empty()) {
            std::int64_t count = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
            if (error == std::errc{} && end == text.data() + text.size() && count >= 0) bar.trade_count = count;
        }
        return bar;
    }

private:
    static std::string read_volume(std::string_view text, Bar& bar) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bar.volume);
        if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(bar.volume)) {
            return fmt::format("volume is not a number: '{}'", text.substr(0, 40));
        }
        return bar.volume < 0 ? std::string("volume is negative") : std::string();
    }

    Columns columns_;
    Ticker ticker_;
};

struct Row {
    Bar bar;
    std::size_t line;
};

Timeframe smallest_step(const std::vector<Row>& rows) {
    auto step = length_of(Timeframe::k1d);
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const auto own = rows[i].bar.start - rows[i - 1].bar.start;
        if (own > Duration{}) step = std::min(step, own);
    }
    for (const auto timeframe : {Timeframe::k1d, Timeframe::k1h, Timeframe::k15m, Timeframe::k5m, Timeframe::k1m}) {
        // Daylight saving makes some days 23 hours apart.
        const auto nominal = timeframe == Timeframe::k1d ? std::chrono::hours(20) : length_of(timeframe);
        if (step >= nominal) return timeframe;
    }
    return Timeframe::k1s;
}

void drop_bad_prints(const std::string& path, Timeframe timeframe, std::vector<Row>& rows,
                     std::vector<LoadWarning>& warnings) {
    std::erase_if(rows, [&](const Row& row) {
        const auto& [bar, line] = row;
        if (bar.high.to_double() <= widest_range(timeframe) * bar.low.to_double()) return false;
        warnings.push_back(
            {path, line, "bad-print",
             fmt::format("high {} and low {} in one bar: left out", bar.high.to_string(), bar.low.to_string())});
        return true;
    });
}

}  // namespace

bool is_called_as_bars(const std::string& path) {
    return read_name(path).timeframe.has_value();
}

bool looks_like_bars(std::string_view text) {
    const auto lines = split_lines(text.substr(0, text.find('\n')));
    return !lines.empty() && read_header(lines[0]).complete();
}

Result<BarFile> parse_bar_file(const std::string& path, std::string_view text, std::vector<LoadWarning>& warnings) {
    const Name name = read_name(path);
    const auto ticker = Ticker::parse(name.symbol);
    if (!ticker) {
        return fail(ErrorCode::kParse, fmt::format("{}: its name doesn't begin with a ticker", path),
                    "name bar files SYMBOL_<timeframe>.csv, like AAPL_1h.csv");
    }
    const auto lines = split_lines(text);
    const Columns columns = lines.empty() ? Columns{} : read_header(lines[0]);
    if (!columns.complete()) {
        return fail(ErrorCode::kParse, fmt::format("{}: no header with time, open, high, low, close and volume", path),
                    "the first line names the columns: time,open,high,low,close,volume");
    }
    std::vector<Row> rows;
    const RowReader reader(columns, *ticker);
    for (std::size_t i = 1; i < lines.size(); ++i) {
        if (lines[i].find_first_not_of(" \t,") == std::string_view::npos) continue;
        auto bar = reader.read(lines[i]);
        if (!bar) {
            warnings.push_back({path, i + 1, "bad-row", bar.error()});
        } else {
            rows.push_back({std::move(*bar), i + 1});
        }
    }
    const auto start_of = [](const Row& row) { return row.bar.start; };
    if (const auto first = std::ranges::is_sorted_until(rows, {}, start_of); first != rows.end()) {
        warnings.push_back({path, first->line, "disorder", "rows are not in rising time from here on: sorted"});
        std::ranges::stable_sort(rows, {}, start_of);
    }
    const Timeframe timeframe = name.timeframe.value_or(smallest_step(rows));
    drop_bad_prints(path, timeframe, rows, warnings);
    if (rows.empty()) {
        return fail(ErrorCode::kParse, fmt::format("{}: no row can be read", path),
                    "see the format in docs/backtesting.md");
    }
    BarFile file;
    file.ticker = *ticker;
    for (auto& [bar, line] : rows) {
        if (!file.bars.empty() && file.bars.back().start == bar.start) {
            warnings.push_back({path, line, "duplicate-time", "a second row of " + format_timestamp(bar.start)});
        } else {
            file.bars.push_back(std::move(bar));
        }
    }
    const auto& calendar = market::SessionCalendar::of(file.ticker);
    for (auto& bar : file.bars) {
        bar.timeframe = timeframe;
        bar.end = calendar.bar_end(timeframe, bar.start);
    }
    return file;
}

}  // namespace tradewind::backtest
