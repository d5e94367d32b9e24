#include "app/backtest_json.hpp"

#include <nlohmann/json.hpp>

#include "app/metrics_json.hpp"

namespace tradewind::app {
namespace {

using nlohmann::ordered_json;

ordered_json time_or_null(const std::optional<Timestamp>& time) {
    return time ? ordered_json(format_timestamp(*time)) : ordered_json(nullptr);
}

ordered_json warnings_json(const std::vector<backtest::LoadWarning>& warnings) {
    auto list = ordered_json::array();
    for (const auto& warning : warnings) {
        list.push_back(
            {{"file", warning.file}, {"line", warning.line}, {"code", warning.code}, {"message", warning.message}});
    }
    return list;
}

}  // namespace

ordered_json to_json(const backtest::BacktestResult& result, double wall_seconds) {
    const auto& record = result.record;
    ordered_json object{{"run_id", result.run_id.to_string()},
                        {"from", time_or_null(result.from)},
                        {"to", time_or_null(result.to)},
                        {"bars", result.bars},
                        {"articles", result.articles},
                        {"duplicates", result.duplicates},
                        {"scored", result.scores},
                        {"signals", record.signals.size()},
                        {"orders", record.orders.size()},
                        {"trades", record.fills.size()},
                        {"closed_trades", record.outcomes.size()},
                        {"weight_adjustments", record.weights.size()},
                        {"initial_cash", result.initial_cash.to_string()},
                        {"final_equity", result.final_equity.to_string()},
                        {"metrics", to_json(result.metrics, false)},
                        {"costs",
                         {{"commission", result.costs.commission.to_string()},
                          {"fees", result.costs.fees.to_string()},
                          {"slippage", result.costs.slippage.to_string()},
                          {"borrow", result.costs.borrow.to_string()}}},
                        {"settings_hash", result.settings_hash},
                        {"data_hash", result.data_hash},
                        {"decision_hash", result.decision_hash},
                        {"warnings", warnings_json(result.warnings)}};
    if (result.benchmark_return) object["benchmark"] = {{"total_return", *result.benchmark_return}};
    object["wall_seconds"] = wall_seconds;
    return object;
}

}  // namespace tradewind::app
