#include "trading/decision_log.hpp"

#include <algorithm>
#include <cstdio>
#include <fmt/core.h>
#include <tuple>
#include <vector>

namespace tradewind::trading {
namespace {

std::string exact(double value) {
    std::array<char, 32> buffer{};
    const int size = std::snprintf(buffer.data(), buffer.size(), "%.17g", value == 0 ? 0.0 : value);
    return {buffer.data(), static_cast<std::size_t>(size)};
}

std::string optional_text(const std::optional<Decimal>& value) {
    return value ? value->to_string() : "-";
}

std::string weights_text(const std::map<std::string, double>& weights) {
    std::string text;
    for (const auto& [name, value] : weights) text += fmt::format(" {}={}", name, exact(value));
    return text;
}

// A protective order follows from a fill or a bar, in phase 1; the others from a signal.
bool is_protective(OrderLeg leg) {
    return leg == OrderLeg::kStop || leg == OrderLeg::kTarget || leg == OrderLeg::kTime;
}

}  // namespace

void DecisionLog::put(char kind, const std::string& id, Line line) {
    line.kind = kind;
    line.fields.insert(0, id);
    lines_.try_emplace({kind, id}, std::move(line));
}

void DecisionLog::add(const TradeSignal& signal) {
    std::string fields = fmt::format(" {} {} {} {} {} {} {}", to_string(signal.direction), exact(signal.strength),
                                     exact(signal.combined), signal.trigger, signal.trigger_id,
                                     signal.reference_price.to_string(), exact(signal.volatility));
    for (const StrategyOpinion& opinion : signal.opinions) {
        fields += fmt::format(" {}:{}:{}:{}:{}", opinion.strategy, to_string(opinion.direction),
                              exact(opinion.strength), exact(opinion.weight), exact(opinion.contribution));
    }
    fields += ' ' + signal.settings_hash;
    const bool from_article = signal.trigger == "article";
    if (from_article) from_articles_.insert(signal.id);
    put('s', signal.id.to_string(), {signal.time, {}, from_article ? 3 : 2, signal.ticker, ' ', std::move(fields)});
}

void DecisionLog::add(const RiskVerdict& verdict) {
    put('v', verdict.id.to_string(),
        {verdict.time, verdict.signal, 0, verdict.ticker, ' ',
         fmt::format(" {} {} {} {}", verdict.signal.to_string(), verdict.approved ? "approved" : "denied",
                     verdict.reason.empty() ? "-" : verdict.reason, verdict.quantity.to_string())});
}

void DecisionLog::add(const Order& order) {
    put('o', order.id.to_string(),
        {order.time, order.signal, is_protective(order.leg) ? 1 : 0, order.ticker, ' ',
         fmt::format(" {} {} {} {} {} {} {} {}", to_string(order.leg), order.signal.to_string(), to_string(order.side),
                     to_string(order.type), order.quantity.to_string(), optional_text(order.limit_price),
                     optional_text(order.stop_price), to_string(order.time_in_force))});
}

void DecisionLog::add(const TradeExecution& fill) {
    put('f', fill.id.to_string(),
        {fill.known_at,
         {},
         1,
         fill.ticker,
         ' ',
         fmt::format(" {} {} {} {} {} {} {} {} {} {} {} {} {} {}", fill.order.to_string(), fill.signal.to_string(),
                     to_string(fill.leg), to_string(fill.side), fill.quantity.to_string(), fill.price.to_string(),
                     fill.reference_price.to_string(), fill.commission.to_string(), fill.fees.to_string(),
                     fill.slippage.to_string(), fill.realized_pnl.to_string(), fill.position.to_string(),
                     unix_nanos(fill.time), unix_nanos(fill.bar_time))});
}

void DecisionLog::add(const WeightAdjustment& adjustment) {
    put('w', adjustment.id.to_string(),
        {adjustment.time,
         {},
         1,
         {},
         ' ',
         fmt::format(" {} {} {}{} ->{}", adjustment.method, adjustment.closing_fill.to_string(),
                     adjustment.outcome.to_string(), weights_text(adjustment.before), weights_text(adjustment.after))});
}

void DecisionLog::on_execution(const ExecutionEffects& effects) {
    for (const RiskVerdict& verdict : effects.verdicts) add(verdict);
    for (const Order& order : effects.orders) add(order);
    for (const TradeExecution& fill : effects.fills) add(fill);
}

void DecisionLog::on_learning(const LearningEffects& effects) {
    for (const WeightAdjustment& adjustment : effects.adjustments) add(adjustment);
}

std::string DecisionLog::text() const {
    struct Sorted {
        Timestamp instant;
        int phase;
        const Line* line;
    };
    std::vector<Sorted> sorted;
    for (const auto& [key, line] : lines_) {
        const int phase = line.phase > 0 ? line.phase : (from_articles_.contains(line.signal) ? 3 : 2);
        sorted.push_back({line.instant, phase, &line});
    }
    std::ranges::sort(sorted, {}, [](const Sorted& each) {
        return std::tuple(each.instant, each.phase, each.line->ticker.view(), each.line->kind,
                          std::string_view(each.line->fields));
    });
    std::string text;
    for (const auto& [instant, phase, line] : sorted) {
        text +=
            fmt::format("{} {} {} {} {}\n", unix_nanos(instant), phase,
                        line->ticker.empty() ? std::string_view("-") : line->ticker.view(), line->kind, line->fields);
    }
    return text;
}

std::string DecisionLog::hash() const {
    return sha256_hex(text());
}

}  // namespace tradewind::trading
