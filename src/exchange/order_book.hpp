#pragma once

#include <cstdint>
#include <vector>

#include "core/messages.hpp"

namespace tradewind::exchange {

/// A limit order book of one symbol with price-time priority. Prices and quantities are raw decimals (1e-9 units).
/// Levels of a side lie in one sorted array with the best at its end, since nearly all that happens does so near the
/// best; orders of a level are a queue through a pool of nodes, so that nothing is allocated once it is warm.
class OrderBook {
public:
    /// Names a resting order until it is gone.
    using Handle = std::uint32_t;
    static constexpr Handle kNone = UINT32_MAX;

    struct Fill {
        Handle maker;
        std::uint64_t maker_id;
        std::int64_t price;
        std::int64_t quantity;
        bool maker_done;
    };
    struct Top {
        std::int64_t price = 0;  ///< 0: the side is empty.
        std::int64_t quantity = 0;
    };

    /// Takes from the other side up to `limit`, best price and oldest order first; appends to `fills`. Returns what is
    /// left of `quantity`.
    std::int64_t take(Side side, std::int64_t limit, std::int64_t quantity, std::vector<Fill>& fills);
    /// Adds an order at the end of its price's queue. It must not cross the book.
    Handle rest(Side side, std::int64_t price, std::int64_t quantity, std::uint64_t id);
    /// Removes a resting order; returns what was left of it.
    std::int64_t cancel(Handle handle);
    /// Makes a resting order smaller, keeping its place.
    void reduce(Handle handle, std::int64_t quantity);

    [[nodiscard]] std::int64_t quantity_of(Handle handle) const { return nodes_[handle].quantity; }
    [[nodiscard]] Top best(Side side) const {
        const auto& levels = side == Side::kBuy ? bids_ : asks_;
        return levels.empty() ? Top{} : Top{levels.back().price, levels.back().quantity};
    }
    /// What an order of `side` could take up to `limit`, counted no further than `enough`.
    [[nodiscard]] std::int64_t available(Side side, std::int64_t limit, std::int64_t enough) const;
    /// The best `depth` levels, best first.
    [[nodiscard]] std::vector<Top> depth(Side side, std::size_t depth) const;
    [[nodiscard]] std::size_t orders() const { return live_; }

private:
    struct Level {
        std::int64_t price;
        std::int64_t quantity;
        Handle first;
        Handle last;
    };
    struct Node {
        std::int64_t price;
        std::int64_t quantity;
        std::uint64_t id;
        Handle previous;
        Handle next;
        Side side;
    };

    std::vector<Level>& levels_of(Side side) { return side == Side::kBuy ? bids_ : asks_; }
    // Whether `price` is on the taker's side of `limit`.
    static bool reaches(Side taker, std::int64_t price, std::int64_t limit) {
        return taker == Side::kBuy ? price <= limit : price >= limit;
    }
    // The index at which the price's level is or belongs.
    static std::size_t position(const std::vector<Level>& levels, Side side, std::int64_t price);
    Handle new_node();
    void free_node(Handle handle);

    std::vector<Level> bids_;  // rising: the best is the last
    std::vector<Level> asks_;  // falling: the best is the last
    std::vector<Node> nodes_;
    Handle free_ = kNone;
    std::size_t live_ = 0;
};

}  // namespace tradewind::exchange
