#pragma once

#include "gateway/gateway.hpp"
#include "net/router.hpp"

namespace tradewind::gateway {

class BacktestJobs;
class LiveHub;

/// What the routes work with. Lives as long as the gateway.
struct Context {
    storage::Database& database;
    streams::Bus& bus;
    const telemetry::Health& health;
    const MachineClock& clock;
    const GatewayOptions& options;
    const GatewayHooks& hooks;
};

/// Each adds the routes of its part of docs/api.md.
void add_decision_routes(net::Router& router, const Context& context);   // signals, orders, trades, outcomes, explain
void add_news_routes(net::Router& router, const Context& context);       // news, bars
void add_portfolio_routes(net::Router& router, const Context& context);  // portfolio, positions
void add_strategy_routes(net::Router& router, const Context& context);
void add_settings_routes(net::Router& router, const Context& context);
void add_control_routes(net::Router& router, const Context& context);
void add_operation_routes(net::Router& router, const Context& context);  // system, health, dead letters, openapi.json
void add_backtest_routes(net::Router& router, const Context& context, BacktestJobs& jobs);

/// What `/api/portfolio` and `/api/controls` answer, and the items of `/api/positions`; also sent live.
Result<std::string> portfolio_json(const Context& context);
Result<std::string> positions_json(const Context& context);
Result<std::string> controls_json(const Context& context);

}  // namespace tradewind::gateway
