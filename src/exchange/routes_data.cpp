#include <algorithm>
#include <charconv>
#include <fmt/core.h>

#include "exchange/data_pages.hpp"
#include "exchange/routes.hpp"
#include "exchange/stream_json.hpp"
#include "exchange/wire_json.hpp"
#include "market/new_york_time.hpp"

namespace tradewind::exchange {
namespace {

using net::Request;
using net::Response;
using Fetch = ApiResult<DataPage> (*)(Exchange&, const DataQuery&);

constexpr std::size_t kMostRows = 10'000;

Response data_refusal(int status, std::string message) {
    return json_answer({{"message", std::move(message)}}, status);
}

// The parts of a query that bars, trades and quotes share.
ApiResult<DataQuery> read_query(const Request& request, std::vector<std::string> symbols) {
    DataQuery query;
    std::ranges::sort(symbols);
    symbols.erase(std::ranges::unique(symbols).begin(), symbols.end());
    query.symbols = std::move(symbols);
    const auto bad = [](std::string message) { return std::unexpected(ApiError{400, 0, std::move(message)}); };
    if (query.symbols.empty()) return bad("symbols is required");
    for (const auto& [name, target] : {std::pair("start", &query.start), std::pair("end", &query.end)}) {
        const auto text = request.query_value(name).value_or("");
        if (text.empty()) continue;
        *target = read_time(text);
        if (!*target) return bad(fmt::format("invalid {}: not RFC 3339 or a date", name));
    }
    const auto limit = read_count(request, "limit", 1000, kMostRows);
    if (!limit) return bad("invalid limit: must be between 1 and 10000");
    query.limit = *limit;
    const auto sort = request.query_value("sort").value_or("asc");
    if (!sort.empty() && sort != "asc" && sort != "desc") return bad("invalid sort: must be asc or desc");
    query.falling = sort == "desc";
    query.page_token = request.query_value("page_token").value_or("");
    const auto adjustment = request.query_value("adjustment").value_or("raw");
    query.adjust_splits = adjustment.contains("split") || adjustment.contains("all");
    return query;
}

Response page_answer(const DataPage& page, const char* kind, const std::string* single) {
    Json body;
    if (single != nullptr) {
        body[kind] = page.rows.empty() ? Json::array() : page.rows.front().second;
        body["symbol"] = *single;
    } else {
        body[kind] = Json::object();
        for (const auto& [symbol, rows] : page.rows) body[kind][symbol] = rows;
    }
    body["next_page_token"] = page.next_token.empty() ? Json() : Json(page.next_token);
    return json_answer(body);
}

Response history(WireCore& core, const Request& request, const char* kind, Fetch fetch, bool multi) {
    const std::string symbol(request.param("symbol"));
    auto query =
        read_query(request, multi ? split_list(request.query_value("symbols").value_or("")) : std::vector{symbol});
    if (!query) return data_refusal(query.error().status, query.error().message);
    if (std::string_view(kind) == "bars") {
        const auto text = request.query_value("timeframe").value_or("");
        const auto length = parse_bar_length(text);
        if (!length) return data_refusal(400, text.empty() ? "timeframe is required" : "invalid timeframe: " + text);
        query->length = *length;
    }
    return core.run([&](Exchange& exchange) {
        const auto page = fetch(exchange, *query);
        return page ? page_answer(*page, kind, multi ? nullptr : &symbol)
                    : data_refusal(page.error().status, page.error().message);
    });
}

Json latest_bar(Exchange& exchange, std::uint32_t symbol) {
    auto bar = exchange.market().bars().last_minute(symbol);
    if (!bar) {
        const auto rows =
            exchange.market().bars().query(symbol, {}, exchange.now() - std::chrono::days(5), exchange.now(), 100'000);
        if (!rows.empty()) bar = rows.back();
    }
    return bar ? Json(bar_members(*bar)) : Json();
}
Json latest_trade(Exchange& exchange, std::uint32_t symbol) {
    const auto& stock = exchange.market().stocks()[symbol];
    return stock.trades.empty() ? Json() : Json(trade_members(stock.trades.back()));
}
Json latest_quote(Exchange& exchange, std::uint32_t symbol) {
    const auto& stock = exchange.market().stocks()[symbol];
    return stock.quotes.empty() ? Json() : Json(quote_members(stock.quotes.back()));
}

Json snapshot(Exchange& exchange, std::uint32_t symbol) {
    const Timestamp now = exchange.now();
    const auto days =
        exchange.market().bars().query(symbol, {BarLength::Unit::kDay, 1}, now - std::chrono::days(12), now, 100);
    Json body{{"latestTrade", latest_trade(exchange, symbol)},
              {"latestQuote", latest_quote(exchange, symbol)},
              {"minuteBar", latest_bar(exchange, symbol)}};
    body["dailyBar"] = days.empty() ? Json() : Json(bar_members(days.back()));
    body["prevDailyBar"] = days.size() < 2 ? Json() : Json(bar_members(days[days.size() - 2]));
    return body;
}

/// `/latest` and snapshots: one fact a symbol.
void add_latest(net::Router& router, WireCore& core, const char* kinds, const char* kind,
                Json (*make)(Exchange&, std::uint32_t)) {
    router.get(fmt::format("/v2/stocks/{}/latest", kinds), [&core, kinds, make](const Request& request) {
        const auto symbols = split_list(request.query_value("symbols").value_or(""));
        if (symbols.empty()) return data_refusal(400, "symbols is required");
        return core.run([&](Exchange& exchange) {
            Json body;
            body[kinds] = Json::object();
            for (const auto& symbol : symbols) {
                const auto found = exchange.market().find(symbol);
                if (!found) continue;
                Json fact = make(exchange, *found);
                if (!fact.is_null()) body[kinds][symbol] = std::move(fact);
            }
            return json_answer(body);
        });
    });
    router.get(fmt::format("/v2/stocks/{{symbol}}/{}/latest", kinds), [&core, kind, make](const Request& request) {
        const std::string symbol(request.param("symbol"));
        return core.run([&](Exchange& exchange) {
            const auto found = exchange.market().find(symbol);
            if (!found) return data_refusal(404, fmt::format("no {} found for {}", kind, symbol));
            return json_answer({{"symbol", symbol}, {kind, make(exchange, *found)}});
        });
    });
}

void add_snapshots(net::Router& router, WireCore& core) {
    router.get("/v2/stocks/snapshots", [&core](const Request& request) {
        const auto symbols = split_list(request.query_value("symbols").value_or(""));
        if (symbols.empty()) return data_refusal(400, "symbols is required");
        return core.run([&](Exchange& exchange) {
            Json body = Json::object();
            for (const auto& symbol : symbols) {
                if (const auto found = exchange.market().find(symbol)) body[symbol] = snapshot(exchange, *found);
            }
            return json_answer(body);
        });
    });
    router.get("/v2/stocks/{symbol}/snapshot", [&core](const Request& request) {
        const std::string symbol(request.param("symbol"));
        return core.run([&](Exchange& exchange) {
            const auto found = exchange.market().find(symbol);
            if (!found) return data_refusal(404, "no snapshot found for " + symbol);
            Json body{{"symbol", symbol}};
            body.update(snapshot(exchange, *found));
            return json_answer(body);
        });
    });
}

Response most_actives(Exchange& exchange, const Request& request) {
    const std::size_t top = read_count(request, "top", 10, 100).value_or(10);
    std::vector<std::uint32_t> order(exchange.market().stocks().size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto& stocks = exchange.market().stocks();
    std::ranges::stable_sort(
        order, [&](std::uint32_t a, std::uint32_t b) { return stocks[a].daily.volume > stocks[b].daily.volume; });
    Json list = Json::array();
    for (std::size_t i = 0; i < std::min(top, order.size()); ++i) {
        const auto& stock = stocks[order[i]];
        list.push_back({{"symbol", stock.asset.ticker.view()},
                        {"volume", static_cast<std::int64_t>(stock.daily.volume)},
                        {"trade_count", stock.daily.trades}});
    }
    return json_answer({{"most_actives", list}, {"last_updated", format_timestamp(exchange.now())}});
}

Response corporate_actions(Exchange& exchange, const Request& request) {
    const auto symbols = split_list(request.query_value("symbols").value_or(""));
    Json splits = Json::array();
    for (const auto& split : exchange.market().splits()) {
        const auto& asset = exchange.market().stocks()[split.symbol].asset;
        if (!symbols.empty() && std::ranges::find(symbols, asset.ticker.view()) == symbols.end()) continue;
        const auto date = format_timestamp(split.time).substr(0, 10);
        splits.push_back({{"id", asset.id},
                          {"symbol", asset.ticker.view()},
                          {"cusip", ""},
                          {"new_rate", split.to},
                          {"old_rate", split.from},
                          {"process_date", date},
                          {"ex_date", date}});
    }
    Json actions = Json::object();
    if (!splits.empty()) actions["forward_splits"] = splits;
    return json_answer({{"corporate_actions", actions}, {"next_page_token", nullptr}});
}

}  // namespace

void add_data_routes(net::Router& router, WireCore& core) {
    struct Kind {
        const char* name;
        Fetch fetch;
    };
    for (const auto& kind : {Kind{"bars", bar_page}, Kind{"trades", trade_page}, Kind{"quotes", quote_page}}) {
        router.get(fmt::format("/v2/stocks/{}", kind.name), [&core, kind](const Request& request) {
            return history(core, request, kind.name, kind.fetch, true);
        });
        router.get(fmt::format("/v2/stocks/{{symbol}}/{}", kind.name), [&core, kind](const Request& request) {
            return history(core, request, kind.name, kind.fetch, false);
        });
    }
    add_latest(router, core, "bars", "bar", latest_bar);
    add_latest(router, core, "trades", "trade", latest_trade);
    add_latest(router, core, "quotes", "quote", latest_quote);
    add_snapshots(router, core);
    router.get("/v2/stocks/meta/exchanges", [](const Request&) { return json_answer({{"V", "IEX"}}); });
    router.get("/v2/stocks/meta/conditions/{ticktype}",
               [](const Request&) { return json_answer({{"@", "Regular Sale"}, {"R", "Regular"}}); });
    router.get("/v1beta1/screener/stocks/most-actives", [&core](const Request& request) {
        return core.run([&](Exchange& exchange) { return most_actives(exchange, request); });
    });
    for (const char* path : {"/v1/corporate-actions", "/v1beta1/corporate-actions"}) {
        router.get(path, [&core](const Request& request) {
            return core.run([&](Exchange& exchange) { return corporate_actions(exchange, request); });
        });
    }
}

}  // namespace tradewind::exchange
