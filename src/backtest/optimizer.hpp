#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "backtest/backtest.hpp"

namespace tradewind::backtest {

/// A setting and the values to try.
struct SettingRange {
    std::string key;
    std::vector<std::string> values;
};
/// `KEY=a,b,c` or `KEY=from:to:step` (decimal numbers, both ends included). kInvalidArgument.
Result<SettingRange> parse_range(std::string_view text);

struct OptimizeOptions {
    BacktestOptions backtest;  ///< Its settings are what the ranges are laid over.
    std::vector<SettingRange> ranges;
    std::size_t folds = 4;
    std::size_t most_trials = 2000;
};

/// One combination of values over the whole recording.
struct Trial {
    std::map<std::string, std::string> settings;
    market::Metrics metrics;
    std::size_t fills = 0;
    std::vector<double> daily_returns;
};

/// One step of walking forward: chosen at the close `from` by all days up to it, measured from there to the close `to`.
struct Fold {
    Timestamp from;
    Timestamp to;
    std::size_t trial = 0;
    std::optional<double> sharpe_before;  ///< Annualised, of the days that it was chosen by.
    std::optional<double> sharpe_after;   ///< Annualised, of the fold's own days.
    double total_return = 0;              ///< Over the fold.
};

struct OptimizeResult {
    std::vector<Trial> trials;  ///< Best Sharpe ratio first: what hindsight says.
    std::vector<Fold> folds;
    market::Metrics walk_forward;  ///< Of the folds' own days, one after another: what foresight would have had.
    std::optional<double> expected_best_sharpe;  ///< Annualised, of as many trials without skill.
    std::optional<double> deflated_sharpe;       ///< A probability: see overfitting.hpp.
    std::optional<double> probability_of_overfitting;
    std::string data_hash;
    std::size_t bars = 0;
    std::size_t articles = 0;
};

/// Runs every combination of the ranges' values over one recording, several at once, and tells how much of the best is
/// hindsight. Every trial is one backtest from the first day on, so that a fold's first day finds warm indicators and
/// the positions that its settings would have had; a fold's choice knows the days before it only.
Result<OptimizeResult> optimize(const OptimizeOptions& options);

}  // namespace tradewind::backtest
