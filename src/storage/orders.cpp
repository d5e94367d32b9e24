#include "storage/orders.hpp"

#include "storage/rows.hpp"

namespace tradewind::storage {
namespace {

#define ORDER_COLUMNS(prefix)                                                                               \
    "SELECT id, signal_id, verdict_id, ticker, side, type, leg, time_in_force, " prefix "quantity, " prefix \
    "limit_price, " prefix                                                                                  \
    "stop_price, time, client_order_id, broker_order_id, status, filled_quantity, "                         \
    "average_price, closed_at, attempts, reason FROM orders"
constexpr std::string_view kSelectOrder = ORDER_COLUMNS("");
constexpr std::string_view kSelectDecided = ORDER_COLUMNS("decided_");
#undef ORDER_COLUMNS

Order order_of(const Row& row) {
    Columns columns(row);
    Order order;
    order.id = columns.id<OrderId>();
    order.signal = columns.id<SignalId>();
    order.verdict = columns.id<VerdictId>();
    order.ticker = columns.ticker();
    order.side = columns.name(Side::kSell);
    order.type = columns.name(OrderType::kStop);
    order.leg = columns.name(OrderLeg::kTime);
    order.time_in_force = columns.name(TimeInForce::kGtc);
    order.quantity = columns.decimal();
    order.limit_price = columns.optional_decimal();
    order.stop_price = columns.optional_decimal();
    order.time = columns.time();
    order.client_order_id = columns.text();
    order.broker_order_id = columns.text();
    order.status = columns.name(OrderStatus::kRejected);
    order.filled_quantity = columns.decimal();
    order.average_price = columns.optional_decimal();
    order.closed_at = columns.optional_time();
    order.attempts = columns.small();
    order.reason = columns.text();
    return order;
}

}  // namespace

Status upsert_order(Transaction& tx, const Order& order) {
    return run(tx,
               "INSERT INTO orders (id, signal_id, verdict_id, ticker, side, type, leg, time_in_force, "
               "decided_quantity, decided_limit_price, decided_stop_price, quantity, limit_price, stop_price, time, "
               "client_order_id, broker_order_id, status, filled_quantity, average_price, closed_at, attempts, reason) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "
               "$19, $20) "
               "ON CONFLICT (id) DO UPDATE SET quantity = excluded.quantity, limit_price = excluded.limit_price, "
               "stop_price = excluded.stop_price, broker_order_id = excluded.broker_order_id, "
               "status = excluded.status, filled_quantity = excluded.filled_quantity, "
               "average_price = excluded.average_price, closed_at = excluded.closed_at, attempts = excluded.attempts, "
               "reason = excluded.reason",
               pack(order.id, nullable(order.signal), nullable(order.verdict), order.ticker, to_string(order.side),
                    to_string(order.type), to_string(order.leg), to_string(order.time_in_force), order.quantity,
                    order.limit_price, order.stop_price, order.time, order.client_order_id, order.broker_order_id,
                    to_string(order.status), order.filled_quantity, order.average_price, order.closed_at,
                    order.attempts, order.reason));
}

Result<std::optional<Order>> find_order(Transaction& tx, OrderId id) {
    static const std::string sql = std::string(kSelectOrder) + " WHERE id = $1";
    return read_one(tx, sql, pack(id), order_of);
}

Result<std::optional<Order>> find_order_by_client_id(Transaction& tx, std::string_view client_order_id) {
    static const std::string sql = std::string(kSelectOrder) + " WHERE client_order_id = $1";
    return read_one(tx, sql, pack(client_order_id), order_of);
}

Result<std::vector<Order>> orders_of_signal(Transaction& tx, SignalId signal) {
    static const std::string sql = std::string(kSelectOrder) + " WHERE signal_id = $1 ORDER BY time, id";
    return read_all(tx, sql, pack(signal), order_of);
}

Result<std::vector<Order>> working_orders(Transaction& tx) {
    static const std::string sql =
        std::string(kSelectOrder) +
        " WHERE status IN ('queued', 'submitting', 'unknown', 'accepted', 'partially_filled') ORDER BY time, id";
    return read_all(tx, sql, {}, order_of);
}

Result<std::int64_t> count_working_orders(Transaction& tx) {
    const auto rows = tx.query(
        "SELECT COUNT(*) FROM orders "
        "WHERE status IN ('queued', 'submitting', 'unknown', 'accepted', 'partially_filled')");
    if (!rows) return std::unexpected(rows.error());
    return rows->front().integer(0);
}

Result<std::vector<Order>> list_orders(Transaction& tx, const Page& page, std::optional<OrderStatus> status) {
    PageQuery query(kSelectOrder, "time", "id", page);
    if (status) query.add("status = ", std::string(to_string(*status)));
    return decoded(query.run(tx), order_of);
}

namespace {

Status read_orders(Transaction& tx, std::string_view select, const std::function<Status(const Order&)>& each) {
    return read_each(
        tx, select, "time", order_of, [](const Order& one) { return std::pair(to_value(one.time), to_value(one.id)); },
        each);
}

}  // namespace

Status each_order(Transaction& tx, const std::function<Status(const Order&)>& each) {
    return read_orders(tx, kSelectOrder, each);
}

Status each_decided_order(Transaction& tx, const std::function<Status(const Order&)>& each) {
    return read_orders(tx, kSelectDecided, each);
}

}  // namespace tradewind::storage
