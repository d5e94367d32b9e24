#pragma once

#include "core/records.hpp"
#include "storage/page.hpp"

/// Orders (the intent and its life at the broker) and fills.
namespace tradewind::storage {

/// Stores a new order, or the new state of one that is there: status, broker id, fills, attempts, reason, and what
/// splits and replacements change (quantity, prices). What was decided is kept beside it and never changes.
Status upsert_order(Transaction& tx, const Order& order);

Result<std::optional<Order>> find_order(Transaction& tx, OrderId id);
Result<std::optional<Order>> find_order_by_client_id(Transaction& tx, std::string_view client_order_id);
Result<std::vector<Order>> orders_of_signal(Transaction& tx, SignalId signal);
/// Not terminal, oldest first.
Result<std::vector<Order>> working_orders(Transaction& tx);
Result<std::int64_t> count_working_orders(Transaction& tx);
Result<std::vector<Order>> list_orders(Transaction& tx, const Page& page,
                                       std::optional<OrderStatus> status = std::nullopt);

/// A fill; storing it again changes nothing.
Status insert_trade(Transaction& tx, const TradeExecution& fill);

Result<std::optional<TradeExecution>> find_trade(Transaction& tx, FillId id);
Result<std::vector<TradeExecution>> trades_of_order(Transaction& tx, OrderId order);
Result<std::vector<TradeExecution>> trades_of_signal(Transaction& tx, SignalId signal);
Result<std::vector<TradeExecution>> list_trades(Transaction& tx, const Page& page);

/// All of them in the order of (time, id), streamed: orders as they are now (a split has restated open ones), or with
/// quantity and prices as decided.
Status each_order(Transaction& tx, const std::function<Status(const Order&)>& each);
Status each_decided_order(Transaction& tx, const std::function<Status(const Order&)>& each);
Status each_trade(Transaction& tx, const std::function<Status(const TradeExecution&)>& each);

}  // namespace tradewind::storage
