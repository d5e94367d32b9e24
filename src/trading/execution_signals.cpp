#include <algorithm>

#include "risk/sizing.hpp"
#include "trading/execution_state.hpp"
#include "trading/order_ids.hpp"
#include "trading/prices.hpp"

namespace tradewind::trading {
namespace {

constexpr Decimal kHundred = Decimal::from_int(100);
constexpr Decimal kBpsPerOne = Decimal::from_int(10'000);
// A market order may cost more than the last price says: its part of the buying power is reserved with so much on top.
constexpr Decimal kMarketReservePct = Decimal::from_int(3);
// How many signals that made orders are remembered against being decided on twice.
constexpr std::size_t kSignalsKept = 10'000;
constexpr Duration kRateWindow = std::chrono::minutes(1);
// A regular session, in which a day's bar is one timeframe old.
constexpr Duration kSessionLength = std::chrono::minutes(390);

int sign_of(Direction direction) {
    return static_cast<int>(direction);
}
int sign_of(Side side) {
    return side == Side::kBuy ? 1 : -1;
}

Decimal percent_of(Decimal amount, Decimal percent) {
    return multiply_divide(amount, percent, kHundred, Rounding::kTowardZero);
}

// What one unit takes of the buying power: its price, the reserve of a market order, and costs.
Decimal needed_per_unit(const DecisionSettings& settings, Decimal price) {
    const bool market = settings.execution.order_type == EntryOrder::kMarket;
    const Decimal bps = settings.costs.commission_bps + (market ? settings.costs.slippage_bps : Decimal());
    const Decimal reserve = market ? percent_of(price, kMarketReservePct) : Decimal();
    return price + reserve + settings.costs.commission_per_share +
           multiply_divide(price, bps, kBpsPerOne, Rounding::kCeiling);
}

// What the limits leave for an entry; methods that size by a part of equity stay below it.
Decimal headroom(const risk::RiskSettings& limits, const risk::AccountView& account, Decimal price, Decimal needed,
                 int sign) {
    const auto part = [&](Decimal amount) { return multiply_divide(amount, price, needed, Rounding::kTowardZero); };
    Decimal room = part(account.buying_power);
    const auto bound = [&](Decimal limit_pct, Decimal used) {
        if (!limit_pct.is_zero()) room = std::min(room, percent_of(account.equity, limit_pct) - used);
    };
    bound(limits.max_position_pct, Decimal());
    bound(limits.max_gross_pct, account.gross_exposure);
    bound(limits.max_net_pct, sign > 0 ? account.net_exposure : -account.net_exposure);
    if (!limits.max_order_value.is_zero()) room = std::min(room, limits.max_order_value);
    if (limits.cash_account) room = std::min(room, part(account.settled_cash));
    return std::max(room, Decimal());
}

Order order_for(const TradeSignal& signal, const RiskVerdict& verdict, OrderLeg leg, Side side) {
    Order order;
    order.signal = signal.id;
    order.verdict = verdict.id;
    order.ticker = signal.ticker;
    order.side = side;
    order.leg = leg;
    order.time = signal.time;
    order.status = OrderStatus::kQueued;
    if (signal.ticker.is_crypto()) order.time_in_force = TimeInForce::kGtc;
    return order;
}

void price_order(Order& order, const ExecutionSettings& execution, Decimal last_price) {
    if (execution.order_type == EntryOrder::kMarket || last_price.is_zero()) return;
    order.type = OrderType::kLimit;
    order.limit_price = entry_limit(order.ticker, order.side, last_price, execution.limit_offset_bps);
}

risk::Proposal proposal_for(const Order& order, Decimal last_price, Decimal needed) {
    risk::Proposal proposal;
    proposal.time = order.time;
    proposal.ticker = order.ticker;
    proposal.side = order.side;
    proposal.opening = order.leg == OrderLeg::kEntry;
    proposal.quantity = order.quantity;
    proposal.price = order.limit_price.value_or(last_price);
    proposal.value = multiply(order.quantity, proposal.price, Rounding::kHalfEven);
    proposal.needed = multiply(order.quantity, needed, Rounding::kCeiling);
    return proposal;
}

std::vector<Contribution> contributions_of(const TradeSignal& signal) {
    std::vector<Contribution> shares;
    shares.reserve(signal.opinions.size());
    for (const auto& opinion : signal.opinions) shares.push_back({opinion.strategy, opinion.contribution});
    return shares;
}

}  // namespace

void ExecutionEngine::State::decide(const TradeSignal& signal, Step step) {
    roll_day(step.now);
    const auto number = intern(signal.ticker);
    const int target = sign_of(signal.direction);
    const int held = holding(number).quantity.sign();
    const auto entry = std::ranges::find_if(tickers[number].live, &TrackedOrder::is_entry);
    const int entering = held != 0 || entry == tickers[number].live.end() ? 0 : sign_of((*entry)->order.side);

    RiskVerdict verdict;
    verdict.id = verdict_id(signal.id);
    verdict.signal = signal.id;
    verdict.ticker = signal.ticker;
    verdict.time = step.now;
    if (target == held && entering == 0) {
        verdict.reason = "no_change";
        step.out.verdicts.push_back(std::move(verdict));
    } else if (held != 0) {
        close(signal, number, verdict, target != 0 && settings.execution.allow_short, step);
    } else if (entering != 0 && target != entering) {
        verdict.approved = true;
        verdict.reason = "cancels_entry";
        step.out.verdicts.push_back(std::move(verdict));
        cancel_entries(number, "a later signal turned against it", step);
    } else {
        open(signal, number, verdict, false, step);
        release_held(number, step);
    }
}

// An entry, alone or held until the position that it reverses is closed. Completes the verdict and stores it.
void ExecutionEngine::State::open(const TradeSignal& signal, std::uint32_t number, RiskVerdict& verdict,
                                  bool after_exit, Step step) {
    const Side side = signal.direction == Direction::kLong ? Side::kBuy : Side::kSell;
    const Holding& held = holding(number);
    Order order = order_for(signal, verdict, OrderLeg::kEntry, side);
    price_order(order, settings.execution, held.last_price);
    const Decimal price = order.limit_price.value_or(held.last_price);
    const Decimal needed = needed_per_unit(settings, price);

    risk::RiskInput input{settings.risk, account_view(step.now), ticker_view(signal, number), {}};
    if (after_exit) {
        input.account.gross_exposure -= held.value.abs();
        input.account.net_exposure -= held.value;
        input.account.buying_power += held.value.abs();
        input.ticker.position = input.ticker.position_value = Decimal();
        input.ticker.working_order = input.ticker.signal_seen = false;
        input.ticker.last_exit.reset();
    }
    Decimal room;
    if (price.sign() > 0) {
        room = headroom(settings.risk, input.account, price, needed, sign_of(side));
        risk::SizingInput sizing{input.account.equity, price, signal.volatility, room, false};
        sizing.fractional = side == Side::kBuy && (settings.sizing.fractional || signal.ticker.is_crypto());
        order.quantity = risk::size_entry(settings.sizing, sizing);
    }
    input.order = proposal_for(order, held.last_price, needed);
    input.order.room = room;
    input.order.allow_short = settings.execution.allow_short;
    risk::Assessment assessment = risk::assess(input);
    verdict.reason = assessment.failed();
    verdict.checks = std::move(assessment.checks);
    verdict.approved = verdict.approved || assessment.approved;
    if (assessment.approved) verdict.quantity += order.quantity;
    step.out.verdicts.push_back(verdict);
    if (!assessment.approved) return;

    while (!entry_times.empty() && entry_times.front() <= step.now - kRateWindow) entry_times.pop_front();
    entry_times.push_back(step.now);
    remember(signal.id);
    TrackedOrder& tracked = make_order(std::move(order), number, signal.id.to_string(), 0);
    tracked.held = true;
    tracked.expected_price = price;
    tracked.contributions = contributions_of(signal);
    step.out.orders.push_back(tracked.order);
}

void ExecutionEngine::State::close(const TradeSignal& signal, std::uint32_t number, RiskVerdict& verdict, bool reverse,
                                   Step step) {
    const Holding& held = holding(number);
    Order order = order_for(signal, verdict, OrderLeg::kExit, held.quantity.sign() > 0 ? Side::kSell : Side::kBuy);
    order.quantity = held.quantity.abs();
    price_order(order, settings.execution, held.last_price);
    risk::RiskInput input{settings.risk, account_view(step.now), ticker_view(signal, number),
                          proposal_for(order, held.last_price, Decimal())};
    input.ticker.working_order = std::ranges::any_of(tickers[number].live, &TrackedOrder::is_leaving);
    risk::Assessment assessment = risk::assess(input);
    verdict.approved = assessment.approved;
    verdict.reason = assessment.failed();
    verdict.checks = std::move(assessment.checks);
    if (!assessment.approved) {
        step.out.verdicts.push_back(std::move(verdict));
        return;
    }
    verdict.quantity = order.quantity;
    cancel_entries(number, "a later signal turned against it", step);
    cancel_protection(number, step);
    remember(signal.id);
    TrackedOrder& tracked = make_order(std::move(order), number, signal.id.to_string(), 0);
    tracked.held = true;
    step.out.orders.push_back(tracked.order);
    if (reverse) {
        open(signal, number, verdict, true, step);
    } else {
        step.out.verdicts.push_back(std::move(verdict));
    }
    release_held(number, step);
}

void ExecutionEngine::State::remember(SignalId signal) {
    if (!signals_ordered.insert(signal).second) return;
    signals_in_order.push_back(signal);
    if (signals_in_order.size() <= kSignalsKept) return;
    signals_ordered.erase(signals_in_order.front());
    signals_in_order.pop_front();
}

void ExecutionEngine::State::cancel_entries(std::uint32_t number, std::string reason, Step step) {
    // A copy: cancelling a held order takes it off the list.
    const auto live = tickers[number].live;
    for (TrackedOrder* tracked : live) {
        if (tracked->is_entry()) cancel(*tracked, reason, step);
    }
}

risk::AccountView ExecutionEngine::State::account_view(Timestamp now) const {
    risk::AccountView view;
    view.state = kill.state;
    view.equity = portfolio.equity();
    view.gross_exposure = portfolio.gross_exposure();
    view.net_exposure = portfolio.position_value();
    for (const TrackedOrder* entry : live_entries) {
        const Decimal value = multiply(entry->open_quantity(), entry->expected_price, Rounding::kCeiling);
        view.gross_exposure += value;
        view.net_exposure += entry->order.side == Side::kBuy ? value : -value;
    }
    const bool levered = !settings.risk.cash_account && settings.risk.max_gross_pct > kHundred;
    const Decimal means = levered ? percent_of(view.equity, settings.risk.max_gross_pct) : view.equity;
    view.buying_power = means - view.gross_exposure;
    view.settled_cash = settings.risk.cash_account ? settled_cash(now) : Decimal();
    view.day_start_equity = day_start_equity;
    view.orders_last_minute =
        std::ranges::count_if(entry_times, [&](Timestamp time) { return time > now - kRateWindow; });
    return view;
}

Decimal ExecutionEngine::State::settled_cash(Timestamp now) const {
    Decimal settled = portfolio.cash();
    for (const auto& [time, amount] : unsettled) {
        if (time > now) settled -= amount;
    }
    for (const TrackedOrder* entry : live_entries) {
        settled -= multiply(entry->open_quantity(), entry->expected_price, Rounding::kCeiling);
    }
    return settled;
}

risk::TickerView ExecutionEngine::State::ticker_view(const TradeSignal& signal, std::uint32_t number) const {
    const TickerState& ticker = tickers[number];
    const Holding& held = holding(number);
    const auto& calendar = ticker.sessions.calendar();
    const bool whole_session = ticker.timeframe == Timeframe::k1d && !calendar.never_closes();
    risk::TickerView view;
    view.position = held.quantity;
    view.position_value = held.value;
    view.last_price = held.last_price;
    const bool seen = ticker.bar_end != Timestamp::min();
    view.price_age = seen ? calendar.session_time_between(ticker.bar_end, signal.time) : Duration::max();
    view.max_price_age = 2 * (whole_session ? kSessionLength : length_of(ticker.timeframe)) + settings.data.grace;
    view.in_universe = ticker.in_universe;
    view.halted = ticker.halted;
    view.in_session = calendar.is_open(signal.time);
    view.queue_outside_session = settings.execution.outside_session == OutsideSession::kQueue;
    view.working_order = !ticker.live.empty();
    view.signal_seen = signals_ordered.contains(signal.id);
    view.last_exit = ticker.last_exit;
    return view;
}

}  // namespace tradewind::trading
