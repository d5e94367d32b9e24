#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "core/messages.hpp"
#include "core/records.hpp"
#include "storage/database.hpp"
#include "streams/bus.hpp"
#include "telemetry/health.hpp"
#include "telemetry/meters.hpp"
#include "trading/settings_change.hpp"

namespace tradewind::gateway {

/// What a backtest is asked to do (docs/api.md, Backtests).
struct BacktestRequest {
    std::optional<Timestamp> from;
    std::optional<Timestamp> to;
    std::optional<Decimal> cash;
    std::vector<Ticker> symbols;
    std::string data;  ///< Name of a recording; empty: what the world has stored.
    std::map<std::string, std::string> settings;
};

struct BacktestAnswer {
    std::string summary;  ///< JSON object, as `tradewind backtest --json` prints.
    std::vector<PortfolioSnapshot> equity;
};

/// Runs a backtest; asks `stop` now and then, reports progress in [0, 1].
using BacktestRunner = std::function<Result<BacktestAnswer>(const BacktestRequest&, std::stop_token stop,
                                                            std::function<void(double)> progress)>;

/// What only the process around the gateway knows or can do.
struct GatewayHooks {
    /// Puts a command on controls:commands.
    std::function<Status(const ControlCommand&)> publish_command = {};
    /// Puts a change of decision settings on controls:settings.
    std::function<Status(const trading::SettingsChange& change)> publish_settings = {};
    /// Closes an open dead letter by its message's id, after publishing it again where `retry`.
    std::function<Status(const std::string& message_id, bool retry)> close_dead_letter = {};
    BacktestRunner backtest = {};  ///< Empty: backtests are refused.
    /// The broker's account, for snapshots of source `broker`; empty where the ledger's are all there is.
    std::function<Result<PortfolioSnapshot>()> read_account = {};
};

struct GatewayOptions {
    config::GatewaySettings settings;
    config::NoticeSettings notices = {};
    std::string world = "live";
    std::string version;
    std::string commit;
    std::string streams_mode = "embedded";  ///< embedded | redis
    std::string broker_mode = "simulated";  ///< simulated | paper | live
    bool simulated = true;                  ///< No real market is behind it.
    std::optional<Decimal> initial_cash = {};
    trading::DecisionSettings decisions = {};   ///< Those that the world began with.
    const MarketClock* market_clock = nullptr;  ///< Null: market time is the last valuation's.
    telemetry::Meters* meters = nullptr;
};

/// The API, live updates and the dashboard (docs/api.md), on a server of its own. Everything passed must outlive it.
class Gateway {
public:
    static Result<std::unique_ptr<Gateway>> start(storage::Database& database, streams::Bus& bus,
                                                  const telemetry::Health& health, const MachineClock& clock,
                                                  GatewayOptions options, GatewayHooks hooks);
    virtual ~Gateway() = default;

    /// `http://127.0.0.1:8000`
    [[nodiscard]] virtual std::string url() const = 0;
    /// The one-time link: the URL with the token in its fragment. A secret: print it to the operator, never log it.
    [[nodiscard]] virtual std::string link() const = 0;
    virtual void stop() = 0;
};

}  // namespace tradewind::gateway
