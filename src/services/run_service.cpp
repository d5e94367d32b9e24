#include <fmt/core.h>
#include <algorithm>
#include <array>

#include "services/alpaca_link.hpp"
#include "services/engine_room.hpp"
#include "services/host.hpp"
#include "services/live_feed.hpp"
#include "services/public_face.hpp"
#include "services/replay.hpp"
#include "services/route.hpp"
#include "services/run.hpp"
#include "telemetry/log.hpp"

namespace tradewind::services {
namespace {

constexpr std::chrono::milliseconds kStepWait{500};

bool reads_streams(std::string_view name) {
    return name != kNewsFetcher && name != kMarketData && name != kApiGateway;
}

Status check_service(const RunOptions& options, const std::string& name) {
    if (!std::ranges::contains(kServices, name)) {
        std::string known;
        for (const auto service : kServices) known += (known.empty() ? "" : ", ") + std::string(service);
        return fail(ErrorCode::kInvalidArgument, fmt::format("there is no service '{}'", name), "one of " + known);
    }
    if (is_embedded(options.settings)) {
        return fail(
            ErrorCode::kInvalidArgument, "a service alone needs servers between it and the others",
            "set TRADING_STREAMS__URL=redis://… and TRADING_DATABASE__URL=postgresql://…, or use: tradewind run");
    }
    return {};
}

/// One deciding service of a world, by ticks of a replay or as messages come.
class WorkerLoop {
public:
    static Result<std::unique_ptr<WorkerLoop>> open(World& world, const RunOptions& options, const std::string& name) {
        auto loop = std::make_unique<WorkerLoop>();
        loop->world_ = &world;
        auto worker = open_worker(world, name, options.cash, scoring_of(world));
        if (!worker) return std::unexpected(worker.error());
        loop->worker_ = std::move(*worker);
        if (!is_live(world)) {
            auto follower = TickFollower::create(world, *loop->worker_);
            if (!follower) return std::unexpected(follower.error());
            loop->follower_ = std::move(*follower);
        }
        return loop;
    }
    Status turn(const std::stop_token& stop) {
        if (follower_) return follower_->follow(kStepWait, stop);
        const auto done = worker_->step(kStepWait);
        if (!done) return std::unexpected(done.error());
        return done->handled == 0 ? world_->flush_marks() : Status{};
    }
    void interrupt() { follower_ ? follower_->interrupt() : worker_->interrupt(); }

private:
    World* world_ = nullptr;
    std::unique_ptr<Worker> worker_;
    std::unique_ptr<TickFollower> follower_;
};

}  // namespace

Status run_service(const RunOptions& asked, const std::string& name) {
    block_stop_signals();
    if (Status checked = check_service(asked, name); !checked) return checked;
    if (Status sound = check_real_money(asked.settings); !sound) return sound;
    RunOptions options = asked;
    options.dashboard = name == kApiGateway;
    const std::string world_name = options.world.empty() ? "live" : options.world;
    auto world = World::open(options.settings, world_name, world_name == "live");
    if (!world) return std::unexpected(world.error());

    if (is_live(**world)) {
        if (Status followed = (*world)->market_time().follow(); !followed) return followed;
    }
    std::unique_ptr<WorkerLoop> loop;
    std::unique_ptr<LiveFeed> feed;
    Host host;
    const bool at_alpaca = name == kTradeExecutor && is_live(**world) && trades_at_alpaca(options.settings);
    if (at_alpaca) {
        auto opened = open_alpaca_executor(**world, host);
        if (!opened) return std::unexpected(opened.error());
        feed = std::move(*opened);
    } else if (reads_streams(name)) {
        auto opened = WorkerLoop::open(**world, options, name);
        if (!opened) return std::unexpected(opened.error());
        loop = std::move(*opened);
        host.loop(name, [&](const std::stop_token& stop) { return loop->turn(stop); }, [&] { loop->interrupt(); });
    } else if (name != kApiGateway && is_live(**world)) {
        auto opened = open_live_feed(**world, name, host);
        if (!opened) return std::unexpected(opened.error());
        feed = std::move(*opened);
    } else if (name != kApiGateway) {
        telemetry::log_info(name, "a replay drives this world, so there is nothing to fetch", {{"world", world_name}});
    }
    auto face = open_public_face(**world, options);
    if (!face) return std::unexpected(face.error());
    wait_for_stop(options.limit);
    host.stop();
    return (*world)->flush_marks();
}

}  // namespace tradewind::services
