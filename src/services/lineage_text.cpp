#include <algorithm>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "services/lineage.hpp"

namespace tradewind::services {
namespace {

using json = nlohmann::ordered_json;

json optional_price(const std::optional<Decimal>& price) { return price ? json(price->to_string()) : json(); }

std::string telling_words(const ArticleLineage& of, Ticker ticker) {
    const auto found = of.telling.find(ticker);
    return found == of.telling.end() ? std::string() : found->second;
}

json score_json(const ScoredArticle& score, const std::string& telling) {
    return {{"id", score.id.to_string()},     {"ticker", score.ticker.view()},
            {"label", to_string(score.label)}, {"score", score.score},
            {"confidence", score.confidence}, {"engine", score.engine},
            {"model", score.model},           {"usable_from", format_timestamp(score.usable_from)},
            {"probabilities", {{"positive", score.positive}, {"negative", score.negative}, {"neutral", score.neutral}}},
            {"note", score.note},             {"telling", telling}};
}

json article_json(const ArticleLineage& of) {
    json scores = json::array();
    for (const auto& score : of.scores) scores.push_back(score_json(score, telling_words(of, score.ticker)));
    return {{"id", of.article.id.to_string()},
            {"story", of.article.story.to_string()},
            {"source", of.article.source},
            {"title", of.article.title},
            {"url", of.article.url},
            {"published", format_timestamp(of.article.published)},
            {"received", format_timestamp(of.article.received)},
            {"scores", scores}};
}

json opinion_json(const StrategyOpinion& opinion) {
    return {{"strategy", opinion.strategy}, {"direction", to_string(opinion.direction)},
            {"strength", opinion.strength}, {"confidence", opinion.confidence},
            {"weight", opinion.weight},     {"contribution", opinion.contribution},
            {"reason", opinion.reason}};
}

json decision_json(const TradeSignal& signal) {
    json opinions = json::array();
    for (const auto& opinion : signal.opinions) opinions.push_back(opinion_json(opinion));
    return {{"id", signal.id.to_string()},
            {"time", format_timestamp(signal.time)},
            {"symbol", signal.ticker.view()},
            {"direction", to_string(signal.direction)},
            {"strength", signal.strength},
            {"combined", signal.combined},
            {"trigger", signal.trigger},
            {"trigger_id", signal.trigger_id},
            {"evidence", signal.evidence},
            {"reference_price", signal.reference_price.to_string()},
            {"opinions", opinions}};
}

json verdict_json(const RiskVerdict& verdict) {
    json checks = json::array();
    for (const auto& check : verdict.checks) {
        checks.push_back({{"name", check.name}, {"passed", check.passed}, {"detail", check.detail}});
    }
    return {{"id", verdict.id.to_string()}, {"approved", verdict.approved}, {"reason", verdict.reason},
            {"quantity", verdict.quantity.to_string()}, {"checks", checks}};
}

json fill_json(const TradeExecution& fill) {
    return {{"id", fill.id.to_string()},
            {"time", format_timestamp(fill.time)},
            {"side", to_string(fill.side)},
            {"quantity", fill.quantity.to_string()},
            {"price", fill.price.to_string()},
            {"reference_price", fill.reference_price.to_string()},
            {"commission", fill.commission.to_string()},
            {"fees", fill.fees.to_string()},
            {"realized_pnl", fill.realized_pnl.to_string()},
            {"position", fill.position.to_string()}};
}

json order_json(const OrderLineage& of) {
    json fills = json::array();
    for (const auto& fill : of.fills) fills.push_back(fill_json(fill));
    const Order& order = of.order;
    return {{"id", order.id.to_string()},
            {"client_order_id", order.client_order_id},
            {"time", format_timestamp(order.time)},
            {"side", to_string(order.side)},
            {"type", to_string(order.type)},
            {"leg", to_string(order.leg)},
            {"quantity", order.quantity.to_string()},
            {"limit_price", optional_price(order.limit_price)},
            {"stop_price", optional_price(order.stop_price)},
            {"status", to_string(order.status)},
            {"filled_quantity", order.filled_quantity.to_string()},
            {"average_price", optional_price(order.average_price)},
            {"reason", order.reason},
            {"fills", fills}};
}

json outcome_json(const TradeOutcome& outcome) {
    json credits = json::object();
    for (const auto& [strategy, credit] : outcome.credits) credits[strategy] = credit.to_string();
    return {{"id", outcome.id.to_string()},
            {"opened", format_timestamp(outcome.opened)},
            {"closed", format_timestamp(outcome.closed)},
            {"quantity", outcome.quantity.to_string()},
            {"entry_price", outcome.entry_price.to_string()},
            {"exit_price", outcome.exit_price.to_string()},
            {"gross_pnl", outcome.gross_pnl.to_string()},
            {"costs", outcome.costs.to_string()},
            {"net_pnl", outcome.net_pnl.to_string()},
            {"credits", credits}};
}

json signal_json(const SignalLineage& of) {
    json made = decision_json(of.signal.signal);
    made["disposition"] = storage::to_string(of.signal.disposition);
    made["disposition_reason"] = of.signal.disposition_reason;
    for (const char* list : {"verdicts", "orders", "outcomes", "adjustments"}) made[list] = json::array();
    for (const auto& verdict : of.verdicts) made["verdicts"].push_back(verdict_json(verdict));
    for (const auto& order : of.orders) made["orders"].push_back(order_json(order));
    for (const auto& outcome : of.outcomes) made["outcomes"].push_back(outcome_json(outcome));
    for (const auto& change : of.adjustments) {
        made["adjustments"].push_back({{"id", change.id.to_string()},
                                       {"time", format_timestamp(change.time)},
                                       {"before", change.before},
                                       {"after", change.after},
                                       {"method", change.method},
                                       {"reason", change.reason}});
    }
    return made;
}

// Lines of text, each one step deeper than what caused it.
class Printer {
public:
    template <class... Arguments>
    void line(int depth, fmt::format_string<Arguments...> format, Arguments&&... arguments) {
        text_.append(static_cast<std::size_t>(depth) * 2, ' ');
        text_ += fmt::format(format, std::forward<Arguments>(arguments)...) + '\n';
    }
    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    std::string text_;
};

void print_decision(Printer& out, int depth, const TradeSignal& signal) {
    out.line(depth, "signal {}  {}  {} {}  strength {:.3f} (by {} {})", signal.id.to_string(), format_timestamp(signal.time),
             signal.ticker.view(), to_string(signal.direction), signal.strength, signal.trigger, signal.trigger_id);
    for (const auto& opinion : signal.opinions) {
        out.line(depth + 1, "{}: {} {:.3f} x weight {:.3f} = {:+.3f}  {}", opinion.strategy, to_string(opinion.direction),
                 opinion.strength, opinion.weight, opinion.contribution, opinion.reason);
    }
}

void print_verdict(Printer& out, const RiskVerdict& verdict) {
    out.line(1, "risk {}: {}", verdict.approved ? "approved" : "denied",
             verdict.approved ? verdict.quantity.to_string() + " shares" : verdict.reason);
    for (const auto& check : verdict.checks) {
        out.line(2, "{} {}  {}", check.passed ? "ok  " : "STOP", check.name, check.detail);
    }
}

void print_order(Printer& out, const OrderLineage& of) {
    const Order& order = of.order;
    out.line(1, "order {}  {} {} {} {} ({})  {}{}", order.id.to_string(), format_timestamp(order.time), to_string(order.side),
             order.quantity.to_string(), to_string(order.type), to_string(order.leg), to_string(order.status),
             order.reason.empty() ? "" : ": " + order.reason);
    for (const auto& fill : of.fills) {
        out.line(2, "fill {}  {} {} at {} (before slippage {}), realised {}", fill.id.to_string(), format_timestamp(fill.time),
                 fill.quantity.to_string(), fill.price.to_string(), fill.reference_price.to_string(),
                 fill.realized_pnl.to_string());
    }
}

void print_signal(Printer& out, const SignalLineage& of) {
    print_decision(out, 0, of.signal.signal);
    for (const auto& verdict : of.verdicts) print_verdict(out, verdict);
    for (const auto& order : of.orders) print_order(out, order);
    for (const auto& outcome : of.outcomes) {
        out.line(1, "outcome: {} from {} to {}, net {} after costs of {}", outcome.quantity.to_string(),
                 outcome.entry_price.to_string(), outcome.exit_price.to_string(), outcome.net_pnl.to_string(),
                 outcome.costs.to_string());
        for (const auto& [strategy, credit] : outcome.credits) out.line(2, "credit to {}: {}", strategy, credit.to_string());
    }
    for (const auto& change : of.adjustments) out.line(1, "weights changed ({}): {}", change.method, change.reason);
}

}  // namespace

std::string lineage_to_json(const Lineage& lineage, const std::vector<std::optional<TradeSignal>>& what_if) {
    json made{{"id", lineage.id}, {"articles", json::array()}, {"signals", json::array()}};
    for (const auto& article : lineage.articles) made["articles"].push_back(article_json(article));
    for (std::size_t i = 0; i < lineage.signals.size(); ++i) {
        json signal = signal_json(lineage.signals[i]);
        if (i < what_if.size()) {
            signal["without"] = what_if[i] ? decision_json(*what_if[i]) : json();
            signal["without_differs"] = !what_if[i] || what_if[i]->direction != lineage.signals[i].signal.signal.direction ||
                                        what_if[i]->combined != lineage.signals[i].signal.signal.combined;
        }
        made["signals"].push_back(std::move(signal));
    }
    return made.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string lineage_to_text(const Lineage& lineage, const std::vector<std::optional<TradeSignal>>& what_if) {
    Printer out;
    for (const auto& of : lineage.articles) {
        out.line(0, "article {}  {}  {}: {}", of.article.id.to_string(), format_timestamp(of.article.published), of.article.source,
                 of.article.title);
        for (const auto& score : of.scores) {
            out.line(1, "{} {} {:+.4f} (confidence {:.4f}) by {} {}", score.ticker.view(), to_string(score.label), score.score,
                     score.confidence, score.engine, score.model);
            if (const auto telling = telling_words(of, score.ticker); !telling.empty()) out.line(2, "for \"{}\"", telling);
            if (!score.note.empty()) out.line(2, "{}", score.note);
        }
    }
    for (std::size_t i = 0; i < lineage.signals.size(); ++i) {
        print_signal(out, lineage.signals[i]);
        if (i >= what_if.size()) continue;
        out.line(1, "without what was left out:");
        if (what_if[i]) print_decision(out, 2, *what_if[i]);
        if (!what_if[i]) out.line(2, "no signal: the ensemble stays below its threshold");
    }
    return out.take();
}

}  // namespace tradewind::services
