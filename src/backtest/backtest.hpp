#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "backtest/recording.hpp"
#include "backtest/run_record.hpp"
#include "market/metrics.hpp"
#include "trading/decision_settings.hpp"

namespace tradewind::sentiment {
class SentimentAnalyzer;
}

namespace tradewind::backtest {

/// Makes an analyzer; called once for each thread that scores.
using AnalyzerFactory = std::function<Result<std::unique_ptr<sentiment::SentimentAnalyzer>>()>;

struct BacktestOptions {
    trading::DecisionSettings settings;
    Decimal cash = Decimal::from_int(100'000);
    RecordingOptions recording;
    AnalyzerFactory analyzer;
    unsigned threads = 1;  ///< For scoring; decisions are made one after another, whatever this says.
    std::stop_token stop;  ///< Asked between instants; a stopped run is kConflict.
    std::function<void(double part)> progress;  ///< Called now and then with the part done, in [0, 1]; may be empty.
};

/// Sums over all fills and adjustments.
struct RunCosts {
    Decimal commission;
    Decimal fees;
    Decimal slippage;
    Decimal borrow;
};

struct BacktestResult {
    RunId run_id;  ///< Of data, settings, cash and range: the same run has the same id.
    std::optional<Timestamp> from;
    std::optional<Timestamp> to;
    std::size_t bars = 0;
    std::size_t articles = 0;
    std::size_t duplicates = 0;
    std::size_t scores = 0;
    Decimal initial_cash;
    Decimal final_equity;
    market::Metrics metrics;
    RunCosts costs;
    std::optional<double> benchmark_return;  ///< Buy and hold in equal parts, first close to last.
    std::string settings_hash;
    std::string data_hash;
    std::string decision_hash;
    std::vector<LoadWarning> warnings;
    RunRecord record;
};

/// Loads the recording and drives the trading core through it, instant by instant: no decision can see what comes
/// later, because it has not been handed in yet.
Result<BacktestResult> run_backtest(const BacktestOptions& options);

}  // namespace tradewind::backtest
