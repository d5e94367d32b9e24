#include "gateway/context.hpp"
#include "gateway/reading.hpp"
#include "gateway/views.hpp"
#include "storage/bars.hpp"
#include "storage/orders.hpp"
#include "storage/portfolio.hpp"

namespace tradewind::gateway {

namespace {

using net::Request;
using storage::Transaction;

/// The ledger's word where it has spoken, else the broker's.
Result<std::optional<PortfolioSnapshot>> newest_snapshot(Transaction& tx) {
    auto snapshot = storage::latest_snapshot(tx, "ledger");
    if (!snapshot || *snapshot) return snapshot;
    return storage::latest_snapshot(tx, "broker");
}

/// The executor writes a position when it changes; between fills the newest bar tells what it is worth.
Status mark(Transaction& tx, std::vector<Position>& positions) {
    for (auto& position : positions) {
        const auto bar = storage::newest_bar(tx, position.ticker);
        if (!bar) return std::unexpected(bar.error());
        if (!*bar || (*bar)->end <= position.updated) continue;
        position.last_price = (*bar)->close;
        position.updated = (*bar)->end;
    }
    return {};
}

Result<std::vector<Position>> marked_positions(Transaction& tx) {
    auto positions = storage::list_positions(tx);
    if (!positions) return positions;
    if (Status marked = mark(tx, *positions); !marked) return std::unexpected(std::move(marked.error()));
    return positions;
}

struct Exposure {
    std::optional<double> gross;
    std::optional<double> net;
};

Exposure exposure_of(const std::vector<Position>& positions, const std::optional<PortfolioSnapshot>& snapshot) {
    if (!snapshot || snapshot->equity.sign() <= 0) return {};
    double gross = 0;
    double net = 0;
    for (const auto& position : positions) {
        const double value = position.quantity.to_double() * position.last_price.to_double();
        gross += value < 0 ? -value : value;
        net += value;
    }
    const double equity = snapshot->equity.to_double();
    return {gross / equity, net / equity};
}

/// Everything that the answer is made of, from one snapshot of the store.
struct Facts {
    std::optional<PortfolioSnapshot> snapshot;
    std::vector<Position> positions;
    std::int64_t open_orders = 0;
};

Result<Facts> gather(Transaction& tx) {
    Facts facts;
    auto snapshot = newest_snapshot(tx);
    if (!snapshot) return std::unexpected(std::move(snapshot.error()));
    facts.snapshot = std::move(*snapshot);
    auto positions = marked_positions(tx);
    if (!positions) return std::unexpected(std::move(positions.error()));
    facts.positions = std::move(*positions);
    const auto orders = storage::count_working_orders(tx);
    if (!orders) return std::unexpected(orders.error());
    facts.open_orders = *orders;
    return facts;
}

void write_point(JsonWriter& out, const PortfolioSnapshot& point) {
    out.begin_object();
    out.field("time", point.time);
    out.field("equity", point.equity);
    out.field("cash", point.cash);
    out.field("position_value", point.position_value);
    out.field("day_pnl", point.day_pnl);
    out.end_object();
}

Result<std::string> history(const Context& context, const Request& request) {
    const auto range = read_range(request);
    if (!range) return std::unexpected(range.error());
    const auto points = read_count(request, "points", 2, 5'000, 500);
    if (!points) return std::unexpected(points.error());
    return read<std::string>(context.database, [&](Transaction& tx) -> Result<std::string> {
        const auto newest = newest_snapshot(tx);
        if (!newest) return std::unexpected(newest.error());
        const std::string source = *newest ? (*newest)->source : "ledger";
        const auto curve = storage::equity_curve(tx, source, range->from, range->to, *points);
        if (!curve) return std::unexpected(curve.error());
        JsonWriter out;
        out.begin_object();
        out.key("points");
        out.begin_array();
        for (const auto& point : *curve) write_point(out, point);
        out.end_array();
        out.end_object();
        return out.take();
    });
}

}  // namespace

Result<std::string> portfolio_json(const Context& context) {
    const auto facts = read<Facts>(context.database, gather);
    if (!facts) return std::unexpected(facts.error());
    const auto& snapshot = facts->snapshot;
    const auto of = [&](auto member) { return snapshot ? std::optional((*snapshot).*member) : std::nullopt; };
    std::optional<Decimal> total;
    if (snapshot && context.options.initial_cash) total = snapshot->equity - *context.options.initial_cash;
    const auto exposure = exposure_of(facts->positions, snapshot);
    JsonWriter out;
    out.begin_object();
    out.field("time", of(&PortfolioSnapshot::time));
    out.field("equity", of(&PortfolioSnapshot::equity));
    out.field("cash", of(&PortfolioSnapshot::cash));
    out.field("position_value", of(&PortfolioSnapshot::position_value));
    out.field("day_pnl", of(&PortfolioSnapshot::day_pnl));
    out.field("source", of(&PortfolioSnapshot::source));
    out.field("initial_cash", context.options.initial_cash);
    out.field("total_pnl", total);
    out.field("gross_exposure", exposure.gross);
    out.field("net_exposure", exposure.net);
    out.field("positions", facts->positions.size());
    out.field("open_orders", facts->open_orders);
    out.end_object();
    return out.take();
}

Result<std::string> positions_json(const Context& context) {
    const auto positions = read<std::vector<Position>>(context.database, marked_positions);
    if (!positions) return std::unexpected(positions.error());
    return list_json(
        *positions, positions->size() + 1, [](JsonWriter& out, const Position& position) { write(out, position); },
        [](const Position&) { return storage::Cursor{}; });
}

void add_portfolio_routes(net::Router& router, const Context& context) {
    router.get("/api/portfolio", [&context](const Request& r) { return answer(r, portfolio_json(context)); });
    router.get("/api/portfolio/history", [&context](const Request& r) { return answer(r, history(context, r)); });
    router.get("/api/positions", [&context](const Request& r) { return answer(r, positions_json(context)); });
}

}  // namespace tradewind::gateway
