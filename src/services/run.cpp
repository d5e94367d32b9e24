#include "services/run.hpp"

#include <fmt/core.h>
#include <array>
#include <atomic>
#include <format>
#include <fstream>
#include <nlohmann/json.hpp>

#include "backtest/recording.hpp"
#include "services/alpaca_link.hpp"
#include "services/engine_room.hpp"
#include "services/host.hpp"
#include "services/listed_symbols.hpp"
#include "services/operations.hpp"
#include "services/public_face.hpp"
#include "services/recorder.hpp"
#include "services/recording_source.hpp"
#include "services/replay.hpp"
#include "services/scoring_ahead.hpp"
#include "services/summary.hpp"
#include "services/synthetic_source.hpp"
#include "telemetry/log.hpp"

namespace tradewind::services {
namespace {

constexpr std::chrono::milliseconds kBarrierSlice{200};
/// The invented market's past: so many minutes go through at full speed, so that indicators are warm at the start.
constexpr int kWarmUpMinutes = 390;

// Whoever drives a world has its time, whatever exchange settings name.
RunOptions driven(RunOptions options) {
    options.settings.alpaca.clock_speed = 0;
    return options;
}

std::unique_ptr<InstantSource> open_invented_market(const RunOptions& options) {
    exchange::SyntheticOptions made;
    made.seed = static_cast<std::uint64_t>(options.settings.simulation.seed);
    made.start = SystemMachineClock().now() - std::chrono::days(7);
    return std::make_unique<SyntheticSource>(made);
}

/// The driver's thread: instants until the source ends, then only operators' commands.
class Drive {
public:
    Drive(World& world, InstantSource& source, Barrier& barrier, Pace pace)
        : driver_(world, source, barrier, pace), barrier_(barrier) {}

    void run(const std::stop_token& stop) {
        outcome_ = driver_.run(stop);
        if (!outcome_ && !stop.stop_requested()) {
            telemetry::log_failure(telemetry::LogLevel::kError, "replay", "the replay ended early", outcome_.error());
        }
        ended_ = true;
        while (!stop.stop_requested()) {
            if (Status served = barrier_.idle(kBarrierSlice); !served) return;
        }
    }
    [[nodiscard]] bool ended() const { return ended_; }
    /// After the thread has ended.
    [[nodiscard]] const Status& outcome() const { return outcome_; }
    [[nodiscard]] const ReplayDriver& driver() const { return driver_; }

private:
    ReplayDriver driver_;
    Barrier& barrier_;
    Status outcome_;
    std::atomic<bool> ended_ = false;
};

Status print_summary(World& world, const RunOptions& options, const ReplayDriver& driver, Duration wall) {
    auto summary = summarise(world);
    if (!summary) return std::unexpected(summary.error());
    summary->latency_p50_ms = driver.latency_ms(0.5);
    summary->latency_p99_ms = driver.latency_ms(0.99);
    if (options.json) {
        fmt::println("{}", to_json(*summary, to_seconds(wall)));
    } else if (options.until_idle || options.limit > Duration{}) {
        fmt::println("{}", to_text(*summary, to_seconds(wall)));
    }
    return {};
}

Status run_driven(const RunOptions& options, World& world, InstantSource& source, Pace pace) {
    const Duration begin = world.machine_clock().monotonic();
    const ScoringAhead ahead(world.settings(), source.articles_to_come(), source.listed());
    if (Status noted = store_listed(world, source.listed()); !noted) return noted;
    auto room = EngineRoom::open(world, options.cash, sentiment::scored_on_receipt, ahead.store());
    if (!room) return std::unexpected(room.error());
    auto operators = serve_operators(world);
    if (!operators) return std::unexpected(operators.error());
    auto face = open_public_face(world, options);
    if (!face) return std::unexpected(face.error());

    std::stop_source stop;
    LocalBarrier barrier((*room)->workers(), stop.get_token());
    Drive drive(world, source, barrier, pace);
    std::jthread thread([&] { drive.run(stop.get_token()); });
    wait_for_stop(options.limit, [&] { return drive.ended() && options.until_idle && is_idle(world); });
    const Duration wall = world.machine_clock().monotonic() - begin;
    stop.request_stop();
    thread.join();
    if (Status recorded = record_run(world, options); !recorded) return recorded;
    if (Status printed = print_summary(world, options, drive.driver(), wall); !printed) return printed;
    return drive.ended() || options.limit > Duration{} ? Status{} : drive.outcome();
}

Status run_recording(const RunOptions& asked) {
    const RunOptions options = driven(asked);
    const std::string name = options.world.empty() ? fresh_world("replay") : options.world;
    auto world = World::open(options.settings, name, false);
    if (!world) return std::unexpected(world.error());
    auto source = open_recording(options, (*world)->decisions());
    if (!source) return std::unexpected(source.error());
    return run_driven(options, **world, **source, {.speed = options.speed});
}

// An invented market on the simulated broker, instant by instant: what is recorded of it decides the same in a replay.
Status run_invented(const RunOptions& asked) {
    const RunOptions options = driven(asked);
    const std::string name = options.world.empty() ? fresh_world("demo") : options.world;
    auto world = World::open(options.settings, name, false);
    if (!world) return std::unexpected(world.error());
    telemetry::log_info("run", "an invented market on the simulated broker: no company, price or headline is real",
                        {{"world", name}, {"seed", options.settings.simulation.seed}});
    const auto source = open_invented_market(options);
    Pace pace{.speed = options.speed > 0 ? options.speed : options.settings.simulation.speed,
              .longest_gap = std::chrono::minutes(2),
              .unpaced_bar_instants = kWarmUpMinutes};
    return run_driven(options, **world, *source, pace);
}

}  // namespace

std::string fresh_world(std::string_view prefix) {
    const auto now = SystemMachineClock().now();
    return std::format("{}-{:%Y%m%d-%H%M%S}-{}", prefix, std::chrono::floor<std::chrono::seconds>(now),
                       unix_nanos(now) / 1'000'000 % 1000);
}

Status run_demo(const RunOptions& options) {
    block_stop_signals();
    if (!options.record_to.empty() || options.settings.trading.broker == "simulated") return run_invented(options);
    return run_on_exchange(options);
}

Status run_all(const RunOptions& options) {
    block_stop_signals();
    if (!options.recording.empty()) return run_recording(options);
    if (has_alpaca_keys(options.settings)) return run_live(options);
    telemetry::log_info(
        "run", "no Alpaca keys are set, so this trades on an exchange of its own",
        {{"hint", "set APCA_API_KEY_ID and APCA_API_SECRET_KEY for paper trading: docs/going-live.md"}});
    return run_demo(options);
}

Status run_replay_driver(const RunOptions& asked) {
    block_stop_signals();
    const RunOptions options = driven(asked);
    if (is_embedded(options.settings)) {
        return fail(ErrorCode::kInvalidArgument, "replay drives services over servers, and none are configured",
                    "set TRADING_STREAMS__URL and TRADING_DATABASE__URL, or use: tradewind run --replay DIR");
    }
    if (options.world.empty() || options.world == "live") {
        return fail(ErrorCode::kInvalidArgument, "a replay needs a world of its own",
                    "add --world NAME, as its services have");
    }
    auto world = World::open(options.settings, options.world, false);
    if (!world) return std::unexpected(world.error());
    auto source = open_recording(options, (*world)->decisions());
    if (!source) return std::unexpected(source.error());
    const Duration begin = (*world)->machine_clock().monotonic();
    std::stop_source stop;
    if (Status noted = store_listed(**world, (*source)->listed()); !noted) return noted;
    auto barrier = TokenBarrier::create(**world, stop.get_token());
    if (!barrier) return std::unexpected(barrier.error());
    Drive drive(**world, **source, **barrier, {.speed = options.speed});
    std::jthread thread([&] { drive.run(stop.get_token()); });
    wait_for_stop(options.limit, [&] { return drive.ended() && (!options.until_idle || is_idle(**world)); });
    const Duration wall = (*world)->machine_clock().monotonic() - begin;
    const bool ended = drive.ended();
    stop.request_stop();
    thread.join();
    if (Status printed = print_summary(**world, options, drive.driver(), wall); !printed) return printed;
    return ended ? drive.outcome() : Status{};
}

}  // namespace tradewind::services
