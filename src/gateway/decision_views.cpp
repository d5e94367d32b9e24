#include "gateway/views.hpp"

namespace tradewind::gateway {

namespace {

template <class T>
std::optional<T> unless_zero(T value) {
    return value == T{} ? std::nullopt : std::optional<T>(value);
}

void write_opinion(JsonWriter& out, const StrategyOpinion& opinion) {
    out.begin_object();
    out.field("strategy", opinion.strategy);
    out.field("direction", to_string(opinion.direction));
    out.field("strength", opinion.strength);
    out.field("confidence", opinion.confidence);
    out.field("weight", opinion.weight);
    out.field("contribution", opinion.contribution);
    out.field("horizon_seconds", opinion.horizon_seconds);
    out.field("reason", opinion.reason);
    out.end_object();
}

void write_weights(JsonWriter& out, std::string_view name, const std::map<std::string, double>& weights) {
    out.key(name);
    out.begin_object();
    for (const auto& [strategy, weight] : weights) out.field(strategy, weight);
    out.end_object();
}

}  // namespace

void write(JsonWriter& out, const TradeSignal& signal, const std::vector<RiskVerdict>& verdicts) {
    out.begin_object();
    out.field("id", signal.id);
    out.field("symbol", signal.ticker);
    out.field("time", signal.time);
    out.field("direction", to_string(signal.direction));
    out.field("strength", signal.strength);
    out.field("combined", signal.combined);
    out.key("opinions");
    out.begin_array();
    for (const auto& opinion : signal.opinions) write_opinion(out, opinion);
    out.end_array();
    out.field("trigger", signal.trigger);
    out.field("trigger_id", signal.trigger_id);
    out.key("evidence");
    out.begin_array();
    for (const auto& article : signal.evidence) out.value(article);
    out.end_array();
    out.field("reference_price", unless_zero(signal.reference_price));
    out.field("volatility", unless_zero(signal.volatility));
    out.key("verdict");
    if (verdicts.empty())
        out.null();
    else
        write(out, verdicts.front());
    out.end_object();
}

void write(JsonWriter& out, const RiskVerdict& verdict) {
    out.begin_object();
    out.field("id", verdict.id);
    out.field("signal_id", verdict.signal);
    out.field("time", verdict.time);
    out.field("approved", verdict.approved);
    out.field("reason", verdict.reason);
    out.field("quantity", verdict.quantity);
    out.key("checks");
    out.begin_array();
    for (const auto& check : verdict.checks) {
        out.begin_object();
        out.field("name", check.name);
        out.field("passed", check.passed);
        out.field("detail", check.detail);
        out.end_object();
    }
    out.end_array();
    out.end_object();
}

void write(JsonWriter& out, const Order& order) {
    out.begin_object();
    out.field("id", order.id);
    out.field("signal_id", order.signal);
    out.field("verdict_id", order.verdict);
    out.field("symbol", order.ticker);
    out.field("side", to_string(order.side));
    out.field("type", to_string(order.type));
    out.field("leg", to_string(order.leg));
    out.field("time_in_force", to_string(order.time_in_force));
    out.field("quantity", order.quantity);
    out.field("limit_price", order.limit_price);
    out.field("stop_price", order.stop_price);
    out.field("time", order.time);
    out.field("client_order_id", order.client_order_id);
    out.field("broker_order_id", order.broker_order_id);
    out.field("status", to_string(order.status));
    out.field("filled_quantity", order.filled_quantity);
    out.field("average_price", order.average_price);
    out.field("closed_at", order.closed_at);
    out.field("attempts", order.attempts);
    out.field("reason", order.reason);
    out.end_object();
}

void write(JsonWriter& out, const TradeExecution& trade) {
    out.begin_object();
    out.field("id", trade.id);
    out.field("order_id", trade.order);
    out.field("signal_id", trade.signal);
    out.field("symbol", trade.ticker);
    out.field("leg", to_string(trade.leg));
    out.field("side", to_string(trade.side));
    out.field("quantity", trade.quantity);
    out.field("price", trade.price);
    out.field("reference_price", trade.reference_price);
    out.field("commission", trade.commission);
    out.field("fees", trade.fees);
    out.field("slippage", trade.slippage);
    out.field("realized_pnl", trade.realized_pnl);
    out.field("position", trade.position);
    out.field("time", trade.time);
    out.field("bar_time", trade.bar_time);
    out.field("known_at", trade.known_at);
    out.key("contributions");
    out.begin_array();
    for (const auto& contribution : trade.contributions) {
        out.begin_object();
        out.field("strategy", contribution.strategy);
        out.field("value", contribution.value);
        out.end_object();
    }
    out.end_array();
    out.end_object();
}

void write(JsonWriter& out, const TradeOutcome& outcome) {
    out.begin_object();
    out.field("id", outcome.id);
    out.field("symbol", outcome.ticker);
    out.field("direction", to_string(outcome.direction));
    out.field("opening_signal", outcome.opening_signal);
    out.field("opening_fill", outcome.opening_fill);
    out.field("closing_fill", outcome.closing_fill);
    out.field("opened", outcome.opened);
    out.field("closed", outcome.closed);
    out.field("quantity", outcome.quantity);
    out.field("entry_price", outcome.entry_price);
    out.field("exit_price", outcome.exit_price);
    out.field("gross_pnl", outcome.gross_pnl);
    out.field("costs", outcome.costs);
    out.field("net_pnl", outcome.net_pnl);
    out.key("credits");
    out.begin_array();
    for (const auto& [strategy, credit] : outcome.credits) {
        out.begin_object();
        out.field("strategy", strategy);
        out.field("value", credit);
        out.end_object();
    }
    out.end_array();
    out.end_object();
}

void write(JsonWriter& out, const WeightAdjustment& adjustment) {
    out.begin_object();
    out.field("id", adjustment.id);
    out.field("time", adjustment.time);
    out.field("closing_fill", adjustment.closing_fill);
    out.field("outcome", adjustment.outcome);
    write_weights(out, "before", adjustment.before);
    write_weights(out, "after", adjustment.after);
    write_weights(out, "reward", adjustment.reward);
    out.field("method", adjustment.method);
    out.field("reason", adjustment.reason);
    out.end_object();
}

}  // namespace tradewind::gateway
