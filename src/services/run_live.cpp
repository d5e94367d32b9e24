#include <array>

#include "services/alpaca_link.hpp"
#include "services/engine_room.hpp"
#include "services/live_feed.hpp"
#include "services/operations.hpp"
#include "services/public_face.hpp"
#include "services/recorder.hpp"
#include "services/route.hpp"
#include "services/run.hpp"
#include "telemetry/log.hpp"

namespace tradewind::services {
namespace {

constexpr std::chrono::milliseconds kWait{200};
constexpr std::chrono::days kWarmUp{5};

void say_what_will_happen(const config::Settings& settings) {
    if (!trades_at_alpaca(settings)) {
        telemetry::log_info("run", "live data from Alpaca, orders at the simulated broker");
    } else if (settings.alpaca.paper) {
        telemetry::log_info("run", "live data from Alpaca, orders on its paper account: no real money");
    } else {
        telemetry::log_warning("run", "orders go to Alpaca with REAL MONEY",
                               {{"stop", "tradewind controls kill cancels all open orders"}});
    }
}

/// The deciding services of the live world, each on a thread of its own.
class LiveRoom {
public:
    Status open(World& world, Decimal cash, Host& host) {
        const bool at_alpaca = trades_at_alpaca(world.settings());
        if (at_alpaca) {
            auto executor = open_alpaca_executor(world, host);
            if (!executor) return std::unexpected(executor.error());
            executor_ = std::move(*executor);
        }
        for (const auto service : std::array{kSentimentAnalyzer, kSignalGenerator, kLearningEngine, kTradeExecutor}) {
            if (service == kTradeExecutor && at_alpaca) continue;
            auto worker = open_worker(world, service, cash, scoring_of(world));
            if (!worker) return std::unexpected(worker.error());
            start(**worker, host);
            workers_.push_back(std::move(*worker));
        }
        return {};
    }

private:
    static void start(Worker& worker, Host& host) {
        host.loop(
            worker.group(),
            [&worker](const std::stop_token&) {
                const auto stepped = worker.step(kWait);
                return stepped ? Status{} : std::unexpected(stepped.error());
            },
            [&worker] { worker.interrupt(); });
    }

    std::unique_ptr<LiveFeed> executor_;
    std::vector<std::unique_ptr<Worker>> workers_;
};

// The live world holds months: what a recording of one run needs is the run, and the bars that warmed it up.
RunOptions recorded_part(const RunOptions& options, Timestamp begun) {
    RunOptions part = options;
    if (!part.from) part.from = begun - kWarmUp;
    return part;
}

}  // namespace

Status run_live(const RunOptions& options) {
    if (Status checked = check_real_money(options.settings); !checked) return checked;
    if (!is_embedded(options.settings)) {
        return fail(ErrorCode::kInvalidArgument,
                    "run hosts all services on the embedded store, and servers are configured",
                    "start each service alone: tradewind service NAME");
    }
    say_what_will_happen(options.settings);
    auto world = World::open(options.settings, options.world.empty() ? "live" : options.world, true);
    if (!world) return std::unexpected(world.error());
    const Timestamp begun = (*world)->machine_clock().now();
    LiveRoom room;
    std::vector<std::unique_ptr<LiveFeed>> feeds;
    Host host;
    if (Status opened = room.open(**world, options.cash, host); !opened) return opened;
    for (const auto service : std::array{kNewsFetcher, kMarketData}) {
        auto feed = open_live_feed(**world, service, host);
        if (!feed) return std::unexpected(feed.error());
        feeds.push_back(std::move(*feed));
    }
    auto operators = serve_operators(**world);
    if (!operators) return std::unexpected(operators.error());
    auto face = open_public_face(**world, options);
    if (!face) return std::unexpected(face.error());
    wait_for_stop(options.limit);
    host.stop();
    if (Status recorded = record_run(**world, recorded_part(options, begun)); !recorded) return recorded;
    return (*world)->flush_marks();
}

}  // namespace tradewind::services
