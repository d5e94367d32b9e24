#pragma once

#include "core/records.hpp"
#include "storage/database.hpp"

namespace tradewind::test {

Ticker ticker(std::string_view text);
Decimal decimal(std::string_view text);

// Structs with every field set to something that isn't its default; `n` makes their ids differ.
RawArticle sample_article(int n = 1);
ScoredArticle sample_score(const RawArticle& article, std::string_view symbol = "AAPL");
Bar sample_bar(int n = 1, std::string_view symbol = "AAPL");
TradeSignal sample_signal(int n = 1, std::string_view symbol = "AAPL");
RiskVerdict sample_verdict(const TradeSignal& signal, bool approved = true);
Order sample_order(const RiskVerdict& verdict);
TradeExecution sample_fill(const Order& order, int n = 1);
TradeOutcome sample_outcome(const TradeExecution& opening, const TradeExecution& closing);
WeightAdjustment sample_adjustment(const TradeOutcome& outcome);

/// A signal, its verdict, order and fill, stored in this order.
struct Chain {
    TradeSignal signal;
    RiskVerdict verdict;
    Order order;
    TradeExecution fill;
};
Chain store_chain(storage::Transaction& tx, int n = 1, std::string_view symbol = "AAPL");

// All fields, for comparison.
inline auto fields(const RawArticle& a) {
    return std::tie(a.id, a.source, a.url, a.title, a.text, a.author, a.symbols, a.published, a.received, a.story);
}
inline auto fields(const ScoredArticle& a) {
    return std::tie(a.id, a.article, a.story, a.ticker, a.source, a.title, a.url, a.label, a.score, a.confidence,
                    a.positive, a.negative, a.neutral, a.engine, a.model, a.note, a.published, a.received, a.scored,
                    a.usable_from);
}
inline auto fields(const Bar& b) {
    return std::tie(b.ticker, b.timeframe, b.start, b.end, b.open, b.high, b.low, b.close, b.volume, b.vwap,
                    b.trade_count, b.source, b.revision, b.split_numerator, b.split_denominator, b.split_inferred,
                    b.dividend);
}
inline auto fields(const StrategyOpinion& o) {
    return std::tie(o.strategy, o.direction, o.strength, o.confidence, o.weight, o.contribution, o.horizon_seconds,
                    o.reason);
}
inline auto fields(const RiskCheck& c) {
    return std::tie(c.name, c.passed, c.detail);
}
inline auto fields(const Contribution& c) {
    return std::tie(c.strategy, c.value);
}
inline auto fields(const Position& p) {
    return std::tie(p.ticker, p.quantity, p.average_price, p.last_price, p.realized_pnl, p.updated);
}
inline auto fields(const LedgerEntry& e) {
    return std::tie(e.id, e.time, e.kind, e.cause, e.ticker, e.quantity, e.cash);
}
inline auto fields(const PortfolioSnapshot& s) {
    return std::tie(s.time, s.equity, s.cash, s.position_value, s.day_pnl, s.source);
}
inline auto fields(const Order& o) {
    return std::tie(o.id, o.signal, o.verdict, o.ticker, o.side, o.type, o.leg, o.time_in_force, o.quantity,
                    o.limit_price, o.stop_price, o.time, o.client_order_id, o.broker_order_id, o.status,
                    o.filled_quantity, o.average_price, o.closed_at, o.attempts, o.reason);
}
inline auto fields(const TradeOutcome& o) {
    return std::tie(o.id, o.ticker, o.opening_signal, o.opening_fill, o.closing_fill, o.opened, o.closed, o.direction,
                    o.quantity, o.entry_price, o.exit_price, o.gross_pnl, o.costs, o.net_pnl, o.credits);
}
inline auto fields(const WeightAdjustment& a) {
    return std::tie(a.id, a.time, a.closing_fill, a.outcome, a.before, a.after, a.reward, a.method, a.reason);
}
inline auto fields(const AuditEntry& e) {
    return std::tie(e.time, e.actor, e.action, e.subject, e.detail, e.reference);
}
inline auto fields(const KillState& s) {
    return std::tie(s.state, s.since, s.by, s.reason);
}

template <class T>
bool equal(const T& one, const T& two);
template <class T>
bool equal(const std::vector<T>& one, const std::vector<T>& two) {
    return std::ranges::equal(one, two, [](const T& a, const T& b) { return equal(a, b); });
}
template <class T>
bool equal(const T& one, const T& two) {
    return fields(one) == fields(two);
}
template <>
inline bool equal(const TradeSignal& a, const TradeSignal& b) {
    return std::tie(a.id, a.ticker, a.time, a.direction, a.strength, a.combined, a.trigger, a.trigger_id, a.evidence,
                    a.reference_price, a.volatility, a.settings_hash) ==
               std::tie(b.id, b.ticker, b.time, b.direction, b.strength, b.combined, b.trigger, b.trigger_id,
                        b.evidence, b.reference_price, b.volatility, b.settings_hash) &&
           equal(a.opinions, b.opinions);
}
template <>
inline bool equal(const RiskVerdict& a, const RiskVerdict& b) {
    return std::tie(a.id, a.signal, a.ticker, a.time, a.approved, a.reason, a.quantity) ==
               std::tie(b.id, b.signal, b.ticker, b.time, b.approved, b.reason, b.quantity) &&
           equal(a.checks, b.checks);
}
template <>
inline bool equal(const TradeExecution& a, const TradeExecution& b) {
    return std::tie(a.id, a.order, a.signal, a.ticker, a.leg, a.side, a.quantity, a.price, a.reference_price,
                    a.commission, a.fees, a.slippage, a.realized_pnl, a.position, a.time, a.bar_time, a.known_at) ==
               std::tie(b.id, b.order, b.signal, b.ticker, b.leg, b.side, b.quantity, b.price, b.reference_price,
                        b.commission, b.fees, b.slippage, b.realized_pnl, b.position, b.time, b.bar_time, b.known_at) &&
           equal(a.contributions, b.contributions);
}

}  // namespace tradewind::test
