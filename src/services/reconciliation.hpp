#pragma once

#include <string>
#include <vector>

#include "broker/broker.hpp"
#include "core/records.hpp"

namespace tradewind::services {

/// Our books and the broker's, side by side.
struct BooksView {
    std::vector<Order> working;       ///< Ours that haven't ended.
    std::vector<Order> known;         ///< Ours that the broker names, ended ones too.
    std::vector<Position> positions;  ///< Not flat.
    Decimal cash;
};
struct BrokerView {
    std::vector<broker::BrokerOrder> orders;
    std::vector<broker::BrokerPosition> positions;
    broker::BrokerAccount account;
};

/// Whether the broker says more of an order than our books know.
bool is_news(const broker::BrokerOrder& there, const Order& ours);

/// Where they differ, in words, sorted. Positions must be equal; cash may differ by `cash_bound`: fees and interest
/// that the broker books by itself.
std::vector<std::string> find_differences(const BooksView& books, const BrokerView& broker, Decimal cash_bound);

}  // namespace tradewind::services
