#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "core/decimal.hpp"
#include "core/error.hpp"
#include "core/time.hpp"

/// The ways to run tradewind (commands.md, Running): each blocks until it is done or SIGINT/SIGTERM comes.
namespace tradewind::backtest {
struct BacktestResult;
}

namespace tradewind::services {

struct RunOptions {
    config::Settings settings;
    std::string world;      ///< Empty: the mode's own (`live`, or a fresh one for replays and the simulated market).
    std::string recording;  ///< A folder to replay; empty: live sources or the simulated market.
    double speed = 0;       ///< Market seconds per second; 0 = as fast as it goes.
    bool until_idle = false;
    std::string record_to;  ///< Folder in which the run is recorded; empty: not.
    Duration limit{};       ///< Ends by itself after so long; 0: not.
    std::string ready_file;
    bool json = false;      ///< Prints the summary on stdout at the end.
    bool dashboard = true;  ///< Serves API and dashboard.
    Decimal cash = Decimal::from_int(100'000);
    std::optional<Timestamp> from;
    std::optional<Timestamp> to;
    std::vector<std::string> factors;
    std::string version;
    std::string commit;
    /// A backtest's result as the command line prints it; empty: the gateway refuses backtests.
    std::function<std::string(const backtest::BacktestResult& result, double wall_seconds)> describe_backtest;
};

/// All services in this process: a recording, an exchange of our own (no keys), or Alpaca (keys).
Status run_all(const RunOptions& options);

/// All services on the live world: Alpaca's data, news, and orders on its paper account, with real money only where
/// trading.live says so too, or at the simulated broker where trading.broker asks for it.
Status run_live(const RunOptions& options);

/// Drives a recording through separately running services of `options.world`.
Status run_replay_driver(const RunOptions& options);

/// An invented market, whatever keys are set: on an exchange of our own, or instant by instant at the simulated broker
/// where the run is recorded or trading.broker asks for that.
Status run_demo(const RunOptions& options);

/// All services on a live world against a `tradewind exchange` in this process, over the wire.
Status run_on_exchange(const RunOptions& options);

/// A name that no world has yet.
std::string fresh_world(std::string_view prefix);

/// One service alone, over streams.url and database.url.
Status run_service(const RunOptions& options, const std::string& name);

}  // namespace tradewind::services
