#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/decimal.hpp"
#include "core/messages.hpp"
#include "core/time.hpp"

/// What the market shows: trades, quotes, bars, halts, news.
namespace tradewind::exchange {

struct Trade {
    std::int64_t id = 0;
    Timestamp time;
    Decimal price, quantity;
    bool busted = false;
};

struct Quote {
    Timestamp time;
    Decimal bid, ask;            ///< 0: nobody quotes.
    Decimal bid_size, ask_size;  ///< Shares.
};

/// A bar of any length; `start` is its left edge.
struct MarketBar {
    Timestamp start;
    Decimal open, high, low, close;
    double volume = 0;
    std::int64_t trades = 0;
    double amount = 0;  ///< Σ price · quantity

    [[nodiscard]] double vwap() const { return volume > 0 ? amount / volume : close.to_double(); }
    void add(Decimal price, Decimal quantity);
    void merge(const MarketBar& later);
};

enum class BarKind : std::uint8_t { kMinute, kUpdated, kDaily };
enum class HaltReason : std::uint8_t { kVolatility, kNewsPending, kOrdered };

/// An invented article, as the wires carry it.
struct NewsItem {
    std::int64_t id = 0;
    std::string headline, summary, content, author;
    Timestamp created, updated;
    std::vector<std::string> symbols;
    double tone = 0;  ///< What it is worth to the price, [-1, 1]; never shown.
    bool revision = false;
};

struct Split {
    std::uint32_t symbol = 0;
    Timestamp time;                  ///< Of the first session in new units.
    std::uint32_t to = 1, from = 1;  ///< `to` new shares for `from` old ones.
};

/// One instrument, clearly invented where the market is.
struct Asset {
    std::string id;  ///< UUID
    Ticker ticker;
    std::string name;
    bool shortable = true;
    bool fractionable = true;
    std::string exchange = "NASDAQ";
};

enum class Phase : std::uint8_t { kClosed, kPreMarket, kOpen, kAfterHours };

/// Hears everything the market does, in order. Calls come from whoever drives the exchange.
class MarketListener {
public:
    virtual ~MarketListener() = default;
    virtual void on_trade(std::uint32_t symbol, const Trade& trade) = 0;
    virtual void on_quote(std::uint32_t symbol, const Quote& quote) = 0;
    virtual void on_bar(std::uint32_t symbol, BarKind kind, const MarketBar& bar) = 0;
    virtual void on_halt(std::uint32_t symbol, bool halted, HaltReason reason, Timestamp time) = 0;
    virtual void on_bust(std::uint32_t symbol, const Trade& trade, Timestamp time) = 0;
    virtual void on_news(const NewsItem& item) = 0;
};

}  // namespace tradewind::exchange
