#include <algorithm>
#include <format>

#include "exchange/companies.hpp"
#include "exchange/desk.hpp"
#include "market/new_york_time.hpp"

/// How orders live in the books: elected, worked, filled, ended with their session.
namespace tradewind::exchange {
namespace {

std::uint64_t book_id(std::uint32_t index) {
    return Market::kClientBit | index;
}

std::uint32_t index_of(std::uint64_t id) {
    return static_cast<std::uint32_t>(id & ~Market::kClientBit);
}

// A buy stop becomes a stop limit: 4 % above it under $50, else 2.5 %.
Decimal collar_of(Decimal stop) {
    const std::int64_t factor = stop < Decimal::from_int(50) ? 1'040'000'000 : 1'025'000'000;
    return multiply(stop, Decimal::from_raw(factor), Rounding::kHalfEven);
}

}  // namespace

bool Desk::can_trade(const ClientOrder& order) const {
    if (market_->stocks()[order.symbol].halted) return false;
    const Phase phase = market_->phase();
    return phase == Phase::kOpen ||
           (order.extended_hours && (phase == Phase::kPreMarket || phase == Phase::kAfterHours));
}

void Desk::activate(std::uint32_t index, Timestamp now) {
    ClientOrder& order = orders_[index];
    order.state = order.filled.sign() > 0 ? OrderState::kPartiallyFilled : OrderState::kNew;
    order.active = true;
    order.updated = now;
    if (order.kind == OrderKind::kTrailingStop && !order.high_water) {
        order.high_water = market_->stocks()[order.symbol].last;
    }
    tell(order, "new", now);
    if (order.kind == OrderKind::kTrailingStop) elect(index, now);
    work(index, now);
}

void Desk::activate_children(std::uint32_t parent, Timestamp now) {
    const auto children = orders_[parent].children;
    for (const auto child : children) {
        if (orders_[child].state == OrderState::kHeld) activate(child, now);
    }
}

// Whether a stop's price has been seen; a trailing stop's follows the market first.
void Desk::elect(std::uint32_t index, Timestamp now) {
    ClientOrder& order = orders_[index];
    const auto& stock = market_->stocks()[order.symbol];
    const bool sells = order.side == Side::kSell;
    const Decimal high = stock.seen_high == 0 ? stock.last : Decimal::from_raw(stock.seen_high);
    const Decimal low = stock.seen_low == 0 ? stock.last : Decimal::from_raw(stock.seen_low);
    if (order.kind == OrderKind::kTrailingStop) {
        order.high_water = sells ? std::max(*order.high_water, high) : std::min(*order.high_water, low);
        const Decimal trail = order.trail_price ? *order.trail_price
                                                : multiply_divide(*order.high_water, *order.trail_percent,
                                                                  Decimal::from_int(100), Rounding::kHalfEven);
        order.stop_price =
            (sells ? *order.high_water - trail : *order.high_water + trail).rounded(2, Rounding::kHalfEven);
    }
    if (sells ? low > *order.stop_price : high < *order.stop_price) return;
    order.triggered = true;
    order.updated = now;
}

void Desk::settle(Timestamp now) {
    run_pending(now);
    if (open_.empty()) {
        for (auto& stock : market_->stocks()) stock.seen_high = stock.seen_low = 0;
        return;
    }
    const auto open = open_;
    for (const auto index : open) {
        const ClientOrder& order = orders_[index];
        if (!order.active || is_terminal(order.state)) continue;
        if (order.is_stop() && !order.triggered && market_->trades_now(order.symbol) &&
            market_->stocks()[order.symbol].seen_high != 0)
            elect(index, now);
    }
    for (auto& stock : market_->stocks()) stock.seen_high = stock.seen_low = 0;
    for (const auto index : open) {
        if (orders_[index].active && !is_terminal(orders_[index].state)) work(index, now);
    }
}

void Desk::work(std::uint32_t index, Timestamp now) {
    const ClientOrder& order = orders_[index];
    if (!order.active || is_terminal(order.state) || order.handle != OrderBook::kNone || !can_trade(order)) return;
    if (order.force == Force::kOpg || order.force == Force::kCls) return;
    if (order.is_stop() && !order.triggered) return;
    if (order.notional) return work_notional(index, now);
    const bool buys = order.side == Side::kBuy;
    const Decimal last = market_->stocks()[order.symbol].last;
    // Market orders have a band, as exchanges give them one.
    std::int64_t limit = buys ? last.raw() + last.raw() / 20 : last.raw() - last.raw() / 20;
    const bool limited = order.kind == OrderKind::kLimit || order.kind == OrderKind::kStopLimit;
    if (limited) {
        limit = order.limit_price->raw();
    } else if (order.kind == OrderKind::kStop && buys) {
        limit = collar_of(*order.stop_price).raw();
    }
    if (order.force == Force::kFok) {
        const auto quantity = order.open_quantity().raw();
        if (market_->book(order.symbol).available(order.side, limit, quantity) < quantity)
            return end(index, OrderState::kCanceled, "canceled", now);
    }
    take_and_rest(index, limit, limited && order.force != Force::kIoc && order.force != Force::kFok, now);
    const ClientOrder& after = orders_[index];
    if ((after.force == Force::kIoc || after.force == Force::kFok) && !is_terminal(after.state))
        end(index, OrderState::kCanceled, "canceled", now);
}

void Desk::take_and_rest(std::uint32_t index, std::int64_t limit, bool rests, Timestamp now) {
    const std::uint32_t symbol = orders_[index].symbol;
    const Side side = orders_[index].side;
    const auto other = market_->book(symbol).best(opposite(side));
    if (other.price != 0 && (side == Side::kBuy ? other.price <= limit : other.price >= limit)) {
        const auto taken = market_->take(symbol, side, limit, orders_[index].open_quantity().raw(), now);
        for (const auto& fill : taken.fills)
            apply_fill(index, Decimal::from_raw(fill.price), Decimal::from_raw(fill.quantity), now);
    }
    ClientOrder& order = orders_[index];
    if (rests && !is_terminal(order.state) && order.open_quantity().sign() > 0) {
        order.handle = market_->book(symbol).rest(side, limit, order.open_quantity().raw(), book_id(index));
    }
    market_->show_quote(symbol, now);
}

// Dollars instead of shares: takes level by level until less than a cent is left.
void Desk::work_notional(std::uint32_t index, Timestamp now) {
    const std::uint32_t symbol = orders_[index].symbol;
    const Side side = orders_[index].side;
    for (int level = 0; level < 100; ++level) {
        const auto top = market_->book(symbol).best(opposite(side));
        const Decimal left = *orders_[index].notional - orders_[index].filled_amount;
        if (top.price == 0) break;
        Decimal shares = divide(left, Decimal::from_raw(top.price), Rounding::kFloor);
        // A sale can't exceed what is held.
        if (side == Side::kSell) shares = std::min(shares, std::max(account_.held(symbol), Decimal()));
        const bool last_level = shares.raw() <= top.quantity;
        const auto taken = market_->take(symbol, side, top.price, shares.raw(), now);
        for (const auto& fill : taken.fills)
            apply_fill(index, Decimal::from_raw(fill.price), Decimal::from_raw(fill.quantity), now);
        if (!last_level && !taken.fills.empty()) continue;
        ClientOrder& order = orders_[index];
        order.state = OrderState::kFilled;
        order.filled_at = now;
        break;
    }
    market_->show_quote(symbol, now);
}

void Desk::apply_fill(std::uint32_t index, Decimal price, Decimal quantity, Timestamp time) {
    ClientOrder& order = orders_[index];
    order.filled += quantity;
    order.filled_amount += multiply(price, quantity, Rounding::kHalfEven);
    order.updated = time;
    account_.fill(order.symbol, order.side, quantity, price);
    // A notional order is done when no more than a cent's worth is left.
    const bool done = order.quantity ? order.open_quantity().sign() <= 0
                                     : *order.notional - order.filled_amount < Decimal::from_raw(Decimal::kScale / 100);
    const bool canceling = order.state == OrderState::kPendingCancel;
    order.state = done ? OrderState::kFilled : (canceling ? OrderState::kPendingCancel : OrderState::kPartiallyFilled);
    if (done) {
        order.filled_at = time;
        order.active = false;
        order.handle = OrderBook::kNone;
        std::erase(open_, index);
    }
    const auto local = market::new_york_offset(time);
    Activity activity;
    activity.id =
        std::format("{:%Y%m%d%H%M%S}{:03d}::{}", std::chrono::floor<std::chrono::seconds>(time + local),
                    std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count() % 1000,
                    make_uuid(seed_, 0xac7, activities_.size()));
    activity.time = time;
    activity.order_id = order.id;
    activity.symbol = market_->stocks()[order.symbol].asset.ticker.to_string();
    activity.side = order.side;
    activity.price = price;
    activity.quantity = quantity;
    activity.cumulative = order.filled;
    activity.leaves = order.quantity ? order.open_quantity() : Decimal();
    activity.partial = !done;
    activity.order_state = order.state;
    activities_.push_back(std::move(activity));
    tell(order, done ? "fill" : "partial_fill", time, price, quantity);
    after_fill(index, time);
}

// What a fill means to the orders around it.
void Desk::after_fill(std::uint32_t index, Timestamp time) {
    const ClientOrder& order = orders_[index];
    const auto others = siblings(order);
    std::vector<std::uint32_t> group = others;
    if (order.order_class == OrderClass::kOco) group.insert(group.end(), order.children.begin(), order.children.end());
    for (const auto other : group) {
        ClientOrder& sibling = orders_[other];
        if (is_terminal(sibling.state)) continue;
        if (order.state == OrderState::kFilled) {
            end(other, OrderState::kCanceled, "canceled", time);
        } else if (sibling.open_quantity() > order.open_quantity()) {
            // The pair covers one position: what one has done, the other must not do again.
            sibling.quantity = sibling.filled + order.open_quantity();
            if (sibling.handle != OrderBook::kNone)
                market_->book(sibling.symbol).reduce(sibling.handle, sibling.open_quantity().raw());
        }
    }
    const bool entry = order.order_class == OrderClass::kBracket || order.order_class == OrderClass::kOto;
    if (entry && !order.parent && order.state == OrderState::kFilled) {
        for (const auto child : orders_[index].children) {
            if (orders_[child].state != OrderState::kHeld) continue;
            orders_[child].state = OrderState::kPendingNew;
            later(time, Pending::What::kActivate, child);
        }
    }
}

void Desk::on_maker_fill(std::uint64_t order, Decimal price, Decimal quantity, Timestamp time, bool) {
    apply_fill(index_of(order), price, quantity, time);
}

void Desk::on_phase(Phase phase, Timestamp time) {
    const auto open = open_;
    for (const auto index : open) {
        ClientOrder& order = orders_[index];
        if (is_terminal(order.state)) continue;
        const bool starts = phase == Phase::kOpen || (order.extended_hours && phase == Phase::kPreMarket);
        if (starts && order.state == OrderState::kAccepted && order.force != Force::kOpg) {
            if (order.force == Force::kCls) continue;
            activate(index, time);
        } else if (starts && order.force == Force::kOpg) {
            end(index, OrderState::kCanceled, "canceled", time);  // what the auction left
        } else if (phase == Phase::kAfterHours || phase == Phase::kClosed) {
            if (order.force == Force::kCls && order.created < time && phase == Phase::kAfterHours) {
                end(index, OrderState::kCanceled, "canceled", time);
                continue;
            }
            const bool over = order.expires_at && *order.expires_at <= time;
            if (over && order.state != OrderState::kHeld) {
                end_group(index, OrderState::kExpired, "expired", time);
            } else if (over) {
                end(index, OrderState::kExpired, "expired", time);
            } else if (!order.extended_hours || phase == Phase::kClosed) {
                unrest(order);
            }
        }
    }
    if (phase == Phase::kAfterHours) account_.end_day(money().equity);
}

void Desk::on_split(const Split& split) {
    account_.split(split.symbol, split.to, split.from);
    const auto rescale = [&](std::optional<Decimal>& price) {
        if (price)
            price =
                multiply_divide(*price, Decimal::from_int(split.from), Decimal::from_int(split.to), Rounding::kHalfEven)
                    .rounded(2, Rounding::kHalfEven);
    };
    for (const auto index : open_) {
        ClientOrder& order = orders_[index];
        if (order.symbol != split.symbol) continue;
        unrest(order);
        for (auto* price : {&order.limit_price, &order.stop_price, &order.trail_price, &order.high_water})
            rescale(*price);
        const auto grown = [&](Decimal quantity) {
            return multiply_divide(quantity, Decimal::from_int(split.to), Decimal::from_int(split.from),
                                   Rounding::kHalfEven);
        };
        if (order.quantity) order.quantity = grown(*order.quantity);
        order.filled = grown(order.filled);
        tell(order, "restated", split.time);
    }
}

std::vector<ClientSide::AuctionInterest> Desk::auction_interest(std::uint32_t symbol, bool opening) {
    std::vector<AuctionInterest> interest;
    for (const auto index : open_) {
        ClientOrder& order = orders_[index];
        if (order.symbol != symbol || order.force != (opening ? Force::kOpg : Force::kCls)) continue;
        if (order.state == OrderState::kAccepted) order.state = OrderState::kNew;
        interest.push_back({book_id(index), order.side, order.limit_price.value_or(Decimal()), order.open_quantity()});
    }
    return interest;
}

void Desk::on_auction_fill(std::uint64_t order, Decimal price, Decimal quantity, Timestamp time) {
    apply_fill(index_of(order), price, quantity, time);
}

}  // namespace tradewind::exchange
