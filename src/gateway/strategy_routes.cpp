#include "gateway/context.hpp"
#include "gateway/present_settings.hpp"
#include "gateway/reading.hpp"
#include "gateway/views.hpp"
#include "storage/learning.hpp"

namespace tradewind::gateway {

namespace {

using net::Request;
using storage::Transaction;

void write_parameters(JsonWriter& out, const trading::DecisionSettings& settings, const std::string& strategy) {
    out.begin_object();
    if (const auto kind = settings.strategies.kinds.find(strategy); kind != settings.strategies.kinds.end()) {
        for (const auto& [name, value] : kind->second.parameters) out.field(name, value);
    }
    out.end_object();
}

Result<std::string> list_strategies(const Context& context) {
    return read<std::string>(context.database, [&](Transaction& tx) -> Result<std::string> {
        const auto strategies = storage::list_strategies(tx);
        if (!strategies) return std::unexpected(strategies.error());
        const auto latest = storage::latest_adjustment(tx);
        if (!latest) return std::unexpected(latest.error());
        const auto present = present_settings(tx, context.options.decisions);
        if (!present) return std::unexpected(present.error());
        JsonWriter out;
        out.begin_object();
        out.key("strategies");
        out.begin_array();
        for (const auto& strategy : *strategies) {
            out.begin_object();
            out.field("name", strategy.name);
            out.field("enabled", strategy.enabled);
            out.field("weight", strategy.weight);
            out.key("parameters");
            write_parameters(out, present->settings, strategy.name);
            out.end_object();
        }
        out.end_array();
        out.field("updated", *latest ? std::optional((*latest)->time) : std::nullopt);
        out.end_object();
        return out.take();
    });
}

/// Points of one instant and one adjustment belong together.
void write_history(JsonWriter& out, const std::vector<storage::WeightPoint>& points) {
    out.begin_array();
    for (std::size_t i = 0; i < points.size();) {
        out.begin_object();
        out.field("time", points[i].time);
        out.field("adjustment", points[i].adjustment);
        out.key("weights");
        out.begin_object();
        const auto adjustment = points[i].adjustment;
        for (; i < points.size() && points[i].adjustment == adjustment; ++i)
            out.field(points[i].strategy, points[i].weight);
        out.end_object();
        out.end_object();
    }
    out.end_array();
}

Result<std::string> weights(const Context& context, const Request& request) {
    const auto range = read_range(request);
    if (!range) return std::unexpected(range.error());
    const auto points = read_count(request, "points", 2, 5'000, 500);
    if (!points) return std::unexpected(points.error());
    return read<std::string>(context.database, [&](Transaction& tx) -> Result<std::string> {
        const auto strategies = storage::list_strategies(tx);
        if (!strategies) return std::unexpected(strategies.error());
        const std::size_t rows = *points * std::max<std::size_t>(1, strategies->size());
        const auto history = storage::weight_history(tx, range->from, range->to, rows);
        if (!history) return std::unexpected(history.error());
        JsonWriter out;
        out.begin_object();
        out.key("points");
        write_history(out, *history);
        out.end_object();
        return out.take();
    });
}

Result<std::string> adjustments(const Context& context, const Request& request) {
    auto page = read_page(request);
    if (!page) return std::unexpected(page.error());
    page->ticker.reset();  // weights belong to no symbol
    return read<std::string>(context.database, [&](Transaction& tx) -> Result<std::string> {
        const auto items = storage::list_adjustments(tx, *page);
        if (!items) return std::unexpected(items.error());
        return list_json(
            *items, page->limit, [](JsonWriter& out, const WeightAdjustment& item) { write(out, item); },
            [](const WeightAdjustment& item) { return storage::Cursor{item.time, item.id.to_string()}; });
    });
}

}  // namespace

void add_strategy_routes(net::Router& router, const Context& context) {
    router.get("/api/strategies", [&context](const Request& r) { return answer(r, list_strategies(context)); });
    router.get("/api/strategies/weights", [&context](const Request& r) { return answer(r, weights(context, r)); });
    router.get("/api/strategies/adjustments",
               [&context](const Request& r) { return answer(r, adjustments(context, r)); });
}

}  // namespace tradewind::gateway
