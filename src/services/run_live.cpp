#include <malloc.h>

#include <fmt/core.h>
#include <array>
#include <filesystem>

#include "services/alpaca_link.hpp"
#include "services/engine_room.hpp"
#include "services/live_feed.hpp"
#include "services/operations.hpp"
#include "services/own_exchange.hpp"
#include "services/public_face.hpp"
#include "services/recorder.hpp"
#include "services/route.hpp"
#include "services/run.hpp"
#include "services/summary.hpp"
#include "telemetry/log.hpp"

namespace tradewind::services {
namespace {

constexpr std::chrono::milliseconds kSliceWait{200};
constexpr std::chrono::days kWarmUp{5};
/// For what is under way when a run ends: messages, orders and their fills.
constexpr std::chrono::seconds kLastWords{10};

void say_what_will_happen(const config::Settings& settings) {
    if (at_exchange(settings)) {
        telemetry::log_info("run", "an invented market on an exchange in a box: no company, price or headline is real",
                            {{"exchange", settings.alpaca.trading_url}, {"seed", settings.simulation.seed}});
    } else if (!trades_at_alpaca(settings)) {
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
    Status settle(Duration patience) { return executor_ ? executor_->settle(patience) : Status{}; }

private:
    static void start(Worker& worker, Host& host) {
        host.loop(
            worker.group(),
            [&worker](const std::stop_token&) {
                const auto stepped = worker.step(kSliceWait);
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

// Nothing new comes in any more: what came is dealt with, and our books are compared with the broker's.
Status settle(World& world, LiveRoom& room) {
    const auto& clock = world.machine_clock();
    const Duration deadline = clock.monotonic() + kLastWords;
    std::stop_source never;
    while (!is_idle(world) && clock.monotonic() < deadline) pause_or_stop(never.get_token(), kSliceWait / 10);
    Status settled = room.settle(kLastWords);
    while (!is_idle(world) && clock.monotonic() < deadline) pause_or_stop(never.get_token(), kSliceWait / 10);
    return settled;
}

Status print_summary(World& world, LiveRoom& room, const RunOptions& options, Duration wall) {
    const Status settled = settle(world, room);
    if (!settled) telemetry::log_failure(telemetry::LogLevel::kError, "run", "the end is not clean", settled.error());
    auto summary = summarise(world);
    if (summary) summary->reconciled = summary->reconciled && settled;
    const Status measured = summary ? measure_latency(world, *summary) : std::unexpected(summary.error());
    if (!measured) return measured;
    fmt::println("{}", options.json ? to_json(*summary, to_seconds(wall)) : to_text(*summary, to_seconds(wall)));
    return {};
}

/// All services of a live world, until they are told to stop.
Status host_live(World& world, const RunOptions& options) {
    if (Status followed = world.market_time().follow(); !followed) return followed;
    const Timestamp begun = world.market_time().now();
    const Duration begin = world.machine_clock().monotonic();
    LiveRoom room;
    Host host;
    std::vector<std::unique_ptr<LiveFeed>> feeds;
    Host feeding;
    if (Status opened = room.open(world, options.cash, host); !opened) return opened;
    for (const auto service : std::array{kNewsFetcher, kMarketData}) {
        auto feed = open_live_feed(world, service, feeding);
        if (!feed) return std::unexpected(feed.error());
        feeds.push_back(std::move(*feed));
    }
    auto operators = serve_operators(world);
    if (!operators) return std::unexpected(operators.error());
    auto face = open_public_face(world, options);
    if (!face) return std::unexpected(face.error());
    wait_for_stop(options.limit);
    const Duration wall = world.machine_clock().monotonic() - begin;
    feeding.stop();
    Status done;
    if (options.json || options.limit > Duration{}) done = print_summary(world, room, options, wall);
    host.stop();
    if (done) done = record_run(world, recorded_part(options, begun));
    return done ? world.flush_marks() : done;
}

}  // namespace

Status run_on_exchange(const RunOptions& asked) {
    RunOptions options = asked;
    if (options.world.empty()) options.world = fresh_world("demo");
    if (options.world == "live") {
        return fail(ErrorCode::kInvalidArgument, "an invented market needs a world of its own",
                    "leave --world out, or give it another name");
    }
    // An exchange and a house have many threads that do little each: arenas of their own would only hold memory.
    mallopt(M_ARENA_MAX, 2);
    std::error_code ignored;
    std::filesystem::create_directories(options.settings.data.dir, ignored);
    const auto serve = own_exchange_options(options);
    const auto exchange = exchange::ExchangeServer::start(serve);
    if (!exchange) return std::unexpected(exchange.error());
    options.settings = settings_at((*exchange)->served(), serve.speed, std::move(options.settings));
    say_what_will_happen(options.settings);
    auto world = World::open(options.settings, options.world, false);
    if (!world) return std::unexpected(world.error());
    return host_live(**world, options);
}

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
    return host_live(**world, options);
}

}  // namespace tradewind::services
