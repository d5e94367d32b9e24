#include "exchange/server.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "core/id.hpp"
#include "exchange/companies.hpp"
#include "exchange/gate.hpp"
#include "exchange/journal.hpp"
#include "exchange/routes.hpp"
#include "exchange/wire_json.hpp"
#include "net/server.hpp"

namespace tradewind::exchange {
namespace {

constexpr std::int64_t kMostCash = 1'000'000'000;

ApiKeys make_keys(std::uint64_t seed) {
    const std::string digest = sha256_hex(fmt::format("tradewind exchange {}", seed));
    std::string key_id = "PK";
    for (const char c : digest.substr(0, 18)) key_id += static_cast<char>(c >= 'a' ? c - 'a' + 'A' : c);
    return {key_id, digest.substr(20, 40)};
}

net::Router make_router(WireCore& core, Gate& gate) {
    net::Router router;
    add_order_routes(router, core);
    add_account_routes(router, core);
    add_watchlist_routes(router, core);
    add_data_routes(router, core);
    add_news_routes(router, core);
    add_stream_routes(router, core);
    add_admin_routes(router, core);
    for (const char* method : {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
        router.add(method, "/{rest*}",
                   [](const net::Request&) { return refusal(404, 40410000, "endpoint not found"); });
    }
    for (const auto& route : router.routes()) {
        const bool acts = route->method != "GET" && route->pattern.starts_with("/v2/");
        route->handler = [&gate, acts, handler = std::move(route->handler)](const net::Request& request) {
            if (!acts) return gate.finish(request, handler(request));
            const WireCore::Acting acting(request);
            return gate.finish(request, handler(request));
        };
    }
    return router;
}

// What a market is, as far as its tape depends on it.
std::string describe(const ExchangeOptions& options) {
    return nlohmann::ordered_json{{"exchange", 1},
                                  {"seed", options.seed},
                                  {"start", format_timestamp(options.start)},
                                  {"symbols", options.symbols},
                                  {"recorded", options.recorded.size()},
                                  {"cash", options.cash.to_string()},
                                  {"news_per_hour", options.news ? options.news_per_hour : 0.0},
                                  {"news_impact", options.news_impact},
                                  {"splits", options.splits}}
        .dump();
}

class Serving final : public ExchangeServer {
public:
    explicit Serving(const ServeOptions& options)
        : core_(options.exchange, options.speed, make_keys(options.exchange.seed), options.chaos), gate_(core_) {}
    ~Serving() override {
        server_.reset();
        core_.stop();
    }

    Status listen(const ServeOptions& options) {
        net::ServerOptions serve;
        serve.name = "exchange";
        serve.host = options.host;
        serve.port = options.port;
        serve.workers = 8;
        serve.any_host = true;
        serve.gate = [this](net::Request& request) { return gate_.check(request); };
        auto router = make_router(core_, gate_);
        if (!options.journal.empty()) {
            if (Status resumed = resume(options, router); !resumed) return resumed;
        }
        auto server = net::Server::start(std::move(serve), std::move(router));
        if (!server) return std::unexpected(server.error());
        server_ = std::move(*server);
        served_.url = server_->url();
        served_.stream_url = "ws" + served_.url.substr(4);
        served_.key_id = core_.keys().key_id;
        served_.secret_key = core_.keys().secret_key;
        core_.start(options.skip_nights);
        served_.clock = core_.run([this](Exchange& exchange) {
            for (const auto& stock : exchange.market().stocks())
                served_.symbols.append(served_.symbols.empty() ? "" : ",").append(stock.asset.ticker.view());
            return exchange.now();
        });
        return {};
    }
    [[nodiscard]] const ServedExchange& served() const override { return served_; }

private:
    // Everything that clients did, done again at its time.
    Status resume(const ServeOptions& options, const net::Router& router) {
        auto journal = Journal::open(options.journal, describe(options.exchange));
        if (!journal) return std::unexpected(journal.error());
        for (auto& action : (*journal)->take_past()) {
            core_.resume_at(action.time);
            auto match = router.match(action.method, action.path);
            net::Request request;
            request.method = std::move(action.method);
            request.path = std::move(action.path);
            request.query = std::move(action.query);
            request.body = std::move(action.body);
            request.params = std::move(match.params);
            if (match.route != nullptr) match.route->handler(request);
        }
        if (const auto clock = (*journal)->clock()) core_.resume_at(*clock);
        core_.keep(std::move(*journal));
        return {};
    }

    WireCore core_;
    Gate gate_;
    std::unique_ptr<net::Server> server_;
    ServedExchange served_;
};

}  // namespace

std::string ServedExchange::ready_line() const {
    return nlohmann::ordered_json{{"ready", true},
                                  {"trading", url},
                                  {"data", url},
                                  {"stream", stream_url},
                                  {"feeds", {url + "/feeds/rss.xml", url + "/feeds/atom.xml"}},
                                  {"reddit", url},
                                  {"key_id", key_id},
                                  {"secret_key", secret_key},
                                  {"clock", format_timestamp(clock)}}
        .dump();
}

Result<std::unique_ptr<ExchangeServer>> ExchangeServer::start(ServeOptions options) {
    if (options.exchange.cash.sign() <= 0 || options.exchange.cash > Decimal::from_int(kMostCash)) {
        return fail(ErrorCode::kInvalidArgument, "the account's cash must be more than 0 and at most 1000000000");
    }
    if (options.exchange.recorded.empty() && invent_listings(options.exchange.seed, options.exchange.symbols).empty()) {
        return fail(ErrorCode::kInvalidArgument, "none of the symbols is a ticker", "e.g. --symbols AURL,BRND");
    }
    auto serving = std::make_unique<Serving>(options);
    if (Status listening = serving->listen(options); !listening) return std::unexpected(listening.error());
    return serving;
}

}  // namespace tradewind::exchange
