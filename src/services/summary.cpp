#include "services/summary.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "storage/learning.hpp"
#include "storage/orders.hpp"
#include "storage/portfolio.hpp"
#include "storage/signals.hpp"
#include "trading/decision_log.hpp"

namespace tradewind::services {
namespace {

Status count_into(storage::Transaction& tx, const char* table, std::int64_t& target) {
    auto rows = tx.query(fmt::format("SELECT COUNT(*) FROM {}", table));
    if (!rows) return std::unexpected(rows.error());
    target = rows->front().integer(0);
    return {};
}

Status count_all(storage::Transaction& tx, Summary& summary) {
    Status status;
    for (const auto& [table, target] :
         {std::pair{"articles", &summary.articles}, std::pair{"article_sentiments", &summary.scored},
          std::pair{"market_data", &summary.bars}, std::pair{"signals", &summary.signals},
          std::pair{"orders", &summary.orders}, std::pair{"trades", &summary.fills},
          std::pair{"trade_outcomes", &summary.closed_trades}}) {
        if (status) status = count_into(tx, table, *target);
    }
    return status;
}

// The decisions of a world, read back from what the services stored.
Result<std::string> hash_decisions(storage::Transaction& tx) {
    trading::DecisionLog log;
    const auto take = [&log](const auto& row) -> Status {
        log.add(row);
        return {};
    };
    Status read = storage::each_signal(tx, take);
    if (read) read = storage::each_verdict(tx, take);
    if (read) read = storage::each_decided_order(tx, take);
    if (read) read = storage::each_trade(tx, take);
    if (read) read = storage::each_adjustment(tx, take);
    if (!read) return std::unexpected(read.error());
    return log.hash();
}

// The account by two ways: the last snapshot against the fold of the ledger, positions against the fold of the fills.
Result<bool> reconcile(storage::Transaction& tx, Summary& summary) {
    auto snapshot = storage::latest_snapshot(tx, "ledger");
    if (!snapshot) return std::unexpected(snapshot.error());
    auto cash = storage::cash_balance(tx);
    if (!cash) return std::unexpected(cash.error());
    auto positions = storage::list_positions(tx, true);
    if (!positions) return std::unexpected(positions.error());
    std::map<Ticker, Decimal> folded;
    Timestamp last;
    const Status read = storage::each_ledger_entry(tx, [&](const LedgerEntry& entry) -> Status {
        last = std::max(last, entry.time);
        if (!entry.ticker.empty()) folded[entry.ticker] += entry.quantity;
        return {};
    });
    if (!read) return std::unexpected(read.error());
    // Fills of a live world come between the instants at which the account is valued.
    bool equal = !*snapshot || (*snapshot)->time < last || (*snapshot)->cash == *cash;
    for (const auto& position : *positions) equal = equal && folded[position.ticker] == position.quantity;
    summary.equity = *snapshot ? (*snapshot)->equity : *cash;
    return equal;
}

}  // namespace

Result<Summary> summarise(World& world) {
    Summary summary;
    const Status read = world.database().read([&](storage::Transaction& tx) -> Status {
        if (Status counted = count_all(tx, summary); !counted) return counted;
        auto hash = hash_decisions(tx);
        if (!hash) return std::unexpected(hash.error());
        summary.decision_hash = *hash;
        auto reconciled = reconcile(tx, summary);
        if (!reconciled) return std::unexpected(reconciled.error());
        summary.reconciled = *reconciled;
        auto latest = storage::latest_adjustment(tx);
        if (!latest) return std::unexpected(latest.error());
        summary.weights = *latest ? (*latest)->after : trading::LearningEngine(world.decisions()).weights();
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return summary;
}

Status measure_latency(World& world, Summary& summary) {
    std::vector<double> took_ms;
    const Status read = world.database().read([&](storage::Transaction& tx) -> Status {
        auto rows = tx.query(
            "SELECT e.body, MAX(i.at) FROM bus_entries e JOIN article_sentiments s ON s.article_id = e.message_id "
            "LEFT JOIN signals g ON g.trigger_id = s.id "
            "JOIN inbox i ON i.message_id = e.message_id OR i.message_id = s.id OR i.message_id = g.id "
            "GROUP BY e.message_id");
        if (!rows) return std::unexpected(rows.error());
        for (const auto& row : *rows) {
            const auto envelope = nlohmann::json::parse(row.text(0), nullptr, false);
            if (!envelope.is_object() || !envelope.contains("produced_at")) continue;
            const auto published = parse_timestamp(envelope["produced_at"].get<std::string>());
            if (published) took_ms.push_back(static_cast<double>(row.integer(1) - unix_nanos(*published)) / 1e6);
        }
        return {};
    });
    if (!read || took_ms.empty()) return {};  // Only an embedded store's streams can tell.
    std::ranges::sort(took_ms);
    const auto quantile = [&](double q) {
        return took_ms[static_cast<std::size_t>(q * static_cast<double>(took_ms.size() - 1))];
    };
    summary.latency_p50_ms = quantile(0.5);
    summary.latency_p99_ms = quantile(0.99);
    return {};
}

std::string to_json(const Summary& summary, double wall_seconds) {
    nlohmann::ordered_json json{{"articles", summary.articles},
                                {"scored", summary.scored},
                                {"bars", summary.bars},
                                {"signals", summary.signals},
                                {"orders", summary.orders},
                                {"fills", summary.fills},
                                {"closed_trades", summary.closed_trades},
                                {"equity", summary.equity.to_string()},
                                {"weights", summary.weights},
                                {"latency_ms", {{"p50", summary.latency_p50_ms}, {"p99", summary.latency_p99_ms}}},
                                {"reconciled", summary.reconciled},
                                {"decision_hash", summary.decision_hash}};
    if (wall_seconds > 0) json["wall_seconds"] = std::round(wall_seconds * 1000) / 1000;
    return json.dump();
}

std::string to_text(const Summary& summary, double wall_seconds) {
    std::string text = fmt::format(
        "{} articles, {} scores, {} bars, {} signals, {} orders, {} fills, {} closed trades in {:.1f} s\n"
        "equity {}, {}\n",
        summary.articles, summary.scored, summary.bars, summary.signals, summary.orders, summary.fills,
        summary.closed_trades, wall_seconds, summary.equity.to_string(),
        summary.reconciled ? "reconciled with the ledger" : "NOT reconciled with the ledger");
    for (const auto& [strategy, weight] : summary.weights)
        text += fmt::format("weight of {}: {:.4f}\n", strategy, weight);
    return text + "decisions " + summary.decision_hash;
}

}  // namespace tradewind::services
