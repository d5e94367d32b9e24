#include "backtest/corporate_actions.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/core.h>
#include <numeric>
#include <optional>

#include "backtest/text_file.hpp"
#include "market/new_york_time.hpp"

namespace tradewind::backtest {
namespace {

struct Ratio {
    std::uint32_t numerator;
    std::uint32_t denominator;
    [[nodiscard]] double value() const { return static_cast<double>(numerator) / denominator; }
};

std::optional<std::chrono::year_month_day> parse_date(std::string_view text) {
    std::string iso(text);
    if (iso.size() == 8 && std::ranges::all_of(iso, [](char c) { return c >= '0' && c <= '9'; })) {
        iso = iso.substr(0, 4) + '-' + iso.substr(4, 2) + '-' + iso.substr(6, 2);
    }
    const auto time = parse_timestamp(iso.substr(0, 10));
    if (!time) return std::nullopt;
    return std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(*time));
}

std::optional<double> parse_factor(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !(value > 0) || !std::isfinite(value))
        return std::nullopt;
    return value;
}

// The fraction of small whole numbers that a ratio of two rounded factors stands for.
std::optional<Ratio> as_fraction(double ratio, double tolerance) {
    for (std::uint32_t denominator = 1; denominator <= 20; ++denominator) {
        const double numerator = std::round(ratio * denominator);
        if (numerator < 1 || numerator > 1000) continue;
        if (std::fabs(numerator / denominator / ratio - 1) <= tolerance) {
            return Ratio{static_cast<std::uint32_t>(numerator), denominator};
        }
    }
    return std::nullopt;
}

Decimal dividend_of(Decimal reference, double before, double after) {
    const auto amount = Decimal::from_double(reference.to_double() * (1 - before / after));
    return amount && amount->sign() > 0 ? amount->rounded(4, Rounding::kHalfEven) : Decimal();
}

// Where bars are missing, several changes may meet at one bar.
void add_split(Bar& bar, Ratio split) {
    const bool has_one = bar.split_numerator > 0;
    const std::uint32_t numerator = split.numerator * (has_one ? bar.split_numerator : 1);
    const std::uint32_t denominator = split.denominator * (has_one ? bar.split_denominator : 1);
    const std::uint32_t common = std::gcd(numerator, denominator);
    bar.split_numerator = numerator / common;
    bar.split_denominator = denominator / common;
}

// Daily bars are stamped with their date at midnight UTC.
std::chrono::year_month_day trading_date(const Bar& bar) {
    if (bar.timeframe == Timeframe::k1d) return std::chrono::floor<std::chrono::days>(bar.start);
    return market::new_york_date(bar.start);
}

// How many new shares an old one became, going by two prices around the jump.
std::optional<Ratio> split_between(Decimal last_close, Decimal price) {
    constexpr double kTolerance = 0.02;
    const double jump = last_close.to_double() / price.to_double();
    for (std::uint32_t n = 2; n <= 20; ++n) {
        if (std::fabs(jump / n - 1) <= kTolerance) return Ratio{n, 1};
        if (std::fabs(jump * n - 1) <= kTolerance) return Ratio{1, n};
    }
    return std::nullopt;
}

}  // namespace

std::string symbol_of_factors(const std::string& path) {
    std::string stem = plain_name(path).substr(0, plain_name(path).find_first_of("_."));
    std::ranges::transform(stem, stem.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return stem;
}

Result<std::vector<FactorRow>> parse_factors(const std::string& path, std::string_view text,
                                             std::vector<LoadWarning>& warnings) {
    std::vector<FactorRow> rows;
    const auto lines = split_lines(text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto fields = split_csv(lines[i]);
        if (fields.size() == 1 && fields[0].empty()) continue;
        const auto date = parse_date(fields[0]);
        if (i == 0 && !date) continue;  // the header
        const auto price = fields.size() > 2 ? parse_factor(fields[1]) : std::nullopt;
        const auto split = fields.size() > 2 ? parse_factor(fields[2]) : std::nullopt;
        if (!date || !price || !split) {
            warnings.push_back({path, i + 1, "bad-row", "not date,price_factor,split_factor"});
            continue;
        }
        const auto reference = fields.size() > 3 ? Decimal::parse(fields[3]) : Result<Decimal>(Decimal());
        rows.push_back({*date, *price, *split, reference.value_or(Decimal())});
    }
    if (rows.empty()) {
        return fail(ErrorCode::kParse, fmt::format("{}: no factor row can be read", path),
                    "write date,price_factor,split_factor[,reference_price]");
    }
    std::ranges::stable_sort(rows, {}, &FactorRow::date);
    return rows;
}

void apply_factors(std::vector<Bar>& bars, const std::vector<FactorRow>& factors) {
    for (std::size_t i = 0; i + 1 < factors.size(); ++i) {
        const auto& row = factors[i];
        const auto first = std::ranges::find_if(bars, [&](const Bar& bar) { return trading_date(bar) > row.date; });
        // Rows whose change lies before the first bar or after the last one change nothing here.
        if (first == bars.begin() || first == bars.end()) continue;
        const auto& next = factors[i + 1];
        if (const auto split = as_fraction(next.split_factor / row.split_factor, 1e-4);
            split && split->numerator != split->denominator) {
            add_split(*first, *split);
        }
        if (next.price_factor > row.price_factor) {
            const Decimal reference = row.reference_price.sign() > 0 ? row.reference_price : std::prev(first)->close;
            first->dividend += dividend_of(reference, row.price_factor, next.price_factor);
        }
    }
}

void infer_splits(const std::string& path, std::vector<Bar>& bars, std::vector<LoadWarning>& warnings) {
    for (std::size_t i = 1; i < bars.size(); ++i) {
        Bar& bar = bars[i];
        const Bar& last = bars[i - 1];
        if (trading_date(bar) == trading_date(last)) continue;
        auto split = split_between(last.close, bar.open);
        if (!split) continue;
        bar.split_numerator = split->numerator;
        bar.split_denominator = split->denominator;
        bar.split_inferred = true;
        warnings.push_back({path, 0, "inferred-split",
                            fmt::format("{}: the price went from {} to {} at {}: taken for a split {}:{}",
                                        bar.ticker.view(), last.close.to_string(), bar.open.to_string(),
                                        format_timestamp(bar.start), split->numerator, split->denominator)});
    }
}

}  // namespace tradewind::backtest
