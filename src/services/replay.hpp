#pragma once

#include <map>
#include <memory>
#include <stop_token>
#include <string>

#include "backtest/recording.hpp"
#include "core/error.hpp"
#include "services/route.hpp"
#include "services/worker.hpp"

namespace tradewind::services {

/// Where a replay's or a simulated market's instants come from, in rising time.
class InstantSource {
public:
    virtual ~InstantSource() = default;
    /// The next instant, or nothing at the end.
    virtual Result<std::optional<backtest::Instant>> next() = 0;
};

/// Has an instant that was published dealt with by all services, in the order of its route.
class Barrier {
public:
    virtual ~Barrier() = default;
    virtual Status pass(const Tick& tick) = 0;
    /// Between instants: operators' commands. Returns after `wait` at the latest.
    virtual Status idle(Duration wait) = 0;
};

/// All services in this process: the barrier costs a function call.
class LocalBarrier final : public Barrier {
public:
    explicit LocalBarrier(std::map<std::string, Worker*, std::less<>> workers) : workers_(std::move(workers)) {}
    Status pass(const Tick& tick) override;
    Status idle(Duration wait) override;

private:
    std::map<std::string, Worker*, std::less<>> workers_;
};

/// Services in processes of their own: ticks travel over the streams.
class TokenBarrier final : public Barrier {
public:
    static Result<std::unique_ptr<TokenBarrier>> create(World& world, std::stop_token stop);
    Status pass(const Tick& tick) override;
    Status idle(Duration wait) override;

private:
    TokenBarrier(World& world, std::stop_token stop) : world_(world), stop_(std::move(stop)) {}

    World& world_;
    std::stop_token stop_;
    std::unique_ptr<streams::Consumer> returns_;
};

/// Publishes instants one after another and waits for each to be dealt with: the stand-in for market-data and
/// news-fetcher.
class ReplayDriver {
public:
    /// `speed`: market seconds per second; 0 = as fast as it goes.
    ReplayDriver(World& world, InstantSource& source, Barrier& barrier, double speed);

    /// Until the source ends or a stop is asked for.
    Status run(std::stop_token stop);
    [[nodiscard]] std::int64_t instants() const { return seq_; }

private:
    Status wait_until(Timestamp time, std::stop_token stop);
    Status publish_bars(const backtest::Instant& instant);
    Status publish_articles(const backtest::Instant& instant);

    World& world_;
    InstantSource& source_;
    Barrier& barrier_;
    double speed_;
    std::unique_ptr<ScaledMarketClock> clock_;
    std::int64_t seq_ = 0;
};

/// A service's side of the token barrier: deals with ticks as they come, with operators' commands in between.
class TickFollower {
public:
    static Result<std::unique_ptr<TickFollower>> create(World& world, Worker& worker);
    /// Waits for a tick up to `wait`, steps the worker, passes the tick on.
    Status follow(Duration wait);

private:
    TickFollower(World& world, Worker& worker) : world_(world), worker_(worker) {}
    Status pass_on(Tick tick);

    World& world_;
    Worker& worker_;
    std::unique_ptr<streams::Consumer> ticks_;
    bool restarted_ = true;  ///< The first tick after a start may have been half done before.
};

}  // namespace tradewind::services
