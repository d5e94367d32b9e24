#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "backtest/recording.hpp"

namespace tradewind::backtest {

/// One row of a factor file: what holds through `date` (New York). Prices before it times `split_factor` (and
/// `price_factor`) are in units of today.
struct FactorRow {
    std::chrono::year_month_day date;
    double price_factor = 1;
    double split_factor = 1;
    Decimal reference_price;  ///< Close of that date; zero where the file doesn't give it.
};

/// The symbol that a factor file's name stands for, in upper case.
std::string symbol_of_factors(const std::string& path);

/// Reads `date,price_factor,split_factor[,reference_price]`; the header is optional, dates are `yyyymmdd` or ISO.
/// kParse where no row can be read; bad rows are warnings.
Result<std::vector<FactorRow>> parse_factors(const std::string& path, std::string_view text,
                                             std::vector<LoadWarning>& warnings);

/// Marks the first bar after each row's date with the split and dividend that the change to the next row stands for. A
/// split n:1 changes split_factor by n; a dividend is reference · (1 - price_factor / next price_factor), to 1e-4.
void apply_factors(std::vector<Bar>& bars, const std::vector<FactorRow>& factors);

/// Without factors (design §6, Splits): a jump within 2 % of n:1 or 1:n from the last bar to the first
/// one of another New York date is taken for a split, marked `inferred`, with a warning.
void infer_splits(const std::string& path, std::vector<Bar>& bars, std::vector<LoadWarning>& warnings);

}  // namespace tradewind::backtest
