#include "services/reconciliation.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <map>
#include <set>

#include "services/venue_reports.hpp"

namespace tradewind::services {
namespace {

void compare_positions(const BooksView& books, const BrokerView& broker, std::vector<std::string>& out) {
    std::map<std::string, std::pair<Decimal, Decimal>> quantities;
    for (const auto& position : books.positions) quantities[position.ticker.to_string()].first = position.quantity;
    for (const auto& position : broker.positions) quantities[position.symbol].second = position.quantity;
    for (const auto& [symbol, both] : quantities) {
        if (both.first == both.second) continue;
        out.push_back(fmt::format("position {}: {} in our books, {} at the broker", symbol, both.first.to_string(),
                                  both.second.to_string()));
    }
}

void compare_orders(const BooksView& books, const BrokerView& broker, std::vector<std::string>& out) {
    std::set<std::string> known;
    for (const auto& order : books.known) known.insert(order.client_order_id);
    for (const auto& order : books.working) known.insert(order.client_order_id);
    std::set<std::string> there;
    for (const auto& order : broker.orders) {
        there.insert(order.client_order_id);
        if (order_of_client_id(order.client_order_id) && !known.contains(order.client_order_id)) {
            out.push_back(fmt::format("order {}: ours by its name, and not in our books", order.client_order_id));
        }
    }
    for (const auto& order : books.working) {
        const bool taken = order.status == OrderStatus::kAccepted || order.status == OrderStatus::kPartiallyFilled;
        if (taken && !there.contains(order.client_order_id)) {
            out.push_back(fmt::format("order {}: working in our books, unknown to the broker", order.client_order_id));
        }
    }
}

}  // namespace

bool is_news(const broker::BrokerOrder& there, const Order& ours) {
    if (there.filled > ours.filled_quantity) return true;
    if (is_terminal(ours.status)) return false;
    return there.status != broker::BrokerStatus::kWorking || ours.status < OrderStatus::kAccepted;
}

std::vector<std::string> find_differences(const BooksView& books, const BrokerView& broker, Decimal cash_bound) {
    std::vector<std::string> differences;
    compare_positions(books, broker, differences);
    compare_orders(books, broker, differences);
    if ((books.cash - broker.account.cash).abs() > cash_bound) {
        differences.push_back(fmt::format("cash: {} in our books, {} at the broker", books.cash.to_string(),
                                          broker.account.cash.to_string()));
    }
    std::ranges::sort(differences);
    return differences;
}

}  // namespace tradewind::services
