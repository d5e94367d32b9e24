#include "storage/bars.hpp"

#include "storage/rows.hpp"

namespace tradewind::storage {
namespace {

constexpr std::string_view kSelectBar =
    "SELECT ticker, timeframe, start_time, revision, end_time, open, high, low, close, volume, vwap, trade_count, "
    "source, split_numerator, split_denominator, split_inferred, dividend, known_at FROM market_data m";

KnownBar bar_of(const Row& row) {
    Columns columns(row);
    KnownBar known;
    Bar& bar = known.bar;
    bar.ticker = columns.ticker();
    bar.timeframe = columns.name(Timeframe::k1d);
    bar.start = columns.time();
    bar.revision = static_cast<std::uint32_t>(columns.integer());
    bar.end = columns.time();
    bar.open = columns.decimal();
    bar.high = columns.decimal();
    bar.low = columns.decimal();
    bar.close = columns.decimal();
    bar.volume = columns.real();
    bar.vwap = columns.optional_decimal();
    bar.trade_count = columns.optional_integer();
    bar.source = columns.text();
    bar.split_numerator = static_cast<std::uint32_t>(columns.integer());
    bar.split_denominator = static_cast<std::uint32_t>(columns.integer());
    bar.split_inferred = columns.flag();
    bar.dividend = columns.decimal();
    known.known_at = columns.time();
    return known;
}

}  // namespace

Status insert_bars(Transaction& tx, std::span<const Bar> bars, Timestamp known_at) {
    std::vector<std::vector<Value>> rows;
    rows.reserve(bars.size());
    for (const auto& bar : bars) {
        const Value trades = bar.trade_count ? Value(*bar.trade_count) : Value(nullptr);
        rows.push_back(pack(bar.ticker, to_string(bar.timeframe), bar.start, bar.revision, bar.end, bar.open, bar.high,
                            bar.low, bar.close, bar.volume, bar.vwap, trades, bar.source, bar.split_numerator,
                            bar.split_denominator, bar.split_inferred, bar.dividend, known_at));
    }
    return tx.execute_many(
        "INSERT INTO market_data (ticker, timeframe, start_time, revision, end_time, open, high, low, close, volume, "
        "vwap, trade_count, source, split_numerator, split_denominator, split_inferred, dividend, known_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) "
        "ON CONFLICT DO NOTHING",
        rows);
}

Result<std::vector<Bar>> list_bars(Transaction& tx, const Ticker& ticker, Timeframe timeframe, Timestamp from,
                                   Timestamp to, std::size_t limit) {
    static const std::string sql = std::string(kSelectBar) +
                                   " WHERE ticker = $1 AND timeframe = $2 AND start_time >= $3 AND start_time < $4 "
                                   "AND revision = (SELECT MAX(l.revision) FROM market_data l WHERE l.ticker = "
                                   "m.ticker AND l.timeframe = m.timeframe AND l.start_time = m.start_time) "
                                   "ORDER BY start_time DESC LIMIT $5";
    auto bars = read_all(tx, sql, pack(ticker, to_string(timeframe), from, to, static_cast<std::int64_t>(limit)),
                         [](const Row& row) { return bar_of(row).bar; });
    if (bars) std::ranges::reverse(*bars);
    return bars;
}

Result<std::optional<KnownBar>> find_bar(Transaction& tx, const Ticker& ticker, Timestamp end, BarId id) {
    // No index by end: bars are at most a day long, so the start is near (a day's bar ends at the close, earlier).
    constexpr auto kLongest = std::chrono::hours(48);
    static const std::string sql = std::string(kSelectBar) +
                                   " WHERE ticker = $1 AND timeframe = $2 AND start_time >= $3 AND start_time < $4 "
                                   "AND end_time = $4 ORDER BY revision";
    for (int i = 0; i <= static_cast<int>(Timeframe::k1d); ++i) {
        const auto timeframe = static_cast<Timeframe>(i);
        const auto bars = read_all(tx, sql, pack(ticker, to_string(timeframe), end - kLongest, end), bar_of);
        if (!bars) return std::unexpected(bars.error());
        for (const auto& known : *bars) {
            if (bar_id(known.bar) == id) return known;
        }
    }
    return std::nullopt;
}

Status replay_bars(Transaction& tx, Timestamp known_from, const std::function<Status(const KnownBar&)>& each) {
    constexpr std::int64_t kChunk = 1000;
    static const std::string sql = std::string(kSelectBar) +
                                   " WHERE (known_at, ticker, timeframe, start_time, revision) > ($1, $2, $3, $4, $5) "
                                   "ORDER BY known_at, ticker, timeframe, start_time, revision LIMIT $6";
    auto position = pack(known_from, "", "", 0, 0, kChunk);
    for (;;) {
        const auto bars = read_all(tx, sql, position, bar_of);
        if (!bars) return std::unexpected(bars.error());
        for (const auto& known : *bars) {
            if (Status done = each(known); !done) return done;
        }
        if (bars->size() < static_cast<std::size_t>(kChunk)) return {};
        const auto& [bar, known_at] = bars->back();
        position = pack(known_at, bar.ticker, to_string(bar.timeframe), bar.start, bar.revision, kChunk);
    }
}

Result<std::vector<Ticker>> tickers_with_bars(Transaction& tx) {
    // A step along the primary key for each ticker: SELECT DISTINCT would read every row.
    return read_all(tx,
                    "WITH RECURSIVE steps (ticker) AS (SELECT MIN(ticker) FROM market_data UNION ALL "
                    "SELECT (SELECT MIN(ticker) FROM market_data WHERE ticker > steps.ticker) FROM steps "
                    "WHERE steps.ticker IS NOT NULL) SELECT ticker FROM steps WHERE ticker IS NOT NULL",
                    {}, [](const Row& row) { return Columns(row).ticker(); });
}

Result<std::optional<Timestamp>> latest_bar_start(Transaction& tx, const Ticker& ticker, Timeframe timeframe) {
    return read_one(tx,
                    "SELECT start_time FROM market_data WHERE ticker = $1 AND timeframe = $2 "
                    "ORDER BY start_time DESC LIMIT 1",
                    pack(ticker, to_string(timeframe)), [](const Row& row) { return row.time(0); });
}

Result<std::optional<Bar>> newest_bar(Transaction& tx, const Ticker& ticker) {
    std::optional<Bar> newest;
    // One index step for each timeframe: there is no index by end.
    for (int i = 0; i <= static_cast<int>(Timeframe::k1d); ++i) {
        auto bars = list_bars(tx, ticker, static_cast<Timeframe>(i), Timestamp::min(), Timestamp::max(), 1);
        if (!bars) return std::unexpected(bars.error());
        if (bars->empty() || (newest && bars->front().end <= newest->end)) continue;
        newest = std::move(bars->front());
    }
    return newest;
}

}  // namespace tradewind::storage
