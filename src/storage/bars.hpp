#pragma once

#include "core/messages.hpp"
#include "storage/database.hpp"

/// Bars as they became known. A correction is a new revision beside the old one, never a change of it.
namespace tradewind::storage {

/// A bar as stored: when this revision became known.
struct KnownBar {
    Bar bar;
    Timestamp known_at;
};

/// Bars that are there already (ticker, timeframe, start, revision) stay as they are.
Status insert_bars(Transaction& tx, std::span<const Bar> bars, Timestamp known_at);

/// The last `limit` bars of a ticker with a start in [from, to), oldest first; of each the latest revision.
Result<std::vector<Bar>> list_bars(Transaction& tx, const Ticker& ticker, Timeframe timeframe, Timestamp from,
                                   Timestamp to, std::size_t limit);

/// The bar that ends at `end` and has this id: how a signal's trigger is found again.
Result<std::optional<KnownBar>> find_bar(Transaction& tx, const Ticker& ticker, Timestamp end, BarId id);

/// Every revision, in the order in which a rebuild must fold them: (known_at, ticker, timeframe, start, revision).
Status replay_bars(Transaction& tx, Timestamp known_from, const std::function<Status(const KnownBar&)>& each);

/// Tickers that have bars, sorted. One index step each, however many bars there are.
Result<std::vector<Ticker>> tickers_with_bars(Transaction& tx);

/// Start of the latest bar; empty where there is none.
Result<std::optional<Timestamp>> latest_bar_start(Transaction& tx, const Ticker& ticker, Timeframe timeframe);

/// The bar that ended last, of whatever timeframe; empty where there is none.
Result<std::optional<Bar>> newest_bar(Transaction& tx, const Ticker& ticker);

}  // namespace tradewind::storage
