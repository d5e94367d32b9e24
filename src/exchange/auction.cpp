#include "exchange/auction.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace tradewind::exchange {
namespace {

bool takes_part(const AuctionOrder& order, std::int64_t price) {
    return order.limit == 0 || (order.side == Side::kBuy ? order.limit >= price : order.limit <= price);
}

struct Interest {
    std::int64_t buys = 0, sells = 0;
    [[nodiscard]] std::int64_t volume() const { return std::min(buys, sells); }
};

Interest interest_at(const std::vector<AuctionOrder>& orders, std::int64_t price) {
    Interest interest;
    for (const auto& order : orders) {
        if (takes_part(order, price)) (order.side == Side::kBuy ? interest.buys : interest.sells) += order.quantity;
    }
    return interest;
}

void share_out(std::vector<AuctionOrder>& orders, Side side, const AuctionResult& result) {
    std::vector<AuctionOrder*> queue;
    for (auto& order : orders) {
        if (order.side == side && takes_part(order, result.price)) queue.push_back(&order);
    }
    std::ranges::stable_sort(queue, [&](const AuctionOrder* a, const AuctionOrder* b) {
        if ((a->limit == 0) != (b->limit == 0)) return a->limit == 0;
        return side == Side::kBuy ? a->limit > b->limit : a->limit < b->limit;
    });
    std::int64_t left = result.volume;
    for (auto* order : queue) {
        order->filled = std::min(left, order->quantity);
        left -= order->filled;
    }
}

}  // namespace

AuctionResult run_call_auction(std::vector<AuctionOrder>& orders, std::int64_t reference) {
    std::vector<std::int64_t> prices{reference};
    for (const auto& order : orders) {
        if (order.limit != 0) prices.push_back(order.limit);
    }
    std::ranges::sort(prices);
    AuctionResult best;
    std::int64_t best_imbalance = std::numeric_limits<std::int64_t>::max();
    for (const std::int64_t price : prices) {
        const Interest interest = interest_at(orders, price);
        const std::int64_t imbalance = std::abs(interest.buys - interest.sells);
        const bool nearer = std::abs(price - reference) < std::abs(best.price - reference);
        if (interest.volume() == 0 || interest.volume() < best.volume) continue;
        if (interest.volume() == best.volume &&
            (imbalance > best_imbalance || (imbalance == best_imbalance && !nearer)))
            continue;
        best = {price, interest.volume()};
        best_imbalance = imbalance;
    }
    if (best.volume > 0) {
        share_out(orders, Side::kBuy, best);
        share_out(orders, Side::kSell, best);
    }
    return best;
}

}  // namespace tradewind::exchange
