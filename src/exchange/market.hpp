#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "exchange/bar_store.hpp"
#include "exchange/market_types.hpp"
#include "exchange/options.hpp"
#include "exchange/order_book.hpp"
#include "exchange/random.hpp"
#include "exchange/recorded_path.hpp"
#include "exchange/stock.hpp"
#include "market/session_calendar.hpp"

namespace tradewind::exchange {

/// What the market tells the side that keeps clients' orders.
class ClientSide {
public:
    virtual ~ClientSide() = default;
    /// A client's resting order met somebody.
    virtual void on_maker_fill(std::uint64_t order, Decimal price, Decimal quantity, Timestamp time, bool done) = 0;
    virtual void on_phase(Phase phase, Timestamp time) = 0;
    virtual void on_split(const Split& split) = 0;
    struct AuctionInterest {
        std::uint64_t order;
        Side side;
        Decimal limit;  ///< Zero: at any price.
        Decimal quantity;
    };
    /// Orders for the opening or closing auction of a symbol; each is filled or told otherwise by on_auction.
    virtual std::vector<AuctionInterest> auction_interest(std::uint32_t symbol, bool opening) = 0;
    virtual void on_auction_fill(std::uint64_t order, Decimal price, Decimal quantity, Timestamp time) = 0;
};

/// The books of all symbols, the agents that make them, the calendar's phases and halts. Driven by `step`; everything
/// follows from the options and from what is done to it, in market time.
class Market {
public:
    /// Ids of clients' orders in the books have this bit; others are agents'.
    static constexpr std::uint64_t kClientBit = 1ULL << 63U;

    Market(const ExchangeOptions& options, MarketListener& listener);

    /// When something happens by itself next.
    [[nodiscard]] Timestamp next_time() const { return std::min(next_step_, next_phase_); }
    /// Lets it happen. Clients' side must be set.
    void step();
    void set_clients(ClientSide& clients) { clients_ = &clients; }

    /// Takes from the book up to `limit`, printing the trades; returns them with what is left.
    struct Taken {
        std::vector<OrderBook::Fill> fills;
        std::int64_t left = 0;
    };
    Taken take(std::uint32_t symbol, Side side, std::int64_t limit, std::int64_t quantity, Timestamp time);
    OrderBook& book(std::uint32_t symbol) { return stocks_[symbol].book; }
    /// Shows the best bid and offer if they changed.
    void show_quote(std::uint32_t symbol, Timestamp time);

    void halt(std::uint32_t symbol, HaltReason reason, Timestamp until, Timestamp time);
    void resume(std::uint32_t symbol, Timestamp time);
    /// Declares the last trade of a symbol void and corrects its bar. False: there is none.
    bool bust_last_trade(std::uint32_t symbol, Timestamp time);
    /// News that owe the price `tone` · impact from `begin` on.
    void owe(std::uint32_t symbol, double tone, Timestamp begin);

    [[nodiscard]] const std::vector<Stock>& stocks() const { return stocks_; }
    [[nodiscard]] std::vector<Stock>& stocks() { return stocks_; }
    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view symbol) const;
    [[nodiscard]] Phase phase() const { return phase_; }
    [[nodiscard]] bool trades_now(std::uint32_t symbol) const {
        return phase_ == Phase::kOpen && !stocks_[symbol].halted;
    }
    [[nodiscard]] BarStore& bars() { return bars_; }
    [[nodiscard]] const std::vector<Split>& splits() const { return splits_; }
    [[nodiscard]] bool is_recorded() const { return recorded_; }
    [[nodiscard]] Timestamp opening() const { return session_.open; }
    [[nodiscard]] const market::Session& session() const { return session_; }
    [[nodiscard]] std::uint64_t events() const { return events_; }

private:
    void found_invented(const ExchangeOptions& options);
    void found_recorded(const ExchangeOptions& options);
    void enter(Phase phase, Timestamp time);
    void open_day(Timestamp time);
    void apply_split(const Split& split);
    void run_auction(std::uint32_t symbol, bool opening, Timestamp time);
    void close_minutes(Timestamp time);
    void move_values(Timestamp time);
    void act(std::uint32_t symbol, Timestamp time);
    void act_recorded(std::uint32_t symbol, Timestamp time);
    void requote(std::uint32_t symbol, double value, double half, Timestamp time);
    void pull_quotes(Stock& stock);
    void noise(std::uint32_t symbol, double value, double half, Timestamp time);
    void post(std::uint32_t symbol, Side side, std::int64_t price, std::int64_t quantity, std::uint64_t agent,
              OrderBook::Handle& slot, Timestamp time);
    void print(std::uint32_t symbol, Decimal price, Decimal quantity, Timestamp time);
    void maybe_halt(std::uint32_t symbol, Timestamp time);

    MarketListener* listener_;
    ClientSide* clients_ = nullptr;
    std::uint64_t seed_;
    double news_impact_;
    bool recorded_ = false;
    bool splits_happen_;
    std::vector<Stock> stocks_;
    std::map<std::string, std::uint32_t, std::less<>> by_symbol_;
    BarStore bars_;
    std::vector<Split> splits_;
    Random common_;
    market::Session session_;
    Phase phase_ = Phase::kClosed;
    Timestamp next_phase_;
    Timestamp next_step_;
    Timestamp minute_;
    std::size_t slice_ = 0;
    std::vector<OrderBook::Fill> fills_;
    std::uint64_t events_ = 0;
};

}  // namespace tradewind::exchange
