#include <fmt/core.h>

#include "gateway/context.hpp"
#include "gateway/reading.hpp"
#include "gateway/views.hpp"
#include "storage/lineage.hpp"

namespace tradewind::gateway {

namespace {

using net::Request;
using storage::Cursor;
using storage::Transaction;

/// The id in the path, of the kind that the route lists.
template <class Id>
Result<Id> read_id(const Request& request, std::string_view what) {
    const auto id = Id::parse(request.param("id"));
    if (!id || id->empty()) return fail(ErrorCode::kNotFound, fmt::format("there is no {} with this id", what));
    return *id;
}

template <class T>
Result<T> found(Result<std::optional<T>> maybe, std::string_view what) {
    if (!maybe) return std::unexpected(std::move(maybe.error()));
    if (!*maybe) return fail(ErrorCode::kNotFound, fmt::format("there is no {} with this id", what));
    return std::move(**maybe);
}

struct SignalView {
    TradeSignal signal;
    std::vector<RiskVerdict> verdicts;
};

Result<SignalView> with_verdicts(Transaction& tx, TradeSignal signal) {
    auto verdicts = storage::verdicts_of_signal(tx, signal.id);
    if (!verdicts) return std::unexpected(std::move(verdicts.error()));
    return SignalView{std::move(signal), std::move(*verdicts)};
}

Result<std::string> list_signals(const Context& context, const Request& request) {
    const auto page = read_page(request);
    if (!page) return std::unexpected(page.error());
    return read<std::string>(context.database, [&](Transaction& tx) -> Result<std::string> {
        auto stored = storage::list_signals(tx, *page);
        if (!stored) return std::unexpected(std::move(stored.error()));
        std::vector<SignalView> views;
        for (auto& one : *stored) {
            auto view = with_verdicts(tx, std::move(one.signal));
            if (!view) return std::unexpected(std::move(view.error()));
            views.push_back(std::move(*view));
        }
        return list_json(
            views, page->limit, [](JsonWriter& out, const SignalView& v) { write(out, v.signal, v.verdicts); },
            [](const SignalView& v) { return Cursor{v.signal.time, v.signal.id.to_string()}; });
    });
}

Result<std::string> show_signal(const Context& context, const Request& request) {
    const auto id = read_id<SignalId>(request, "signal");
    if (!id) return std::unexpected(id.error());
    return read<std::string>(context.database, [&](Transaction& tx) -> Result<std::string> {
        auto stored = found(storage::find_signal(tx, *id), "signal");
        if (!stored) return std::unexpected(std::move(stored.error()));
        const auto view = with_verdicts(tx, std::move(stored->signal));
        if (!view) return std::unexpected(view.error());
        return to_json(view->signal, view->verdicts);
    });
}

/// Orders by what the query asks: those of a signal, the open ones, or a page.
Result<std::vector<Order>> find_orders(Transaction& tx, const Request& request, const storage::Page& page) {
    if (const auto text = request.query_value("signal"); text && !text->empty()) {
        const auto signal = SignalId::parse(*text);
        if (!signal) return fail(ErrorCode::kInvalidArgument, "signal is not a signal's id");
        return storage::orders_of_signal(tx, *signal);
    }
    const auto status = request.query_value("status").value_or("");
    if (status.empty()) return storage::list_orders(tx, page);
    if (status == "open") {
        auto orders = storage::working_orders(tx);
        if (orders && page.ticker)
            std::erase_if(*orders, [&](const Order& order) { return order.ticker != *page.ticker; });
        if (orders) std::reverse(orders->begin(), orders->end());  // newest first, as every list
        return orders;
    }
    const auto wanted = parse_order_status(status);
    if (!wanted)
        return fail(ErrorCode::kInvalidArgument,
                    fmt::format("status is '{}', expected open or an order's status", status.substr(0, 40)));
    return storage::list_orders(tx, page, *wanted);
}

Result<std::vector<TradeExecution>> find_trades(Transaction& tx, const Request& request, const storage::Page& page) {
    if (const auto text = request.query_value("order"); text && !text->empty()) {
        const auto order = OrderId::parse(*text);
        if (!order) return fail(ErrorCode::kInvalidArgument, "order is not an order's id");
        return storage::trades_of_order(tx, *order);
    }
    if (const auto text = request.query_value("signal"); text && !text->empty()) {
        const auto signal = SignalId::parse(*text);
        if (!signal) return fail(ErrorCode::kInvalidArgument, "signal is not a signal's id");
        return storage::trades_of_signal(tx, *signal);
    }
    return storage::list_trades(tx, page);
}

bool is_whole(const Request& request) {
    return request.query_value("signal") || request.query_value("order") || request.query_value("status") == "open";
}

/// A list of records; those that aren't paged are whole.
template <class T, class Find, class Time>
Result<std::string> list(const Context& context, const Request& request, Find find, Time time) {
    const auto page = read_page(request);
    if (!page) return std::unexpected(page.error());
    return read<std::string>(context.database, [&](Transaction& tx) -> Result<std::string> {
        Result<std::vector<T>> items = find(tx, *page);
        if (!items) return std::unexpected(std::move(items.error()));
        const std::size_t limit = is_whole(request) ? items->size() + 1 : page->limit;
        return list_json(
            *items, limit, [](JsonWriter& out, const T& item) { write(out, item); },
            [&](const T& item) { return Cursor{time(item), item.id.to_string()}; });
    });
}

template <class IdType, class Find>
Result<std::string> show(const Context& context, const Request& request, std::string_view what, Find find) {
    const auto id = read_id<IdType>(request, what);
    if (!id) return std::unexpected(id.error());
    return read<std::string>(context.database, [&](Transaction& tx) -> Result<std::string> {
        const auto item = found(find(tx, *id), what);
        if (!item) return std::unexpected(item.error());
        return to_json(*item);
    });
}

constexpr std::pair<std::string_view, std::string_view> kKinds[] = {
    {"art-", "article"}, {"sco-", "score"}, {"sig-", "signal"},  {"ver-", "verdict"},
    {"ord-", "order"},   {"fil-", "trade"}, {"out-", "outcome"}, {"adj-", "adjustment"}};

std::string_view kind_of(std::string_view id) {
    for (const auto& [prefix, kind] : kKinds) {
        if (id.starts_with(prefix)) return kind;
    }
    return "";
}

template <class T>
void write_all(JsonWriter& out, std::string_view name, const std::vector<T>& items) {
    out.key(name);
    out.begin_array();
    for (const auto& item : items) write(out, item);
    out.end_array();
}

std::string lineage_json(std::string_view id, const storage::Lineage& lineage) {
    constexpr std::size_t kWholeText = 100'000;
    JsonWriter out;
    out.begin_object();
    out.field("id", id);
    out.field("kind", kind_of(id));
    out.key("articles");
    out.begin_array();
    for (const auto& article : lineage.articles) {
        std::vector<ScoredArticle> scores;
        std::copy_if(lineage.scores.begin(), lineage.scores.end(), std::back_inserter(scores),
                     [&](const ScoredArticle& score) { return score.article == article.id; });
        write(out, article, scores, kWholeText);
    }
    out.end_array();
    write_all(out, "scores", lineage.scores);
    out.key("signals");
    out.begin_array();
    for (const auto& stored : lineage.signals) {
        std::vector<RiskVerdict> verdicts;
        std::copy_if(lineage.verdicts.begin(), lineage.verdicts.end(), std::back_inserter(verdicts),
                     [&](const RiskVerdict& verdict) { return verdict.signal == stored.signal.id; });
        write(out, stored.signal, verdicts);
    }
    out.end_array();
    write_all(out, "verdicts", lineage.verdicts);
    write_all(out, "orders", lineage.orders);
    write_all(out, "trades", lineage.trades);
    write_all(out, "outcomes", lineage.outcomes);
    write_all(out, "adjustments", lineage.adjustments);
    out.end_object();
    return out.take();
}

Result<std::string> explain(const Context& context, const Request& request) {
    return read<std::string>(context.database, [&](Transaction& tx) -> Result<std::string> {
        const auto lineage = storage::trace_lineage(tx, request.param("id"));
        if (!lineage) return std::unexpected(lineage.error());
        return lineage_json(request.param("id"), *lineage);
    });
}

}  // namespace

void add_decision_routes(net::Router& router, const Context& context) {
    router.get("/api/signals", [&context](const Request& r) { return answer(r, list_signals(context, r)); });
    router.get("/api/signals/{id}", [&context](const Request& r) { return answer(r, show_signal(context, r)); });
    router.get("/api/orders", [&context](const Request& r) {
        return answer(
            r, list<Order>(
                   context, r, [&](Transaction& tx, const storage::Page& page) { return find_orders(tx, r, page); },
                   [](const Order& order) { return order.time; }));
    });
    router.get("/api/orders/{id}", [&context](const Request& r) {
        return answer(r, show<OrderId>(context, r, "order", storage::find_order));
    });
    router.get("/api/trades", [&context](const Request& r) {
        return answer(
            r, list<TradeExecution>(
                   context, r, [&](Transaction& tx, const storage::Page& page) { return find_trades(tx, r, page); },
                   [](const TradeExecution& trade) { return trade.time; }));
    });
    router.get("/api/trades/{id}", [&context](const Request& r) {
        return answer(r, show<FillId>(context, r, "trade", storage::find_trade));
    });
    router.get("/api/outcomes", [&context](const Request& r) {
        return answer(r, list<TradeOutcome>(context, r, storage::list_outcomes,
                                            [](const TradeOutcome& outcome) { return outcome.closed; }));
    });
    router.get("/api/explain/{id}", [&context](const Request& r) { return answer(r, explain(context, r)); });
}

}  // namespace tradewind::gateway
