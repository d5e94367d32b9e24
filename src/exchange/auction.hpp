#pragma once

#include <cstdint>
#include <vector>

#include "core/messages.hpp"

namespace tradewind::exchange {

/// An order of a call auction; raw decimals. `limit` 0: at any price.
struct AuctionOrder {
    std::uint64_t id = 0;
    Side side = Side::kBuy;
    std::int64_t limit = 0;
    std::int64_t quantity = 0;
    std::int64_t filled = 0;
};

struct AuctionResult {
    std::int64_t price = 0;
    std::int64_t volume = 0;  ///< 0: nothing crosses.
};

/// The price at which most trades (of equals, the smallest imbalance, then the nearest to `reference`), and who gets
/// what: market orders first, then better prices, then earlier orders. Fills are left in `orders`.
AuctionResult run_call_auction(std::vector<AuctionOrder>& orders, std::int64_t reference);

}  // namespace tradewind::exchange
