#include <algorithm>

#include "exchange/companies.hpp"
#include "exchange/routes.hpp"
#include "exchange/wire_json.hpp"

namespace tradewind::exchange {
namespace {

using net::Request;
using net::Response;

constexpr std::size_t kMostLists = 200;

struct Watchlist {
    std::string id, name;
    Timestamp created, updated;
    std::vector<std::uint32_t> symbols;
};

/// The account's watchlists; under the exchange's lock.
class Watchlists {
public:
    Response list(Exchange&) const {
        Json rows = Json::array();
        for (const auto& one : lists_) rows.push_back(head(one));
        return json_answer(rows);
    }
    Response create(Exchange& exchange, const Request& request) {
        Watchlist made;
        made.id = make_uuid(0x3a7c4, 1, ++number_);
        made.created = exchange.now();
        if (lists_.size() >= kMostLists) return refusal(422, 40010001, "too many watchlists");
        if (auto refused = read(exchange, request, made)) return *refused;
        if (made.name.empty()) return refusal(422, 40010001, "name is required");
        lists_.push_back(made);
        return full(exchange, made);
    }
    Response show(Exchange& exchange, const Request& request) {
        auto* found = find(request);
        return found == nullptr ? missing() : full(exchange, *found);
    }
    Response update(Exchange& exchange, const Request& request) {
        auto* found = find(request);
        if (found == nullptr) return missing();
        Watchlist changed = *found;
        if (auto refused = read(exchange, request, changed)) return *refused;
        return full(exchange, *found = changed);
    }
    Response add(Exchange& exchange, const Request& request) {
        auto* found = find(request);
        if (found == nullptr) return missing();
        const auto body = nlohmann::json::parse(request.body, nullptr, false);
        const auto symbol = body.is_object() && body.contains("symbol") && body["symbol"].is_string()
                                ? exchange.market().find(body["symbol"].get<std::string>())
                                : std::nullopt;
        if (!symbol) return refusal(422, 40010001, "symbol is required");
        if (std::ranges::find(found->symbols, *symbol) == found->symbols.end()) found->symbols.push_back(*symbol);
        found->updated = exchange.now();
        return full(exchange, *found);
    }
    Response remove(Exchange&, const Request& request) {
        auto* found = find(request);
        if (found == nullptr) return missing();
        lists_.erase(lists_.begin() + (found - lists_.data()));
        return {204, {}, {}};
    }
    Response remove_symbol(Exchange& exchange, const Request& request) {
        auto* found = find(request);
        const auto symbol = exchange.market().find(request.param("symbol"));
        if (found == nullptr || !symbol || std::erase(found->symbols, *symbol) == 0) return missing();
        return full(exchange, *found);
    }

private:
    static Response missing() { return refusal(404, 40410000, "watchlist not found"); }
    static Json head(const Watchlist& one) {
        return {{"id", one.id},
                {"account_id", make_uuid(0xacc, 1, 1)},
                {"created_at", format_timestamp(one.created)},
                {"updated_at", format_timestamp(one.updated)},
                {"name", one.name}};
    }
    static Response full(Exchange& exchange, const Watchlist& one) {
        Json body = head(one);
        body["assets"] = Json::array();
        for (const auto symbol : one.symbols)
            body["assets"].push_back(asset_json(exchange.market().stocks()[symbol].asset));
        return json_answer(body);
    }
    Watchlist* find(const Request& request) {
        const auto id = request.param("id");
        const auto name = request.query_value("name").value_or("");
        const auto found = std::ranges::find_if(
            lists_, [&](const Watchlist& one) { return id.empty() ? one.name == name : one.id == id; });
        return found == lists_.end() ? nullptr : &*found;
    }
    std::optional<Response> read(Exchange& exchange, const Request& request, Watchlist& into) {
        const auto body = nlohmann::json::parse(request.body, nullptr, false);
        if (!body.is_object()) return refusal(400, 40010000, "request body format is invalid");
        if (body.contains("name") && body["name"].is_string())
            into.name = body["name"].get<std::string>().substr(0, 64);
        const bool taken = std::ranges::any_of(
            lists_, [&](const Watchlist& one) { return one.name == into.name && one.id != into.id; });
        if (taken) return refusal(422, 40010001, "watchlist name must be unique");
        if (body.contains("symbols") && body["symbols"].is_array()) {
            std::vector<std::uint32_t> symbols;
            for (const auto& item : body["symbols"]) {
                const auto symbol = item.is_string() ? exchange.market().find(item.get<std::string>()) : std::nullopt;
                if (!symbol) return refusal(422, 40010001, "symbol not found");
                if (std::ranges::find(symbols, *symbol) == symbols.end()) symbols.push_back(*symbol);
            }
            into.symbols = std::move(symbols);
        }
        into.updated = exchange.now();
        return std::nullopt;
    }

    std::vector<Watchlist> lists_;
    std::uint64_t number_ = 0;
};

}  // namespace

void add_watchlist_routes(net::Router& router, WireCore& core) {
    const auto lists = std::make_shared<Watchlists>();
    const auto add = [&](const char* method, const char* path,
                         Response (Watchlists::*handler)(Exchange&, const Request&)) {
        router.add(method, path, [&core, lists, handler](const Request& request) {
            return core.run([&](Exchange& exchange) { return (lists.get()->*handler)(exchange, request); });
        });
    };
    router.get("/v2/watchlists", [&core, lists](const Request&) {
        return core.run([&](Exchange& exchange) { return lists->list(exchange); });
    });
    add("POST", "/v2/watchlists", &Watchlists::create);
    for (const char* path : {"/v2/watchlists/{id}", "/v2/watchlists:by_name"}) {
        add("GET", path, &Watchlists::show);
        add("PUT", path, &Watchlists::update);
        add("POST", path, &Watchlists::add);
        add("DELETE", path, &Watchlists::remove);
    }
    add("DELETE", "/v2/watchlists/{id}/{symbol}", &Watchlists::remove_symbol);
}

}  // namespace tradewind::exchange
