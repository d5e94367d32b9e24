#include "trading/pipeline.hpp"

namespace tradewind::trading {

Pipeline::Pipeline(const DecisionSettings& settings, Decimal cash, DecisionSink& sink)
    : sink_(sink), signals_(settings), account_(settings, cash), learning_(settings) {}

void Pipeline::on_bars(std::span<const Bar> bars) {
    execution_effects_.clear();
    account_.on_bars(bars, execution_effects_);
    settle();
    for (const Bar& bar : bars) {
        if (const auto signal = signals_.on_bar(bar)) execute(*signal);
    }
}

void Pipeline::on_articles(std::span<const ScoredArticle> articles) {
    for (const ScoredArticle& article : articles) {
        if (const auto signal = signals_.on_article(article)) execute(*signal);
    }
}

void Pipeline::execute(const TradeSignal& signal) {
    sink_.on_signal(signal);
    execution_effects_.clear();
    account_.on_signal(signal, execution_effects_);
    settle();
}

void Pipeline::settle() {
    sink_.on_execution(execution_effects_);
    if (execution_effects_.fills.empty()) return;
    learning_effects_.outcomes.clear();
    learning_effects_.adjustments.clear();
    for (const TradeExecution& fill : execution_effects_.fills) learning_.on_fill(fill, learning_effects_);
    for (const WeightAdjustment& adjustment : learning_effects_.adjustments) signals_.on_weights(adjustment);
    sink_.on_learning(learning_effects_);
}

}  // namespace tradewind::trading
