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
    /// What has bars, where that is known beforehand.
    [[nodiscard]] virtual std::vector<ListedSince> listed() const { return {}; }
    /// The articles still to come, where they are known beforehand.
    [[nodiscard]] virtual std::vector<RawArticle> articles_to_come() const { return {}; }
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
    LocalBarrier(std::map<std::string, Worker*, std::less<>> workers, std::stop_token stop)
        : workers_(std::move(workers)), stop_(std::move(stop)) {}
    Status pass(const Tick& tick) override;
    Status idle(Duration wait) override;

private:
    std::map<std::string, Worker*, std::less<>> workers_;
    std::stop_token stop_;
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

/// How fast a driver goes.
struct Pace {
    double speed = 0;        ///< Market seconds per second; 0 = as fast as it goes.
    Duration longest_gap{};  ///< A longer gap between instants (a night) is cut to this; 0: none is.
    int unpaced_bar_instants = 0;  ///< So many instants with bars go first, at full speed.
};

/// Publishes instants one after another and waits for each to be dealt with: the stand-in for market-data and
/// news-fetcher.
class ReplayDriver {
public:
    ReplayDriver(World& world, InstantSource& source, Barrier& barrier, Pace pace);

    /// Until the source ends or a stop is asked for.
    Status run(std::stop_token stop);
    /// The q-quantile of the time from the publication of an instant's articles to the end of their last stop; 0 where
    /// there were none. Of the last 65 536 such instants; not while it runs.
    [[nodiscard]] double latency_ms(double q) const;

private:
    [[nodiscard]] Tick tick_of(const backtest::Instant& instant, bool articles) const;
    Status deal_with(const backtest::Instant& instant);
    Status wait_for(Timestamp time, const std::stop_token& stop);
    Status publish_bars(const backtest::Instant& instant);
    Status publish_articles(const backtest::Instant& instant);

    World& world_;
    InstantSource& source_;
    Barrier& barrier_;
    Pace pace_;
    std::optional<Timestamp> last_;  ///< The instant before, once paced.
    Duration due_{};                 ///< Machine time at which the next instant is due.
    std::int64_t seq_ = 0;
    std::vector<double> latencies_ms_;
};

/// A service's side of the token barrier: deals with ticks as they come, with operators' commands in between.
class TickFollower {
public:
    static Result<std::unique_ptr<TickFollower>> create(World& world, Worker& worker);
    /// Waits for a tick up to `wait`, steps the worker, passes the tick on.
    Status follow(Duration wait, const std::stop_token& stop);
    void interrupt();

private:
    TickFollower(World& world, Worker& worker) : world_(world), worker_(worker) {}
    Status handle(Tick tick, const std::stop_token& stop);
    Status pass_on(Tick tick);

    World& world_;
    Worker& worker_;
    std::unique_ptr<streams::Consumer> ticks_;
    int careful_ = 0;          ///< So many ticks to come may have been half done before.
    TickPlace done_;           ///< Of the last tick dealt with.
};

}  // namespace tradewind::services
