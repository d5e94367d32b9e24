#pragma once

#include <array>
#include <deque>
#include <vector>

#include "exchange/market_types.hpp"
#include "exchange/order_book.hpp"
#include "exchange/random.hpp"
#include "exchange/recorded_path.hpp"
#include "exchange/synthetic_history.hpp"

namespace tradewind::exchange {

/// A symbol's book with the agents at it, and what has been seen of it.
struct Stock {
    explicit Stock(Asset named, std::uint64_t seed) : asset(std::move(named)), random(seed) {}

    static constexpr std::size_t kLevels = 3;
    static constexpr std::size_t kPatient = 16;

    Asset asset;
    StockProfile profile;
    OrderBook book;
    Random random;

    double value = 0;    ///< What the informed think it is worth.
    double trend = 0;    ///< A slow average of it, for those who follow.
    double cluster = 1;  ///< Volatility multiplier, around 1.
    double owed = 0;     ///< Log return that news still owe.
    Timestamp owed_from;
    double owed_rate = 0;  ///< A second.

    /// The market maker's ladders: its orders and the prices they stand at, by side.
    struct Ladder {
        std::array<OrderBook::Handle, kLevels> orders{OrderBook::kNone, OrderBook::kNone, OrderBook::kNone};
        std::array<std::int64_t, kLevels> prices{};
    };
    std::array<Ladder, 2> ladders;
    struct Patient {
        OrderBook::Handle order = OrderBook::kNone;
        Timestamp until;
    };
    std::array<Patient, kPatient> patients;

    Decimal last;  ///< Price of the last trade.
    Decimal previous_close;
    Quote quote;
    MarketBar minute, daily;
    std::deque<Trade> trades;
    std::deque<Quote> quotes;
    std::int64_t trade_count = 0;
    /// Range of the trades since stops were last looked at; zero: none.
    std::int64_t seen_high = 0, seen_low = 0;

    bool halted = false;
    Timestamp halted_until;

    // Of a recorded market:
    std::vector<Bar> recorded;
    std::size_t next_bar = 0;
    std::vector<Print> prints;
    std::size_t next_print = 0;
};

}  // namespace tradewind::exchange
