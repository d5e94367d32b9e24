#include "storage/learning.hpp"

#include "storage/json_columns.hpp"
#include "storage/rows.hpp"

namespace tradewind::storage {
namespace {

constexpr std::string_view kSelectOutcome =
    "SELECT id, ticker, opening_signal, opening_fill, closing_fill, opened, closed, direction, quantity, entry_price, "
    "exit_price, gross_pnl, costs, net_pnl, credits FROM trade_outcomes";
constexpr std::string_view kSelectAdjustment =
    "SELECT id, time, closing_fill, outcome_id, before_weights, after_weights, reward, method, reason "
    "FROM learning_adjustments";

TradeOutcome outcome_of(const Row& row) {
    Columns columns(row);
    TradeOutcome outcome;
    outcome.id = columns.id<OutcomeId>();
    outcome.ticker = columns.ticker();
    outcome.opening_signal = columns.id<SignalId>();
    outcome.opening_fill = columns.id<FillId>();
    outcome.closing_fill = columns.id<FillId>();
    outcome.opened = columns.time();
    outcome.closed = columns.time();
    outcome.direction = columns.name(Direction::kLong, Direction::kShort);
    outcome.quantity = columns.decimal();
    outcome.entry_price = columns.decimal();
    outcome.exit_price = columns.decimal();
    outcome.gross_pnl = columns.decimal();
    outcome.costs = columns.decimal();
    outcome.net_pnl = columns.decimal();
    outcome.credits = decode_credits(columns.text());
    return outcome;
}

WeightAdjustment adjustment_of(const Row& row) {
    Columns columns(row);
    WeightAdjustment adjustment;
    adjustment.id = columns.id<AdjustmentId>();
    adjustment.time = columns.time();
    adjustment.closing_fill = columns.id<FillId>();
    adjustment.outcome = columns.id<OutcomeId>();
    adjustment.before = decode_weights(columns.text());
    adjustment.after = decode_weights(columns.text());
    adjustment.reward = decode_weights(columns.text());
    adjustment.method = columns.text();
    adjustment.reason = columns.text();
    return adjustment;
}

// What follows from a change that is new to the store.
Status spread_weights(Transaction& tx, const WeightAdjustment& adjustment) {
    std::vector<std::vector<Value>> strategies;
    std::vector<std::vector<Value>> points;
    for (const auto& [name, weight] : adjustment.after) {
        strategies.push_back(pack(name, true, weight, "{}", adjustment.time));
        points.push_back(pack(adjustment.id, name, adjustment.time, weight));
    }
    auto done = tx.execute_many(
        "INSERT INTO strategies (name, enabled, weight, parameters, updated_at) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (name) DO UPDATE SET weight = excluded.weight, updated_at = excluded.updated_at",
        strategies);
    if (!done) return done;
    return tx.execute_many(
        "INSERT INTO strategy_weight_history (adjustment_id, strategy, time, weight) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT DO NOTHING",
        points);
}

}  // namespace

Status insert_outcome(Transaction& tx, const TradeOutcome& outcome) {
    return run(
        tx,
        "INSERT INTO trade_outcomes (id, ticker, opening_signal, opening_fill, closing_fill, opened, closed, "
        "direction, quantity, entry_price, exit_price, gross_pnl, costs, net_pnl, credits) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT (id) DO NOTHING",
        pack(outcome.id, outcome.ticker, nullable(outcome.opening_signal), outcome.opening_fill, outcome.closing_fill,
             outcome.opened, outcome.closed, to_string(outcome.direction), outcome.quantity, outcome.entry_price,
             outcome.exit_price, outcome.gross_pnl, outcome.costs, outcome.net_pnl, encode_credits(outcome.credits)));
}

Result<std::optional<TradeOutcome>> find_outcome(Transaction& tx, OutcomeId id) {
    static const std::string sql = std::string(kSelectOutcome) + " WHERE id = $1";
    return read_one(tx, sql, pack(id), outcome_of);
}

Result<std::vector<TradeOutcome>> outcomes_of_signal(Transaction& tx, SignalId signal) {
    static const std::string sql = std::string(kSelectOutcome) +
                                   " WHERE opening_signal = $1 OR closing_fill IN (SELECT id FROM trades WHERE "
                                   "signal_id = $1) ORDER BY closed, id";
    return read_all(tx, sql, pack(signal), outcome_of);
}

Result<std::vector<TradeOutcome>> outcomes_of_fill(Transaction& tx, FillId fill) {
    static const std::string sql =
        std::string(kSelectOutcome) + " WHERE opening_fill = $1 OR closing_fill = $1 ORDER BY closed, id";
    return read_all(tx, sql, pack(fill), outcome_of);
}

Result<std::vector<TradeOutcome>> list_outcomes(Transaction& tx, const Page& page) {
    return decoded(PageQuery(kSelectOutcome, "closed", "id", page).run(tx), outcome_of);
}

Status insert_adjustment(Transaction& tx, const WeightAdjustment& adjustment) {
    const auto added = tx.execute(
        "INSERT INTO learning_adjustments (id, time, closing_fill, outcome_id, before_weights, after_weights, reward, "
        "method, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING",
        pack(adjustment.id, adjustment.time, nullable(adjustment.closing_fill), nullable(adjustment.outcome),
             encode_weights(adjustment.before), encode_weights(adjustment.after), encode_weights(adjustment.reward),
             adjustment.method, adjustment.reason));
    if (!added) return std::unexpected(added.error());
    return *added == 1 ? spread_weights(tx, adjustment) : Status();
}

Result<std::optional<WeightAdjustment>> find_adjustment(Transaction& tx, AdjustmentId id) {
    static const std::string sql = std::string(kSelectAdjustment) + " WHERE id = $1";
    return read_one(tx, sql, pack(id), adjustment_of);
}

Result<std::optional<WeightAdjustment>> latest_adjustment(Transaction& tx) {
    static const std::string sql = std::string(kSelectAdjustment) + " ORDER BY seq DESC LIMIT 1";
    return read_one(tx, sql, {}, adjustment_of);
}

Result<std::vector<WeightAdjustment>> adjustments_of_outcome(Transaction& tx, OutcomeId outcome) {
    static const std::string sql = std::string(kSelectAdjustment) + " WHERE outcome_id = $1 ORDER BY time, id";
    return read_all(tx, sql, pack(outcome), adjustment_of);
}

Result<std::vector<WeightAdjustment>> list_adjustments(Transaction& tx, const Page& page) {
    return decoded(PageQuery(kSelectAdjustment, "time", "id", page).run(tx), adjustment_of);
}

Status each_adjustment(Transaction& tx, const std::function<Status(const WeightAdjustment&)>& each) {
    return read_each(
        tx, kSelectAdjustment, "time", adjustment_of,
        [](const WeightAdjustment& one) { return std::pair(to_value(one.time), to_value(one.id)); }, each);
}

Status upsert_strategy(Transaction& tx, const StrategyRow& strategy) {
    return run(tx,
               "INSERT INTO strategies (name, enabled, weight, parameters, updated_at) VALUES ($1, $2, $3, $4, $5) "
               "ON CONFLICT (name) DO UPDATE SET enabled = excluded.enabled, parameters = excluded.parameters, "
               "updated_at = excluded.updated_at",
               pack(strategy.name, strategy.enabled, strategy.weight, strategy.parameters, strategy.updated));
}

Result<std::vector<StrategyRow>> list_strategies(Transaction& tx) {
    return read_all(tx, "SELECT name, enabled, weight, parameters, updated_at FROM strategies ORDER BY name", {},
                    [](const Row& row) {
                        return StrategyRow{row.text(0), row.integer(1) != 0, row.real(2), row.text(3), row.time(4)};
                    });
}

Result<std::vector<WeightPoint>> weight_history(Transaction& tx, Timestamp from, Timestamp to, std::size_t limit) {
    auto points =
        read_all(tx,
                 "SELECT time, adjustment_id, strategy, weight FROM strategy_weight_history "
                 "WHERE time >= $1 AND time < $2 ORDER BY time DESC, adjustment_id DESC, strategy DESC LIMIT $3",
                 pack(from, to, static_cast<std::int64_t>(limit)), [](const Row& row) {
                     Columns columns(row);
                     WeightPoint point;
                     point.time = columns.time();
                     point.adjustment = columns.id<AdjustmentId>();
                     point.strategy = columns.text();
                     point.weight = columns.real();
                     return point;
                 });
    if (points) std::ranges::reverse(*points);
    return points;
}

}  // namespace tradewind::storage
