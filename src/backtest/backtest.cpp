#include "backtest/backtest.hpp"

#include "backtest/performance.hpp"
#include "backtest/scoring.hpp"
#include "sentiment/analyzer.hpp"
#include "trading/pipeline.hpp"

namespace tradewind::backtest {
namespace {

RunId run_id_of(const BacktestOptions& options, const BacktestResult& result) {
    const auto bound = [](const std::optional<Timestamp>& time) { return time ? id_field(*time) : std::string(); };
    return RunId::from_fields({"backtest", result.data_hash, result.settings_hash, options.cash.to_string(),
                               bound(options.recording.from), bound(options.recording.to)});
}

void tell_range(const BacktestOptions& options, const Recording& recording, BacktestResult& result) {
    result.from = options.recording.from;
    result.to = options.recording.to;
    if (recording.instants.empty()) return;
    const Instant& first = recording.instants.front();
    if (!result.from) result.from = first.bars.empty() ? first.time : first.bars.front().start;
    if (!result.to) result.to = recording.instants.back().time;
}

RunCosts add_up(const RunRecord& record) {
    RunCosts costs;
    for (const TradeExecution& fill : record.fills) {
        costs.commission += fill.commission;
        costs.fees += fill.fees;
        costs.slippage += fill.slippage;
    }
    for (const auto& adjustment : record.adjustments) {
        if (adjustment.kind == "borrow") costs.borrow -= adjustment.cash;
    }
    return costs;
}

Status drive(const BacktestOptions& options, const Recording& recording, BacktestResult& result) {
    const auto scores = score_articles(recording.instants, options.analyzer, recording.listed, options.threads);
    if (!scores) return std::unexpected(scores.error());
    trading::Pipeline pipeline(options.settings, options.cash, result.record);
    constexpr std::size_t kStepsAReport = 1024;
    for (std::size_t i = 0; i < recording.instants.size(); ++i) {
        if (i % kStepsAReport == 0) {
            if (options.stop.stop_requested()) return fail(ErrorCode::kConflict, "the backtest was stopped");
            if (options.progress) {
                options.progress(static_cast<double>(i) / static_cast<double>(recording.instants.size()));
            }
        }
        const Instant& instant = recording.instants[i];
        if (!instant.bars.empty()) pipeline.on_bars(instant.bars);
        if (!(*scores)[i].empty()) pipeline.on_articles((*scores)[i]);
        result.scores += (*scores)[i].size();
    }
    return {};
}

}  // namespace

Result<BacktestResult> run_backtest(const BacktestOptions& options) {
    if (auto status = trading::check_decision_settings(options.settings); !status) {
        return std::unexpected(status.error());
    }
    if (options.cash.sign() <= 0) {
        return fail(ErrorCode::kInvalidArgument, "the opening cash must be above zero", "for example --cash 100000");
    }
    RecordingOptions what = options.recording;
    what.assumed_latency = options.settings.news.assumed_latency;
    const auto recording = load_recording(what);
    if (!recording) return std::unexpected(recording.error());

    BacktestResult result;
    result.bars = recording->bars;
    result.articles = recording->articles;
    result.duplicates = recording->duplicates;
    result.warnings = recording->warnings;
    result.initial_cash = result.final_equity = options.cash;
    result.data_hash = recording->data_hash;
    result.settings_hash = trading::settings_hash(options.settings);
    result.run_id = run_id_of(options, result);
    tell_range(options, *recording, result);
    if (auto status = drive(options, *recording, result); !status) return std::unexpected(status.error());

    const auto& equity = result.record.equity;
    if (!equity.empty()) result.final_equity = equity.back().equity;
    result.metrics = measure(equity, options.cash);
    result.costs = add_up(result.record);
    result.benchmark_return = buy_and_hold(recording->instants);
    result.decision_hash = result.record.decisions.hash();
    return result;
}

}  // namespace tradewind::backtest
