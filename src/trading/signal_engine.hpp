#pragma once

#include <memory>
#include <optional>

#include "core/messages.hpp"
#include "trading/decision_settings.hpp"

namespace tradewind::trading {

/// Turns bars and scored articles into signals: per-ticker state, the strategies, the weighted ensemble. A pure fold:
/// the same events in the same order give the same signals. O(1) per event, no allocation once a ticker is warm and
/// unless a signal is made.
class SignalEngine {
public:
    explicit SignalEngine(const DecisionSettings& settings);
    ~SignalEngine();
    SignalEngine(SignalEngine&&) noexcept;

    /// Folds a bar that has ended (rescaling the ticker's state first where it carries a split), then decides.
    /// Bars that don't rise in time per ticker change nothing and give nothing. Bars of a smaller timeframe than
    /// `strategies.timeframe` are aggregated; a decision follows only from a completed one.
    std::optional<TradeSignal> on_bar(const Bar& bar);
    /// Folds an article at its usable_from, then decides. Tickers outside the universe are ignored.
    std::optional<TradeSignal> on_article(const ScoredArticle& article);
    /// New weights, for decisions from now on.
    void on_weights(const WeightAdjustment& adjustment);

    /// New settings, for decisions from now on. Only what `takes_hold_at_once` may differ. Weights stay what they have
    /// become; a strategy whose parameters changed begins to warm up anew.
    void on_settings(const DecisionSettings& settings);

    [[nodiscard]] std::map<std::string, double> weights() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace tradewind::trading
