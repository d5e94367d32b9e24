#include "services/founding.hpp"

#include "storage/audit.hpp"
#include "storage/learning.hpp"
#include "storage/portfolio.hpp"
#include "trading/learning_engine.hpp"

namespace tradewind::services {
namespace {

Status deposit(storage::Transaction& tx, Decimal cash, Timestamp now) {
    return storage::insert_ledger_entry(tx, {.id = LedgerId::from_fields({"ledger", "opening-deposit"}),
                                             .time = now,
                                             .kind = "deposit",
                                             .cause = "opening",
                                             .ticker = {},
                                             .quantity = {},
                                             .cash = cash});
}

// Only where the row is missing: a killed world stays killed.
Status allow_trading(storage::Transaction& tx, Timestamp now) {
    auto rows = tx.query("SELECT COUNT(*) FROM kill_state");
    if (!rows) return std::unexpected(rows.error());
    if (rows->front().integer(0) > 0) return {};
    return storage::set_kill_state(
        tx, {.state = TradingState::kActive, .since = now, .by = "tradewind", .reason = "a new world"});
}

Status register_strategies(storage::Transaction& tx, const World& world, Timestamp now) {
    for (const auto& [name, weight] : trading::LearningEngine(world.decisions()).weights()) {
        const Status stored = storage::upsert_strategy(
            tx, {.name = name, .enabled = weight > 0, .weight = weight, .parameters = "{}", .updated = now});
        if (!stored) return stored;
    }
    return {};
}

}  // namespace

Status found_world(World& world, std::optional<Decimal> cash) {
    const Timestamp now = time_in(world);
    return world.write([&](storage::Transaction& tx) -> Status {
        Status done = cash ? deposit(tx, *cash, now) : Status{};
        if (done) done = allow_trading(tx, now);
        if (done) done = register_strategies(tx, world, now);
        return done;
    });
}

}  // namespace tradewind::services
