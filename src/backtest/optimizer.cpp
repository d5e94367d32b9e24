#include "backtest/optimizer.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <fmt/core.h>
#include <limits>
#include <mutex>
#include <thread>

#include "backtest/overfitting.hpp"
#include "backtest/performance.hpp"
#include "backtest/scoring.hpp"
#include "sentiment/analyzer.hpp"
#include "trading/pipeline.hpp"

namespace tradewind::backtest {
namespace {

const double kYear = std::sqrt(252.0);

/// Keeps of a run what its figures are made of.
class EquityOnly final : public trading::DecisionSink {
public:
    void on_signal(const TradeSignal&) override {}
    void on_execution(const trading::ExecutionEffects& effects) override {
        equity.insert(equity.end(), effects.snapshots.begin(), effects.snapshots.end());
        fills += effects.fills.size();
    }
    void on_learning(const trading::LearningEffects&) override {}

    std::vector<PortfolioSnapshot> equity;
    std::size_t fills = 0;
};

struct Combination {
    std::map<std::string, std::string> values;
    trading::DecisionSettings settings;
};

Result<std::vector<Combination>> combine(const OptimizeOptions& options) {
    std::vector<Combination> all{{{}, options.backtest.settings}};
    for (const SettingRange& range : options.ranges) {
        if (range.key == "news.assumed_latency") {
            return fail(ErrorCode::kInvalidArgument, "news.assumed_latency is of the recording, not of a strategy",
                        "give it with --set");
        }
        std::vector<Combination> more;
        for (const Combination& combination : all) {
            for (const std::string& value : range.values) {
                Combination made = combination;
                if (Status set = trading::set_decision(made.settings, range.key, value); !set) {
                    return std::unexpected(set.error());
                }
                made.values[range.key] = value;
                more.push_back(std::move(made));
            }
            if (more.size() > options.most_trials) {
                return fail(ErrorCode::kInvalidArgument, fmt::format("more than {} combinations", options.most_trials),
                            "try fewer values");
            }
        }
        all = std::move(more);
    }
    // Values that contradict each other (a fast average slower than the slow one) are no trial.
    std::erase_if(all, [](const Combination& each) { return !trading::check_decision_settings(each.settings); });
    if (all.empty()) {
        return fail(ErrorCode::kInvalidArgument, "no combination of these values is sound", "widen the ranges");
    }
    return all;
}

struct Input {
    const Recording& recording;
    const std::vector<std::vector<ScoredArticle>>& scores;
    Decimal cash;
};

Trial run_trial(const Input& input, const Combination& combination) {
    EquityOnly sink;
    trading::Pipeline pipeline(combination.settings, input.cash, sink);
    for (std::size_t i = 0; i < input.recording.instants.size(); ++i) {
        const Instant& instant = input.recording.instants[i];
        if (!instant.bars.empty()) pipeline.on_bars(instant.bars);
        if (!input.scores[i].empty()) pipeline.on_articles(input.scores[i]);
    }
    return {combination.values, measure(sink.equity, input.cash), sink.fills,
            daily_returns(sink.equity, input.cash).returns};
}

std::vector<Trial> run_trials(const Input& input, const std::vector<Combination>& combinations,
                              const BacktestOptions& options) {
    std::vector<Trial> trials(combinations.size());
    std::atomic<std::size_t> next = 0;
    std::atomic<std::size_t> done = 0;
    std::mutex telling;
    const auto work = [&] {
        for (std::size_t i = next++; i < combinations.size() && !options.stop.stop_requested(); i = next++) {
            trials[i] = run_trial(input, combinations[i]);
            const std::size_t count = ++done;
            if (!options.progress) continue;
            const std::scoped_lock lock(telling);
            options.progress(static_cast<double>(count) / static_cast<double>(combinations.size()));
        }
    };
    std::vector<std::jthread> workers;
    for (unsigned i = 1; i < options.threads; ++i) workers.emplace_back(work);
    work();
    return trials;
}

double judged(std::span<const double> returns) {
    return sharpe_of(returns).value_or(0);
}

std::optional<double> annual(std::optional<double> sharpe) {
    return sharpe ? std::optional(*sharpe * kYear) : std::nullopt;
}

Fold walk(const std::vector<Trial>& trials, std::span<const Timestamp> days, std::size_t first, std::size_t last) {
    Fold fold;
    fold.from = days[first - 1];
    fold.to = days[last - 1];
    double best = -std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < trials.size(); ++i) {
        const double own = judged(std::span(trials[i].daily_returns).first(first));
        if (own <= best) continue;
        best = own;
        fold.trial = i;
    }
    const std::span<const double> returns(trials[fold.trial].daily_returns);
    fold.sharpe_before = annual(sharpe_of(returns.first(first)));
    fold.sharpe_after = annual(sharpe_of(returns.subspan(first, last - first)));
    double wealth = 1;
    for (const double each : returns.subspan(first, last - first)) wealth *= 1 + each;
    fold.total_return = wealth - 1;
    return fold;
}

void walk_forward(const std::vector<Timestamp>& days, std::size_t folds, OptimizeResult& result) {
    std::vector<Timestamp> times;
    std::vector<double> returns;
    for (std::size_t k = 1; k <= folds; ++k) {
        const std::size_t first = days.size() * k / (folds + 1);
        const std::size_t last = days.size() * (k + 1) / (folds + 1);
        if (first < 2 || last <= first) continue;
        result.folds.push_back(walk(result.trials, days, first, last));
        const auto& own = result.trials[result.folds.back().trial].daily_returns;
        times.insert(times.end(), days.begin() + static_cast<std::ptrdiff_t>(first),
                     days.begin() + static_cast<std::ptrdiff_t>(last));
        returns.insert(returns.end(), own.begin() + static_cast<std::ptrdiff_t>(first),
                       own.begin() + static_cast<std::ptrdiff_t>(last));
    }
    if (times.empty()) return;
    if (const auto series = market::series_of_returns(std::move(times), std::move(returns))) {
        result.walk_forward = market::compute_metrics(*series, {});
    }
}

void judge_luck(OptimizeResult& result) {
    std::vector<double> sharpes;
    std::vector<std::vector<double>> returns;
    for (const Trial& trial : result.trials) {
        sharpes.push_back(judged(trial.daily_returns));
        returns.push_back(trial.daily_returns);
    }
    double mean = 0;
    for (const double each : sharpes) mean += each / static_cast<double>(sharpes.size());
    double variance = 0;
    for (const double each : sharpes) variance += (each - mean) * (each - mean);
    const double spread = sharpes.size() > 1 ? std::sqrt(variance / static_cast<double>(sharpes.size() - 1)) : 0;
    const double luck = expected_best_sharpe(spread, sharpes.size());
    result.expected_best_sharpe = luck * kYear;
    result.deflated_sharpe = probabilistic_sharpe(result.trials.front().daily_returns, luck);
    result.probability_of_overfitting = probability_of_overfitting(returns);
}

Result<Decimal> number_in(std::string_view text, std::string_view range) {
    auto number = Decimal::parse(text);
    if (number) return number;
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("--range: '{}' is no number in '{}'", text, range.substr(0, 80)),
                "for example ensemble.threshold=0.2:0.5:0.1");
}

}  // namespace

Result<SettingRange> parse_range(std::string_view text) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos || equals + 1 == text.size()) {
        return fail(ErrorCode::kInvalidArgument, fmt::format("--range: '{}' names no values", text.substr(0, 80)),
                    "for example ensemble.threshold=0.2,0.3 or ensemble.threshold=0.2:0.5:0.1");
    }
    SettingRange range{std::string(text.substr(0, equals)), {}};
    std::string_view values = text.substr(equals + 1);
    const auto first = values.find(':');
    const auto second = first == std::string_view::npos ? first : values.find(':', first + 1);
    if (second == std::string_view::npos) {
        while (true) {
            const auto comma = values.find(',');
            range.values.emplace_back(values.substr(0, comma));
            if (comma == std::string_view::npos) return range;
            values.remove_prefix(comma + 1);
        }
    }
    const auto from = number_in(values.substr(0, first), text);
    const auto to = from ? number_in(values.substr(first + 1, second - first - 1), text) : from;
    const auto step = to ? number_in(values.substr(second + 1), text) : to;
    if (!step) return std::unexpected(step.error());
    constexpr std::size_t kMostValues = 1000;
    if (step->sign() <= 0 || *to < *from) {
        return fail(ErrorCode::kInvalidArgument, fmt::format("--range: '{}' doesn't rise", text.substr(0, 80)),
                    "write from:to:step with a step above zero");
    }
    for (Decimal value = *from; value <= *to && range.values.size() <= kMostValues; value += *step) {
        range.values.push_back(value.to_string());
    }
    if (range.values.size() <= kMostValues) return range;
    return fail(ErrorCode::kInvalidArgument, fmt::format("--range: more than {} values of {}", kMostValues, range.key),
                "take a larger step");
}

Result<OptimizeResult> optimize(const OptimizeOptions& options) {
    const auto combinations = combine(options);
    if (!combinations) return std::unexpected(combinations.error());
    RecordingOptions what = options.backtest.recording;
    what.assumed_latency = options.backtest.settings.news.assumed_latency;
    const auto recording = load_recording(what);
    if (!recording) return std::unexpected(recording.error());
    const auto scores = score_articles(recording->instants, options.backtest.analyzer, recording->listed,
                                       options.backtest.threads);
    if (!scores) return std::unexpected(scores.error());

    OptimizeResult result;
    result.data_hash = recording->data_hash;
    result.bars = recording->bars;
    result.articles = recording->articles;
    result.trials = run_trials({*recording, *scores, options.backtest.cash}, *combinations, options.backtest);
    if (options.backtest.stop.stop_requested()) return fail(ErrorCode::kConflict, "the search was stopped");
    // A run whose account is lost knows no returns any more: it can't be compared, let alone chosen.
    const auto days = trading_days(recording->instants);
    std::erase_if(result.trials, [&](const Trial& trial) { return trial.daily_returns.size() != days.size(); });
    if (result.trials.empty() || days.empty()) {
        return fail(ErrorCode::kConflict, "no trial has returns to judge it by", "give more bars, or other ranges");
    }
    std::ranges::stable_sort(result.trials, std::greater(),
                             [](const Trial& trial) { return judged(trial.daily_returns); });
    walk_forward(days, options.folds, result);
    judge_luck(result);
    return result;
}

}  // namespace tradewind::backtest
