#include "backtest/run_record.hpp"

#include <algorithm>
#include <iterator>

namespace tradewind::backtest {
namespace {

template <class T>
void append(std::vector<T>& to, const std::vector<T>& from) {
    to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

void RunRecord::on_signal(const TradeSignal& signal) {
    signals.push_back(signal);
    decisions.on_signal(signal);
}

void RunRecord::on_execution(const trading::ExecutionEffects& effects) {
    for (const Order& order : effects.orders) {
        const auto [place, is_new] = order_places_.emplace(order.id, orders.size());
        if (is_new) {
            orders.push_back({order, order});
        } else {
            orders[place->second].last = order;
        }
    }
    append(fills, effects.fills);
    append(adjustments, effects.adjustments);
    append(equity, effects.snapshots);
    decisions.on_execution(effects);
}

void RunRecord::on_learning(const trading::LearningEffects& effects) {
    append(outcomes, effects.outcomes);
    append(weights, effects.adjustments);
    decisions.on_learning(effects);
}

}  // namespace tradewind::backtest
