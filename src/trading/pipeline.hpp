#pragma once

#include <span>

#include "trading/execution_engine.hpp"
#include "trading/learning_engine.hpp"
#include "trading/signal_engine.hpp"
#include "trading/simulated_account.hpp"

namespace tradewind::trading {

/// Everything that a world's decisions leave behind, in the order in which they were made.
class DecisionSink {
public:
    virtual ~DecisionSink() = default;
    virtual void on_signal(const TradeSignal& signal) = 0;
    virtual void on_execution(const ExecutionEffects& effects) = 0;
    virtual void on_learning(const LearningEffects& effects) = 0;
};

/// The three engines and a simulated account, driven instant by instant as design §6 orders it. Backtests and the
/// simulation run this; the live services run the same engines, each in its own process, in the same order.
class Pipeline {
public:
    Pipeline(const DecisionSettings& settings, Decimal cash, DecisionSink& sink);

    /// Phases 1 and 2: all bars that end at one instant, sorted by ticker.
    void on_bars(std::span<const Bar> bars);
    /// Phase 3: articles usable at one instant, sorted by ticker, then score id.
    void on_articles(std::span<const ScoredArticle> articles);

    [[nodiscard]] const SimulatedAccount& account() const { return account_; }

private:
    void execute(const TradeSignal& signal);
    /// Tells the sink what came of an event, and learns from its fills.
    void settle();

    DecisionSink& sink_;
    SignalEngine signals_;
    SimulatedAccount account_;
    LearningEngine learning_;
    ExecutionEffects execution_effects_;
    LearningEffects learning_effects_;
};

}  // namespace tradewind::trading
