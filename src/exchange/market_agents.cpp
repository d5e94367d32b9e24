#include <algorithm>
#include <cmath>

#include "core/math.hpp"
#include "exchange/agents.hpp"
#include "exchange/market.hpp"

/// The agents that make the books: a market maker with ladders on both sides, noise traders, followers of the trend,
/// and patient ones who leave limit orders near the spread for a while.
namespace tradewind::exchange {
namespace {

using std::chrono::seconds;

constexpr std::int64_t kShare = Decimal::kScale;
constexpr std::uint64_t kMakerAgent = 0x100;    // + 16 · side + level
constexpr std::uint64_t kPatientAgent = 0x200;  // + slot
constexpr double kHalfSpread = 0.00025;         // of the price

std::int64_t tick_of(double price) {
    return price >= 1 ? kShare / 100 : kShare / 10'000;
}

std::int64_t raw_price(double value, std::int64_t tick, bool up) {
    const double ticks = value * static_cast<double>(kShare) / static_cast<double>(tick);
    return std::max<std::int64_t>(static_cast<std::int64_t>(up ? std::ceil(ticks) : std::floor(ticks)), 1) * tick;
}

}  // namespace

// A common factor and clusters of volatility; news push what they owe, bit by bit.
void Market::move_values(Timestamp time) {
    const double hours = phase_ == Phase::kOpen ? 1 : 0.3;
    const double common = common_.normal();
    for (auto& stock : stocks_) {
        const double sigma = stock.profile.daily_volatility * 0.00654 * stock.cluster * hours;  // /sqrt(23400)
        double move = sigma * (0.5 * stock.profile.beta * common + 0.85 * stock.random.normal());
        stock.cluster += 0.001 * (1 - stock.cluster);
        if (stock.random.uniform() < 0.0004)
            stock.cluster = std::min(stock.cluster + 1.5 * stock.random.uniform(), 5.0);
        if (stock.owed != 0 && time >= stock.owed_from) {
            const double part = std::fabs(stock.owed_rate) < std::fabs(stock.owed) ? stock.owed_rate : stock.owed;
            stock.owed -= part;
            move += part;
        }
        stock.value = std::clamp(stock.value * (1 + move + 0.5 * move * move), 0.5, 50'000.0);
        stock.trend += 0.02 * (stock.value - stock.trend);
    }
}

void Market::owe(std::uint32_t symbol, double tone, Timestamp begin) {
    Stock& stock = stocks_[symbol];
    stock.owed += tone * news_impact_;
    stock.owed_from = begin;
    stock.owed_rate = stock.owed / 1200;  // over twenty minutes
}

void Market::act(std::uint32_t symbol, Timestamp time) {
    Stock& stock = stocks_[symbol];
    const double wide = phase_ == Phase::kOpen ? 1 : 4;
    const double half = std::max(stock.value * kHalfSpread * wide * (0.5 + 0.5 * stock.cluster), 0.0);
    requote(symbol, stock.value, half, time);
    noise(symbol, stock.value, half, time);
    show_quote(symbol, time);
}

void Market::requote(std::uint32_t symbol, double value, double half, Timestamp time) {
    Stock& stock = stocks_[symbol];
    const std::int64_t tick = tick_of(value);
    const std::int64_t step =
        std::max<std::int64_t>(static_cast<std::int64_t>(half * static_cast<double>(kShare)) / tick, 1) * tick;
    for (const Side side : {Side::kBuy, Side::kSell}) {
        auto& ladder = stock.ladders[static_cast<std::size_t>(side)];
        const bool buys = side == Side::kBuy;
        const std::int64_t best = buys ? raw_price(value - half, tick, false) : raw_price(value + half, tick, true);
        const bool moved = ladder.prices[0] != best;
        for (std::size_t level = 0; level < Stock::kLevels; ++level) {
            if (moved && ladder.orders[level] != OrderBook::kNone) {
                stock.book.cancel(ladder.orders[level]);
                ladder.orders[level] = OrderBook::kNone;
                ++events_;
            }
        }
        ladder.prices[0] = best;
    }
    for (std::size_t level = 0; level < Stock::kLevels; ++level) {
        for (const Side side : {Side::kBuy, Side::kSell}) {
            auto& ladder = stock.ladders[static_cast<std::size_t>(side)];
            if (ladder.orders[level] != OrderBook::kNone) continue;
            const std::int64_t away = static_cast<std::int64_t>(level) * step;
            const std::int64_t price = side == Side::kBuy ? ladder.prices[0] - away : ladder.prices[0] + away;
            if (price <= 0) continue;
            const auto lots = static_cast<std::int64_t>((1 + stock.random.below(4)) * (level + 1));
            post(symbol, side, price, lots * 100 * kShare, kMakerAgent + 16 * static_cast<std::uint64_t>(side) + level,
                 ladder.orders[level], time);
        }
    }
}

void Market::pull_quotes(Stock& stock) {
    for (auto& ladder : stock.ladders) {
        for (auto& order : ladder.orders) {
            if (order != OrderBook::kNone) stock.book.cancel(order);
            order = OrderBook::kNone;
        }
        ladder.prices = {};
    }
    for (auto& patient : stock.patients) {
        if (patient.order != OrderBook::kNone) stock.book.cancel(patient.order);
        patient.order = OrderBook::kNone;
    }
}

void Market::noise(std::uint32_t symbol, double value, double half, Timestamp time) {
    Stock& stock = stocks_[symbol];
    const std::int64_t tick = tick_of(value);
    const double pace = stock.profile.minute_volume / 3000 * (0.5 + 0.5 * stock.cluster);
    for (auto& patient : stock.patients) {
        if (patient.order == OrderBook::kNone || patient.until > time) continue;
        stock.book.cancel(patient.order);
        patient.order = OrderBook::kNone;
        ++events_;
    }
    const double slippage = 20 * half;
    const auto market_order = [&](Side side) {
        const auto shares = static_cast<std::int64_t>(1 + stock.random.below(160));
        const std::int64_t limit =
            side == Side::kBuy ? raw_price(value + slippage, tick, true) : raw_price(value - slippage, tick, false);
        take(symbol, side, limit, shares * kShare, time);
    };
    if (stock.random.uniform() < 0.45 * pace) market_order(stock.random.uniform() < 0.5 ? Side::kBuy : Side::kSell);
    if (stock.random.uniform() < 0.08) market_order(stock.value > stock.trend ? Side::kBuy : Side::kSell);
    if (stock.random.uniform() < 0.12) {
        const std::size_t slot = stock.random.below(Stock::kPatient);
        auto& patient = stock.patients[slot];
        const Side side = stock.random.uniform() < 0.5 ? Side::kBuy : Side::kSell;
        const double away = half * (0.2 + 2 * stock.random.uniform());
        const std::int64_t price =
            raw_price(side == Side::kBuy ? value - away : value + away, tick, side == Side::kSell);
        if (patient.order == OrderBook::kNone) {
            patient.until = time + seconds(5 + stock.random.below(40));
            post(symbol, side, price, static_cast<std::int64_t>(10 + stock.random.below(300)) * kShare,
                 kPatientAgent + slot, patient.order, time);
        }
    }
}

// An agent's limit order: what crosses trades, the rest waits in `slot`.
void Market::post(std::uint32_t symbol, Side side, std::int64_t price, std::int64_t quantity, std::uint64_t agent,
                  OrderBook::Handle& slot, Timestamp time) {
    OrderBook& book = stocks_[symbol].book;
    const auto other = book.best(opposite(side));
    ++events_;
    if (other.price != 0 && (side == Side::kBuy ? other.price <= price : other.price >= price)) {
        quantity = take(symbol, side, price, quantity, time).left;
    }
    if (quantity > 0) slot = book.rest(side, price, quantity, agent);
}

// What was filled of an agent's order at the other side.
void forget_agent(Stock& stock, const OrderBook::Fill& fill) {
    if (!fill.maker_done) return;
    if (fill.maker_id >= kPatientAgent) {
        stock.patients[fill.maker_id - kPatientAgent].order = OrderBook::kNone;
    } else if (fill.maker_id >= kMakerAgent) {
        const auto number = fill.maker_id - kMakerAgent;
        stock.ladders[number / 16].orders[number % 16] = OrderBook::kNone;
    }
}

// A recorded bar's path: the maker stands around the price, and two agents trade at it; a client's order with a better
// price or an earlier one comes first.
void Market::act_recorded(std::uint32_t symbol, Timestamp time) {
    Stock& stock = stocks_[symbol];
    while (stock.next_bar < stock.recorded.size() && stock.recorded[stock.next_bar].start <= time) {
        if (stock.next_print < stock.prints.size()) break;
        stock.prints = path_of(stock.recorded[stock.next_bar++], stock.random);
        stock.next_print = 0;
    }
    while (stock.next_print < stock.prints.size() && stock.prints[stock.next_print].time <= time) {
        const Print& one = stock.prints[stock.next_print++];
        print(symbol, one.price, one.quantity, one.time);
    }
    show_quote(symbol, time);
}

void Market::print(std::uint32_t symbol, Decimal price, Decimal quantity, Timestamp time) {
    Stock& stock = stocks_[symbol];
    stock.value = price.to_double();
    const std::int64_t tick = tick_of(stock.value);
    pull_quotes(stock);
    // Clients whose orders the price has reached.
    std::int64_t left = take(symbol, Side::kSell, price.raw(), quantity.raw(), time).left;
    left = take(symbol, Side::kBuy, price.raw(), left, time).left;
    if (left > 0) {
        const Side aggressor = stock.random.uniform() < 0.5 ? Side::kBuy : Side::kSell;
        stock.book.rest(opposite(aggressor), price.raw(), left, 0);
        take(symbol, aggressor, price.raw(), left, time);
    }
    requote(symbol, stock.value, static_cast<double>(tick) / static_cast<double>(kShare), time);
}

}  // namespace tradewind::exchange
