#include "storage/signals.hpp"

#include <fmt/core.h>

#include "storage/json_columns.hpp"
#include "storage/rows.hpp"

namespace tradewind::storage {
namespace {

constexpr std::string_view kSelectSignal =
    "SELECT id, ticker, time, direction, strength, combined, opinions, trigger_kind, trigger_id, evidence, "
    "reference_price, volatility, settings_hash, disposition, disposition_reason, disposed_at FROM signals";
constexpr std::string_view kSelectVerdict =
    "SELECT id, signal_id, ticker, time, approved, reason, quantity, checks FROM risk_verdicts";

std::vector<Value> values_of(const TradeSignal& signal) {
    return pack(signal.id, signal.ticker, signal.time, to_string(signal.direction), signal.strength, signal.combined,
                encode_opinions(signal.opinions), signal.trigger, signal.trigger_id, encode_texts(signal.evidence),
                signal.reference_price, signal.volatility, signal.settings_hash);
}

StoredSignal signal_of(const Row& row) {
    Columns columns(row);
    StoredSignal stored;
    TradeSignal& signal = stored.signal;
    signal.id = columns.id<SignalId>();
    signal.ticker = columns.ticker();
    signal.time = columns.time();
    signal.direction = columns.name(Direction::kLong, Direction::kShort);
    signal.strength = columns.real();
    signal.combined = columns.real();
    signal.opinions = decode_opinions(columns.text());
    signal.trigger = columns.text();
    signal.trigger_id = columns.text();
    signal.evidence = decode_texts(columns.text());
    signal.reference_price = columns.decimal();
    signal.volatility = columns.real();
    signal.settings_hash = columns.text();
    stored.disposition = columns.name(Disposition::kDead);
    stored.disposition_reason = columns.text();
    stored.disposed_at = columns.optional_time();
    return stored;
}

RiskVerdict verdict_of(const Row& row) {
    Columns columns(row);
    RiskVerdict verdict;
    verdict.id = columns.id<VerdictId>();
    verdict.signal = columns.id<SignalId>();
    verdict.ticker = columns.ticker();
    verdict.time = columns.time();
    verdict.approved = columns.flag();
    verdict.reason = columns.text();
    verdict.quantity = columns.decimal();
    verdict.checks = decode_checks(columns.text());
    return verdict;
}

Status refuse_other_content(Transaction& tx, const TradeSignal& signal, const std::vector<Value>& values) {
    const auto there = find_signal(tx, signal.id);
    if (!there) return std::unexpected(there.error());
    if (*there && values_of((*there)->signal) == values) return {};
    return fail(ErrorCode::kConflict, fmt::format("signal {} is stored with other content", signal.id.to_string()),
                "two deciders ran with different state or settings; see `tradewind explain`");
}

}  // namespace

std::string_view to_string(Disposition disposition) noexcept {
    constexpr std::array<std::string_view, 6> kNames{"open", "ordered", "risk_denied", "expired", "superseded", "dead"};
    return kNames[static_cast<std::size_t>(disposition)];
}

Status insert_signal(Transaction& tx, const TradeSignal& signal) {
    const auto values = values_of(signal);
    const auto added = tx.execute(
        "INSERT INTO signals (id, ticker, time, direction, strength, combined, opinions, trigger_kind, trigger_id, "
        "evidence, reference_price, volatility, settings_hash) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (id) DO NOTHING",
        values);
    if (!added) return std::unexpected(added.error());
    return *added == 1 ? Status() : refuse_other_content(tx, signal, values);
}

Result<bool> dispose_signal(Transaction& tx, SignalId id, Disposition disposition, std::string_view reason,
                            Timestamp at) {
    TRADEWIND_ASSERT(disposition != Disposition::kOpen);
    const auto changed = tx.execute(
        "UPDATE signals SET disposition = $2, disposition_reason = $3, disposed_at = $4 "
        "WHERE id = $1 AND disposition = 'open'",
        pack(id, to_string(disposition), reason, at));
    if (!changed) return std::unexpected(changed.error());
    return *changed == 1;
}

Status insert_verdict(Transaction& tx, const RiskVerdict& verdict) {
    const auto added = tx.execute(
        "INSERT INTO risk_verdicts (id, signal_id, ticker, time, approved, reason, quantity, checks) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
        pack(verdict.id, verdict.signal, verdict.ticker, verdict.time, verdict.approved, verdict.reason,
             verdict.quantity, encode_checks(verdict.checks)));
    if (!added) return std::unexpected(added.error());
    const auto end = verdict.approved ? Disposition::kOrdered : Disposition::kRiskDenied;
    const auto disposed = dispose_signal(tx, verdict.signal, end, verdict.reason, verdict.time);
    if (!disposed) return std::unexpected(disposed.error());
    return {};
}

Result<std::optional<StoredSignal>> find_signal(Transaction& tx, SignalId id) {
    static const std::string sql = std::string(kSelectSignal) + " WHERE id = $1";
    return read_one(tx, sql, pack(id), signal_of);
}

Result<std::vector<StoredSignal>> signals_by_trigger(Transaction& tx, std::string_view trigger_id) {
    static const std::string sql = std::string(kSelectSignal) + " WHERE trigger_id = $1 ORDER BY time, id";
    return read_all(tx, sql, pack(trigger_id), signal_of);
}

Result<std::vector<StoredSignal>> list_signals(Transaction& tx, const Page& page) {
    return decoded(PageQuery(kSelectSignal, "time", "id", page).run(tx), signal_of);
}

Result<std::vector<StoredSignal>> open_signals(Transaction& tx, std::size_t limit) {
    static const std::string sql =
        std::string(kSelectSignal) + " WHERE disposition = 'open' ORDER BY time, id LIMIT $1";
    return read_all(tx, sql, pack(static_cast<std::int64_t>(limit)), signal_of);
}

Result<std::optional<RiskVerdict>> find_verdict(Transaction& tx, VerdictId id) {
    static const std::string sql = std::string(kSelectVerdict) + " WHERE id = $1";
    return read_one(tx, sql, pack(id), verdict_of);
}

Result<std::vector<RiskVerdict>> verdicts_of_signal(Transaction& tx, SignalId signal) {
    static const std::string sql = std::string(kSelectVerdict) + " WHERE signal_id = $1 ORDER BY time, id";
    return read_all(tx, sql, pack(signal), verdict_of);
}

Result<std::vector<RiskVerdict>> list_verdicts(Transaction& tx, const Page& page) {
    return decoded(PageQuery(kSelectVerdict, "time", "id", page).run(tx), verdict_of);
}

Status each_signal(Transaction& tx, const std::function<Status(const TradeSignal&)>& each) {
    return read_each(
        tx, kSelectSignal, "time", [](const Row& row) { return signal_of(row).signal; },
        [](const TradeSignal& one) { return std::pair(to_value(one.time), to_value(one.id)); }, each);
}

Status each_verdict(Transaction& tx, const std::function<Status(const RiskVerdict&)>& each) {
    return read_each(
        tx, kSelectVerdict, "time", verdict_of,
        [](const RiskVerdict& one) { return std::pair(to_value(one.time), to_value(one.id)); }, each);
}

}  // namespace tradewind::storage
