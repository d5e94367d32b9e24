#include "exchange/order_book.hpp"

#include <algorithm>

namespace tradewind::exchange {

std::size_t OrderBook::position(const std::vector<Level>& levels, Side side, std::int64_t price) {
    // From the best end: most orders come near it.
    std::size_t at = levels.size();
    if (side == Side::kBuy) {
        while (at > 0 && levels[at - 1].price > price) --at;
    } else {
        while (at > 0 && levels[at - 1].price < price) --at;
    }
    return at;
}

OrderBook::Handle OrderBook::new_node() {
    ++live_;
    if (free_ == kNone) {
        nodes_.emplace_back();
        return static_cast<Handle>(nodes_.size() - 1);
    }
    const Handle handle = free_;
    free_ = nodes_[handle].next;
    return handle;
}

void OrderBook::free_node(Handle handle) {
    --live_;
    nodes_[handle].quantity = 0;
    nodes_[handle].next = free_;
    free_ = handle;
}

std::int64_t OrderBook::take(Side side, std::int64_t limit, std::int64_t quantity, std::vector<Fill>& fills) {
    auto& levels = levels_of(opposite(side));
    while (quantity > 0 && !levels.empty() && reaches(side, levels.back().price, limit)) {
        Level& level = levels.back();
        while (quantity > 0 && level.first != kNone) {
            const Handle maker = level.first;
            Node& node = nodes_[maker];
            const std::int64_t taken = std::min(quantity, node.quantity);
            quantity -= taken;
            node.quantity -= taken;
            level.quantity -= taken;
            const bool done = node.quantity == 0;
            fills.push_back({maker, node.id, level.price, taken, done});
            if (!done) break;
            level.first = node.next;
            if (level.first != kNone) nodes_[level.first].previous = kNone;
            free_node(maker);
        }
        if (level.first == kNone) levels.pop_back();
    }
    return quantity;
}

OrderBook::Handle OrderBook::rest(Side side, std::int64_t price, std::int64_t quantity, std::uint64_t id) {
    auto& levels = levels_of(side);
    const Handle handle = new_node();
    std::size_t at = position(levels, side, price);
    if (at > 0 && levels[at - 1].price == price) {
        --at;
    } else {
        levels.insert(levels.begin() + static_cast<std::ptrdiff_t>(at), Level{price, 0, kNone, kNone});
    }
    Level& level = levels[at];
    nodes_[handle] = {price, quantity, id, level.last, kNone, side};
    if (level.last == kNone) {
        level.first = handle;
    } else {
        nodes_[level.last].next = handle;
    }
    level.last = handle;
    level.quantity += quantity;
    return handle;
}

std::int64_t OrderBook::cancel(Handle handle) {
    const Node node = nodes_[handle];
    auto& levels = levels_of(node.side);
    const std::size_t at = position(levels, node.side, node.price) - 1;
    Level& level = levels[at];
    level.quantity -= node.quantity;
    (node.previous == kNone ? level.first : nodes_[node.previous].next) = node.next;
    (node.next == kNone ? level.last : nodes_[node.next].previous) = node.previous;
    if (level.first == kNone) levels.erase(levels.begin() + static_cast<std::ptrdiff_t>(at));
    free_node(handle);
    return node.quantity;
}

void OrderBook::reduce(Handle handle, std::int64_t quantity) {
    Node& node = nodes_[handle];
    auto& levels = levels_of(node.side);
    levels[position(levels, node.side, node.price) - 1].quantity -= node.quantity - quantity;
    node.quantity = quantity;
}

std::int64_t OrderBook::available(Side side, std::int64_t limit, std::int64_t enough) const {
    const auto& levels = side == Side::kBuy ? asks_ : bids_;
    std::int64_t sum = 0;
    for (auto level = levels.rbegin(); level != levels.rend() && sum < enough; ++level) {
        if (!reaches(side, level->price, limit)) break;
        sum += level->quantity;
    }
    return sum;
}

std::vector<OrderBook::Top> OrderBook::depth(Side side, std::size_t depth) const {
    const auto& levels = side == Side::kBuy ? bids_ : asks_;
    std::vector<Top> tops;
    for (auto level = levels.rbegin(); level != levels.rend() && tops.size() < depth; ++level) {
        tops.push_back({level->price, level->quantity});
    }
    return tops;
}

}  // namespace tradewind::exchange
