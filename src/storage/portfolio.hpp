#pragma once

#include "core/records.hpp"
#include "storage/page.hpp"

/// Positions, cash and equity.
namespace tradewind::storage {

Status upsert_position(Transaction& tx, const Position& position);
Result<std::optional<Position>> find_position(Transaction& tx, const Ticker& ticker);
/// By ticker. Flat ones too where asked for.
Result<std::vector<Position>> list_positions(Transaction& tx, bool with_flat = false);

/// Storing it again changes nothing.
Status insert_ledger_entry(Transaction& tx, const LedgerEntry& entry);
Result<std::vector<LedgerEntry>> list_ledger(Transaction& tx, const Page& page);
/// All entries in the order of (time, id), streamed.
Status each_ledger_entry(Transaction& tx, const std::function<Status(const LedgerEntry&)>& each);
/// The fold of all entries.
Result<Decimal> cash_balance(Transaction& tx);

/// A later snapshot of the same instant and source replaces the earlier.
Status insert_snapshot(Transaction& tx, const PortfolioSnapshot& snapshot);
Result<std::optional<PortfolioSnapshot>> latest_snapshot(Transaction& tx, std::string_view source);
/// In [from, to), oldest first; the last `limit` of them.
Result<std::vector<PortfolioSnapshot>> list_snapshots(Transaction& tx, std::string_view source, Timestamp from,
                                                      Timestamp to, std::size_t limit);
/// At most about `points` of those in [from, to), evenly spread over time, the last always among them: for a curve.
Result<std::vector<PortfolioSnapshot>> equity_curve(Transaction& tx, std::string_view source, Timestamp from,
                                                    Timestamp to, std::size_t points);

}  // namespace tradewind::storage
