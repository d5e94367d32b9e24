#include "exchange/market.hpp"

#include <algorithm>
#include <cmath>

#include "core/math.hpp"
#include "exchange/agents.hpp"
#include "exchange/auction.hpp"
#include "market/new_york_time.hpp"

namespace tradewind::exchange {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t kSlices = 10;         // a tenth of the symbols each tenth of a second
constexpr std::size_t kTicksKept = 60'000;  // over all symbols
constexpr Duration kQuietStep = seconds(10);

std::size_t ticks_kept(std::size_t symbols) {
    return std::clamp<std::size_t>(kTicksKept / std::max<std::size_t>(symbols, 1), 200, 5000);
}

}  // namespace

std::optional<std::uint32_t> Market::find(std::string_view symbol) const {
    const auto found = by_symbol_.find(symbol);
    return found == by_symbol_.end() ? std::nullopt : std::optional(found->second);
}

void Market::step() {
    if (next_phase_ <= next_step_) {
        const Timestamp time = next_phase_;
        switch (phase_) {
            case Phase::kClosed:
                enter(time < session_.open ? Phase::kPreMarket : Phase::kOpen, time);
                break;
            case Phase::kPreMarket:
                enter(Phase::kOpen, time);
                break;
            case Phase::kOpen:
                enter(Phase::kAfterHours, time);
                break;
            case Phase::kAfterHours:
                enter(Phase::kClosed, time);
                break;
        }
        return;
    }
    const Timestamp time = next_step_;
    if (time >= minute_ + minutes(1)) close_minutes(time);
    const std::size_t slices = phase_ == Phase::kOpen ? kSlices : 1;
    if (slice_ % slices == 0 && !recorded_) move_values(time);
    for (auto i = static_cast<std::uint32_t>(slice_ % slices); i < stocks_.size();
         i += static_cast<std::uint32_t>(slices)) {
        if (stocks_[i].halted) {
            if (stocks_[i].halted_until <= time) resume(i, time);
            continue;
        }
        recorded_ ? act_recorded(i, time) : act(i, time);
    }
    ++slice_;
    next_step_ = time + (phase_ == Phase::kOpen ? Duration(milliseconds(1000 / kSlices)) : kQuietStep);
}

void Market::enter(Phase phase, Timestamp time) {
    const Phase before = phase_;
    if (before == Phase::kOpen) {
        // The closing auction belongs to the session's last minute.
        for (std::uint32_t i = 0; i < stocks_.size(); ++i) {
            if (recorded_ && !stocks_[i].halted) act_recorded(i, time - Duration(1));
            run_auction(i, false, time);
        }
        close_minutes(time);
    }
    if (before == Phase::kClosed) open_day(time);
    if (phase == Phase::kOpen) {
        minute_ = time;
        phase_ = phase;
        for (std::uint32_t i = 0; i < stocks_.size(); ++i) run_auction(i, true, time);
    }
    phase_ = phase;
    slice_ = 0;
    const bool active = phase == Phase::kOpen || (!recorded_ && phase != Phase::kClosed);
    if (phase != Phase::kOpen) minute_ = time;
    next_step_ = active ? time : Timestamp::max();
    switch (phase) {
        case Phase::kPreMarket:
            next_phase_ = session_.open;
            break;
        case Phase::kOpen:
            next_phase_ = session_.close;
            break;
        case Phase::kAfterHours:
            for (std::uint32_t i = 0; i < stocks_.size(); ++i) {
                bars_.end_session(i, session_);
                if (stocks_[i].halted) resume(i, time);
                if (recorded_) pull_quotes(stocks_[i]);
                show_quote(i, time);
            }
            next_phase_ = market::new_york_instant(session_.date, hours(20));
            break;
        case Phase::kClosed:
            close_minutes(time);
            for (std::uint32_t i = 0; i < stocks_.size(); ++i) {
                pull_quotes(stocks_[i]);
                show_quote(i, time);
            }
            session_ = market::SessionCalendar::nyse().next_session(session_.close);
            next_phase_ = recorded_ ? session_.open : market::new_york_instant(session_.date, hours(4));
            break;
    }
    if (clients_ != nullptr) clients_->on_phase(phase, time);
}

// A new day: the market has gapped overnight, and now and then a stock has split.
void Market::open_day(Timestamp time) {
    const double common = 0.003 * common_.normal();
    for (std::uint32_t i = 0; i < stocks_.size(); ++i) {
        Stock& stock = stocks_[i];
        stock.previous_close = stock.last;
        stock.daily = {};
        if (recorded_) {
            const bool splits =
                stock.next_bar < stock.recorded.size() && stock.recorded[stock.next_bar].split_numerator > 0;
            if (splits)
                apply_split({i, time, stock.recorded[stock.next_bar].split_numerator,
                             stock.recorded[stock.next_bar].split_denominator});
            continue;
        }
        stock.value *= deterministic_exp(stock.profile.beta * common +
                                         0.35 * stock.profile.daily_volatility * stock.random.normal());
        // At most one a day.
        const bool splits = stock.random.uniform() < (stock.value > 300 ? 0.05 : 0.002) && stock.value > 20;
        if (splits_happen_ && splits && (splits_.empty() || splits_.back().time != time)) apply_split({i, time, 2, 1});
        stock.trend = stock.value;
    }
}

void Market::apply_split(const Split& split) {
    Stock& stock = stocks_[split.symbol];
    const double ratio = static_cast<double>(split.from) / split.to;
    stock.value *= ratio;
    stock.profile.minute_volume /= ratio;
    stock.last = stock.previous_close = price_of(stock.previous_close.to_double() * ratio);
    splits_.push_back(split);
    if (clients_ != nullptr) clients_->on_split(split);
}

void Market::run_auction(std::uint32_t symbol, bool opening, Timestamp time) {
    Stock& stock = stocks_[symbol];
    if (stock.halted) return;
    std::int64_t reference = price_of(stock.value).raw();
    if (recorded_) {
        if (opening && (stock.next_bar >= stock.recorded.size() || stock.recorded[stock.next_bar].start > time)) return;
        reference = (opening ? stock.recorded[stock.next_bar].open : stock.last).raw();
    }
    std::vector<AuctionOrder> orders;
    if (clients_ != nullptr) {
        for (const auto& interest : clients_->auction_interest(symbol, opening)) {
            orders.push_back({interest.order, interest.side, interest.limit.raw(), interest.quantity.raw()});
        }
    }
    if (recorded_ && orders.empty()) return;
    // Agents of both sides around what they think it is worth. In a recording they only take the clients' other side.
    std::int64_t wanted[2] = {0, 0};
    for (const auto& order : orders) wanted[order.side == Side::kBuy ? 1 : 0] += order.quantity;
    if (recorded_) {
        for (const Side side : {Side::kBuy, Side::kSell}) {
            if (const auto quantity = wanted[static_cast<std::size_t>(side)]; quantity > 0)
                orders.push_back({0, side, reference, quantity});
        }
    } else {
        for (int i = 0; i < 24; ++i) {
            const double price = stock.value * (1 + 0.002 * (stock.random.uniform() - 0.5));
            const auto quantity = static_cast<std::int64_t>(100 * (1 + stock.random.below(12))) * Decimal::kScale;
            orders.push_back({0, i % 2 == 0 ? Side::kBuy : Side::kSell, price_of(price).raw(), quantity});
        }
    }
    const AuctionResult result = run_call_auction(orders, reference);
    if (result.volume == 0) return;
    const Decimal price = Decimal::from_raw(result.price);
    if (!recorded_) {
        const Trade trade{++stock.trade_count, time, price, Decimal::from_raw(result.volume)};
        stock.minute.add(trade.price, trade.quantity);
        stock.last = price;
        stock.trades.push_back(trade);
        listener_->on_trade(symbol, trade);
    }
    for (const auto& order : orders) {
        if ((order.id & kClientBit) != 0 && order.filled > 0)
            clients_->on_auction_fill(order.id, price, Decimal::from_raw(order.filled), time);
    }
}

void Market::close_minutes(Timestamp time) {
    for (std::uint32_t i = 0; i < stocks_.size(); ++i) {
        Stock& stock = stocks_[i];
        if (recorded_ && !stock.halted)
            act_recorded(i, std::max(minute_, std::min(time, minute_ + minutes(1)) - Duration(1)));
        if (stock.minute.trades > 0) {
            stock.minute.start = minute_;
            bars_.add_minute(i, stock.minute);
            listener_->on_bar(i, BarKind::kMinute, stock.minute);
            if (phase_ == Phase::kOpen) {
                if (stock.daily.trades == 0) stock.daily.start = market::new_york_instant(session_.date, Duration{});
                stock.daily.merge(stock.minute);
                listener_->on_bar(i, BarKind::kDaily, stock.daily);
            }
            stock.minute = {};
        }
        if (phase_ == Phase::kOpen && !recorded_) maybe_halt(i, time);
    }
    minute_ = std::chrono::floor<minutes>(time);
}

// Now and then a stock runs into its band and pauses for five minutes.
void Market::maybe_halt(std::uint32_t symbol, Timestamp time) {
    Stock& stock = stocks_[symbol];
    if (stock.halted || time + minutes(10) > session_.close || time < session_.open + minutes(15)) return;
    if (stock.random.uniform() < 0.00005 * stock.cluster * stock.cluster)
        halt(symbol, HaltReason::kVolatility, time + minutes(5), time);
}

void Market::halt(std::uint32_t symbol, HaltReason reason, Timestamp until, Timestamp time) {
    Stock& stock = stocks_[symbol];
    if (stock.halted) return;
    stock.halted = true;
    stock.halted_until = until;
    pull_quotes(stock);
    listener_->on_halt(symbol, true, reason, time);
    show_quote(symbol, time);
}

void Market::resume(std::uint32_t symbol, Timestamp time) {
    Stock& stock = stocks_[symbol];
    if (!stock.halted) return;
    stock.halted = false;
    listener_->on_halt(symbol, false, HaltReason::kVolatility, time);
}

Market::Taken Market::take(std::uint32_t symbol, Side side, std::int64_t limit, std::int64_t quantity, Timestamp time) {
    Taken taken;
    Stock& stock = stocks_[symbol];
    ++events_;
    if (quantity <= 0) return taken;
    taken.left = stock.book.take(side, limit, quantity, taken.fills);
    for (const auto& fill : taken.fills) {
        ++events_;
        const Trade trade{++stock.trade_count, time, Decimal::from_raw(fill.price), Decimal::from_raw(fill.quantity)};
        stock.minute.add(trade.price, trade.quantity);
        stock.last = trade.price;
        stock.seen_high = std::max(stock.seen_high, fill.price);
        stock.seen_low = stock.seen_low == 0 ? fill.price : std::min(stock.seen_low, fill.price);
        stock.trades.push_back(trade);
        if (stock.trades.size() > ticks_kept(stocks_.size())) stock.trades.pop_front();
        listener_->on_trade(symbol, trade);
        if ((fill.maker_id & kClientBit) != 0) {
            if (clients_ != nullptr)
                clients_->on_maker_fill(fill.maker_id, trade.price, trade.quantity, time, fill.maker_done);
        } else {
            forget_agent(stock, fill);
        }
    }
    return taken;
}

void Market::show_quote(std::uint32_t symbol, Timestamp time) {
    Stock& stock = stocks_[symbol];
    const auto bid = stock.book.best(Side::kBuy);
    const auto ask = stock.book.best(Side::kSell);
    const Quote quote{time, Decimal::from_raw(bid.price), Decimal::from_raw(ask.price), Decimal::from_raw(bid.quantity),
                      Decimal::from_raw(ask.quantity)};
    const Quote& shown = stock.quote;
    if (quote.bid == shown.bid && quote.ask == shown.ask && quote.bid_size == shown.bid_size &&
        quote.ask_size == shown.ask_size)
        return;
    stock.quote = quote;
    stock.quotes.push_back(quote);
    if (stock.quotes.size() > ticks_kept(stocks_.size())) stock.quotes.pop_front();
    listener_->on_quote(symbol, quote);
}

bool Market::bust_last_trade(std::uint32_t symbol, Timestamp time) {
    Stock& stock = stocks_[symbol];
    if (stock.trades.empty() || stock.trades.back().busted) return false;
    stock.trades.back().busted = true;
    const Trade busted = stock.trades.back();
    listener_->on_bust(symbol, busted, time);
    // The bar it was in, without it: only its volume can change, since others traded at its prices too.
    auto bar = bars_.last_minute(symbol);
    if (bar && busted.time >= bar->start && busted.time < bar->start + minutes(1)) {
        bar->volume = std::max(0.0, bar->volume - busted.quantity.to_double());
        bars_.correct_minute(symbol, *bar);
        listener_->on_bar(symbol, BarKind::kUpdated, *bar);
    }
    return true;
}

}  // namespace tradewind::exchange
