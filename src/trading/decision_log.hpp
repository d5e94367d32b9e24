#pragma once

#include <map>
#include <set>
#include <string>

#include "trading/pipeline.hpp"

namespace tradewind::trading {

/// What a world decided, as canonical lines and their hash (design §6): decision fields only, no world, account,
/// arrival or trace data. The same lines come of structs as the engines made them and as a store gives them back, in
/// any order.
///
/// A line is a time in unix nanoseconds, the phase of its instant (1 bars, 2 decisions from bars, 3 from articles), the
/// symbol, the kind, and the kind's fields, separated by blanks. Decimals are printed exactly, doubles with %.17g.
/// Orders enter as decided: of several states of one, the first counts, since a split restates an open order.
class DecisionLog final : public DecisionSink {
public:
    void add(const TradeSignal& signal);
    void add(const RiskVerdict& verdict);
    void add(const Order& order);
    void add(const TradeExecution& fill);
    void add(const WeightAdjustment& adjustment);

    void on_signal(const TradeSignal& signal) override { add(signal); }
    void on_execution(const ExecutionEffects& effects) override;
    void on_learning(const LearningEffects& effects) override;

    /// All lines, each with its end, sorted by (instant, phase, symbol, kind, id, leg).
    [[nodiscard]] std::string text() const;
    /// SHA-256 of `text()` in hex: the `decision_hash`.
    [[nodiscard]] std::string hash() const;

private:
    struct Line {
        Timestamp instant;
        SignalId signal;  ///< Whose phase it shares, unless `phase` says otherwise.
        int phase = 0;
        Ticker ticker;
        char kind = ' ';
        std::string fields;
    };
    void put(char kind, const std::string& id, Line line);

    std::map<std::pair<char, std::string>, Line> lines_;  // by kind and id: what is told twice counts once
    std::set<SignalId> from_articles_;
};

}  // namespace tradewind::trading
