// The fills' half of orders.hpp.
#include "storage/json_columns.hpp"
#include "storage/orders.hpp"
#include "storage/rows.hpp"

namespace tradewind::storage {
namespace {

constexpr std::string_view kSelectFill =
    "SELECT id, order_id, signal_id, ticker, leg, side, quantity, price, reference_price, commission, fees, slippage, "
    "realized_pnl, position_after, time, bar_time, known_at, contributions FROM trades";

TradeExecution fill_of(const Row& row) {
    Columns columns(row);
    TradeExecution fill;
    fill.id = columns.id<FillId>();
    fill.order = columns.id<OrderId>();
    fill.signal = columns.id<SignalId>();
    fill.ticker = columns.ticker();
    fill.leg = columns.name(OrderLeg::kTime);
    fill.side = columns.name(Side::kSell);
    fill.quantity = columns.decimal();
    fill.price = columns.decimal();
    fill.reference_price = columns.decimal();
    fill.commission = columns.decimal();
    fill.fees = columns.decimal();
    fill.slippage = columns.decimal();
    fill.realized_pnl = columns.decimal();
    fill.position = columns.decimal();
    fill.time = columns.time();
    fill.bar_time = columns.time();
    fill.known_at = columns.time();
    fill.contributions = decode_contributions(columns.text());
    return fill;
}

}  // namespace

Status insert_trade(Transaction& tx, const TradeExecution& fill) {
    return run(tx,
               "INSERT INTO trades (id, order_id, signal_id, ticker, leg, side, quantity, price, reference_price, "
               "commission, fees, slippage, realized_pnl, position_after, time, bar_time, known_at, contributions) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) "
               "ON CONFLICT (id) DO NOTHING",
               pack(fill.id, fill.order, nullable(fill.signal), fill.ticker, to_string(fill.leg), to_string(fill.side),
                    fill.quantity, fill.price, fill.reference_price, fill.commission, fill.fees, fill.slippage,
                    fill.realized_pnl, fill.position, fill.time, fill.bar_time, fill.known_at,
                    encode_contributions(fill.contributions)));
}

Result<std::optional<TradeExecution>> find_trade(Transaction& tx, FillId id) {
    static const std::string sql = std::string(kSelectFill) + " WHERE id = $1";
    return read_one(tx, sql, pack(id), fill_of);
}

Result<std::vector<TradeExecution>> trades_of_order(Transaction& tx, OrderId order) {
    static const std::string sql = std::string(kSelectFill) + " WHERE order_id = $1 ORDER BY time, id";
    return read_all(tx, sql, pack(order), fill_of);
}

Result<std::vector<TradeExecution>> trades_of_signal(Transaction& tx, SignalId signal) {
    static const std::string sql = std::string(kSelectFill) + " WHERE signal_id = $1 ORDER BY time, id";
    return read_all(tx, sql, pack(signal), fill_of);
}

Result<std::vector<TradeExecution>> list_trades(Transaction& tx, const Page& page) {
    return decoded(PageQuery(kSelectFill, "time", "id", page).run(tx), fill_of);
}

Status each_trade(Transaction& tx, const std::function<Status(const TradeExecution&)>& each) {
    return read_each(
        tx, kSelectFill, "time", fill_of,
        [](const TradeExecution& one) { return std::pair(to_value(one.time), to_value(one.id)); }, each);
}

}  // namespace tradewind::storage
