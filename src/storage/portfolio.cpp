#include "storage/portfolio.hpp"

#include "storage/rows.hpp"

namespace tradewind::storage {
namespace {

constexpr std::string_view kSelectPosition =
    "SELECT ticker, quantity, average_price, last_price, realized_pnl, updated FROM positions";
constexpr std::string_view kSelectEntry = "SELECT id, time, kind, cause, ticker, quantity, cash FROM ledger_entries";
constexpr std::string_view kSelectSnapshot =
    "SELECT time, equity, cash, position_value, day_pnl, source FROM portfolio_snapshots";

Position position_of(const Row& row) {
    Columns columns(row);
    Position position;
    position.ticker = columns.ticker();
    position.quantity = columns.decimal();
    position.average_price = columns.decimal();
    position.last_price = columns.decimal();
    position.realized_pnl = columns.decimal();
    position.updated = columns.time();
    return position;
}

LedgerEntry entry_of(const Row& row) {
    Columns columns(row);
    LedgerEntry entry;
    entry.id = columns.id<LedgerId>();
    entry.time = columns.time();
    entry.kind = columns.text();
    entry.cause = columns.text();
    entry.ticker = columns.ticker();
    entry.quantity = columns.decimal();
    entry.cash = columns.decimal();
    return entry;
}

PortfolioSnapshot snapshot_of(const Row& row) {
    Columns columns(row);
    PortfolioSnapshot snapshot;
    snapshot.time = columns.time();
    snapshot.equity = columns.decimal();
    snapshot.cash = columns.decimal();
    snapshot.position_value = columns.decimal();
    snapshot.day_pnl = columns.decimal();
    snapshot.source = columns.text();
    return snapshot;
}

}  // namespace

Status upsert_position(Transaction& tx, const Position& position) {
    return run(tx,
               "INSERT INTO positions (ticker, quantity, average_price, last_price, realized_pnl, updated) "
               "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (ticker) DO UPDATE SET quantity = excluded.quantity, "
               "average_price = excluded.average_price, last_price = excluded.last_price, "
               "realized_pnl = excluded.realized_pnl, updated = excluded.updated",
               pack(position.ticker, position.quantity, position.average_price, position.last_price,
                    position.realized_pnl, position.updated));
}

Result<std::optional<Position>> find_position(Transaction& tx, const Ticker& ticker) {
    static const std::string sql = std::string(kSelectPosition) + " WHERE ticker = $1";
    return read_one(tx, sql, pack(ticker), position_of);
}

Result<std::vector<Position>> list_positions(Transaction& tx, bool with_flat) {
    static const std::string sql = std::string(kSelectPosition) + " ORDER BY ticker";
    auto positions = read_all(tx, sql, {}, position_of);
    if (positions && !with_flat) {
        std::erase_if(*positions, [](const Position& position) { return position.quantity.is_zero(); });
    }
    return positions;
}

Status insert_ledger_entry(Transaction& tx, const LedgerEntry& entry) {
    return run(tx,
               "INSERT INTO ledger_entries (id, time, kind, cause, ticker, quantity, cash) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
               pack(entry.id, entry.time, entry.kind, entry.cause, entry.ticker, entry.quantity, entry.cash));
}

Result<std::vector<LedgerEntry>> list_ledger(Transaction& tx, const Page& page) {
    return decoded(PageQuery(kSelectEntry, "time", "id", page).run(tx), entry_of);
}

Status each_ledger_entry(Transaction& tx, const std::function<Status(const LedgerEntry&)>& each) {
    return read_each(
        tx, kSelectEntry, "time", entry_of,
        [](const LedgerEntry& one) { return std::pair(to_value(one.time), to_value(one.id)); }, each);
}

Result<Decimal> cash_balance(Transaction& tx) {
    // Added here and not by SUM: SQLite would do it in floating point.
    Decimal cash;
    const auto done = each_ledger_entry(tx, [&](const LedgerEntry& entry) -> Status {
        cash += entry.cash;
        return {};
    });
    if (!done) return std::unexpected(done.error());
    return cash;
}

Status insert_snapshot(Transaction& tx, const PortfolioSnapshot& snapshot) {
    return run(tx,
               "INSERT INTO portfolio_snapshots (time, source, equity, cash, position_value, day_pnl) "
               "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (time, source) DO UPDATE SET equity = excluded.equity, "
               "cash = excluded.cash, position_value = excluded.position_value, day_pnl = excluded.day_pnl",
               pack(snapshot.time, snapshot.source, snapshot.equity, snapshot.cash, snapshot.position_value,
                    snapshot.day_pnl));
}

Result<std::optional<PortfolioSnapshot>> latest_snapshot(Transaction& tx, std::string_view source) {
    static const std::string sql = std::string(kSelectSnapshot) + " WHERE source = $1 ORDER BY time DESC LIMIT 1";
    return read_one(tx, sql, pack(source), snapshot_of);
}

Result<std::vector<PortfolioSnapshot>> list_snapshots(Transaction& tx, std::string_view source, Timestamp from,
                                                      Timestamp to, std::size_t limit) {
    static const std::string sql =
        std::string(kSelectSnapshot) + " WHERE source = $1 AND time >= $2 AND time < $3 ORDER BY time DESC LIMIT $4";
    auto snapshots = read_all(tx, sql, pack(source, from, to, static_cast<std::int64_t>(limit)), snapshot_of);
    if (snapshots) std::ranges::reverse(*snapshots);
    return snapshots;
}

Result<std::vector<PortfolioSnapshot>> equity_curve(Transaction& tx, std::string_view source, Timestamp from,
                                                    Timestamp to, std::size_t points) {
    TRADEWIND_ASSERT(points > 0);
    const auto bounds = read_one(tx,
                                 "SELECT MIN(time), MAX(time) FROM portfolio_snapshots "
                                 "WHERE source = $1 AND time >= $2 AND time < $3",
                                 pack(source, from, to), [](const Row& row) { return row; });
    if (!bounds) return std::unexpected(bounds.error());
    if (!*bounds || (*bounds)->is_null(0)) return std::vector<PortfolioSnapshot>();
    const std::int64_t first = (*bounds)->integer(0);
    const std::int64_t width =
        std::max<std::int64_t>(1, ((*bounds)->integer(1) - first) / static_cast<std::int64_t>(points) + 1);
    // The last of each interval of `width`.
    static const std::string sql = std::string(kSelectSnapshot) +
                                   " WHERE source = $1 AND time IN (SELECT MAX(time) FROM portfolio_snapshots "
                                   "WHERE source = $1 AND time >= $2 AND time < $3 "
                                   "GROUP BY (time - CAST($4 AS BIGINT)) / CAST($5 AS BIGINT)) ORDER BY time";
    return read_all(tx, sql, pack(source, from, to, first, width), snapshot_of);
}

}  // namespace tradewind::storage
