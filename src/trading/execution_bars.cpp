#include <algorithm>
#include <format>

#include "market/new_york_time.hpp"
#include "trading/execution_state.hpp"
#include "trading/order_ids.hpp"

namespace tradewind::trading {
namespace {

constexpr Duration kInstant = Duration(1);

// The New York date that an instant closes: midnight belongs to the day before it.
std::chrono::sys_days closing_date(Timestamp time) {
    return market::new_york_date(time - kInstant);
}

Timestamp end_of(std::chrono::sys_days date) {
    return market::new_york_instant(date + std::chrono::days(1), Duration::zero());
}

LedgerEntry ledger_entry(const AccountAdjustment& adjustment, std::string_view cause) {
    LedgerEntry entry;
    entry.id = ledger_id(adjustment.kind, cause);
    entry.time = adjustment.time;
    entry.kind = adjustment.kind;
    entry.cause = cause;
    entry.ticker = adjustment.ticker;
    entry.quantity = adjustment.quantity;
    entry.cash = adjustment.cash;
    return entry;
}

// A yearly rate on an amount over calendar days of a 365-day year.
Decimal carry_of(Decimal amount, Decimal rate_pct, std::int64_t days) {
    constexpr std::int64_t kPercentDays = 365 * 100;
    const Decimal yearly = multiply(amount, rate_pct, Rounding::kHalfEven);
    return multiply_divide(yearly, Decimal::from_raw(days), Decimal::from_raw(kPercentDays), Rounding::kHalfEven);
}

}  // namespace

void ExecutionEngine::State::roll_day(Timestamp time) {
    if (time <= day_end) return;
    day_start_equity = portfolio.equity();
    day_end = end_of(closing_date(time));
}

bool ExecutionEngine::State::begin_bar(const Bar& bar, ExecutionEffects& effects) {
    const auto number = intern(bar.ticker);
    TickerState& ticker = tickers[number];
    if (bar.start < ticker.bar_end) return false;
    if (bar.start == ticker.bar_start) return true;
    roll_day(bar.end);
    ticker.bar_start = bar.start;
    if (market::has_split(bar)) apply_split(bar, number, effects);
    if (!bar.dividend.is_zero()) apply_dividend(bar, number, effects);
    return true;
}

// The first instant at which the bar could trade, so that fills in the bar come after it; its end, where equity up to
// that instant was told already and would have to hold it.
Timestamp ExecutionEngine::State::adjustment_time(const Bar& bar, std::uint32_t number) {
    Timestamp time = bar.start;
    auto& sessions = tickers[number].sessions;
    if (!sessions.calendar().never_closes() && sessions.overlaps_session(bar.start, bar.end)) {
        time = std::max(time, sessions.current_or_next(bar.start).open);
    }
    return time > last_snapshot ? time : bar.end;
}

void ExecutionEngine::State::apply_split(const Bar& bar, std::uint32_t number, ExecutionEffects& effects) {
    const matching::SplitRatio ratio = market::split_of(bar);
    for (TrackedOrder* tracked : tickers[number].live) {
        matching::split_order(tracked->order, ratio);
        tracked->expected_price = matching::split_price(tracked->expected_price, ratio);
        effects.orders.push_back(tracked->order);
    }
    const Timestamp time = adjustment_time(bar, number);
    const SplitResult result = portfolio.apply_split(number, ratio, time);
    if (result.quantity.is_zero() && result.cash.is_zero()) return;
    const AccountAdjustment adjustment{time, "split", bar.ticker, result.quantity, result.cash};
    effects.adjustments.push_back(adjustment);
    effects.ledger.push_back(ledger_entry(adjustment, bar_id(bar).to_string()));
    effects.positions.push_back(portfolio.position(number));
}

void ExecutionEngine::State::apply_dividend(const Bar& bar, std::uint32_t number, ExecutionEffects& effects) {
    const Decimal quantity = holding(number).quantity;
    if (quantity.is_zero()) return;
    const Decimal cash = multiply(quantity, bar.dividend, Rounding::kHalfEven);
    book({adjustment_time(bar, number), "dividend", bar.ticker, Decimal(), cash}, bar_id(bar).to_string(), effects);
}

void ExecutionEngine::State::book(const AccountAdjustment& adjustment, std::string_view cause,
                                  ExecutionEffects& effects) {
    portfolio.apply_cash(adjustment.cash);
    effects.adjustments.push_back(adjustment);
    effects.ledger.push_back(ledger_entry(adjustment, cause));
}

void ExecutionEngine::State::fold_bar(const Bar& bar, ExecutionEffects& effects) {
    if (!begin_bar(bar, effects)) return;
    const auto number = intern(bar.ticker);
    TickerState& ticker = tickers[number];
    ticker.bar_end = bar.end;
    ticker.timeframe = bar.timeframe;
    portfolio.mark(number, bar.close);
    if (holding(number).quantity.is_zero() || !ticker.sessions.overlaps_session(bar.start, bar.end)) return;
    const Step step{bar.end, effects};
    watch(number, step);
    protect(number, true, step);
}

void ExecutionEngine::State::accrue_carry(Step step) {
    if (step.now <= carry_until) return;
    const auto date = closing_date(step.now);
    const auto since = std::exchange(carry_date, date);
    carry_until = end_of(date);
    if (!since || *since >= date) return;
    const std::int64_t days = (date - *since).count();
    const std::string cause = std::format("{:%F}", date);
    for (std::uint32_t number = 0; number < tickers.size(); ++number) {
        if (holding(number).value.sign() >= 0) continue;
        const Ticker& ticker = portfolio.tickers()[number];
        const Decimal cost = carry_of(holding(number).value, settings.costs.borrow_rate_pct, days);
        if (cost.is_zero()) continue;
        book({step.now, "borrow", ticker, Decimal(), cost}, cause + ' ' + ticker.to_string(), step.out);
    }
    if (portfolio.cash().sign() <= 0) return;
    const Decimal interest = carry_of(portfolio.cash(), settings.costs.interest_rate_pct, days);
    if (!interest.is_zero()) book({step.now, "interest", Ticker(), Decimal(), interest}, cause, step.out);
}

void ExecutionEngine::State::snapshot(Step step) {
    PortfolioSnapshot snapshot;
    snapshot.time = step.now;
    snapshot.equity = portfolio.equity();
    snapshot.cash = portfolio.cash();
    snapshot.position_value = portfolio.position_value();
    snapshot.day_pnl = snapshot.equity - day_start_equity;
    snapshot.source = "ledger";
    step.out.snapshots.push_back(std::move(snapshot));
    last_snapshot = step.now;
}

}  // namespace tradewind::trading
