#include "services/replay.hpp"

#include <fmt/core.h>
#include <algorithm>
#include <thread>

#include "services/codec.hpp"
#include "storage/bars.hpp"
#include "telemetry/log.hpp"

namespace tradewind::services {
namespace {

constexpr std::string_view kDriver = "replay";
/// Ticks after a start or an error for which nothing is taken for granted.
constexpr int kCarefulTicks = 3;
constexpr std::size_t kMostTicks = 64;
constexpr std::size_t kMaxLatencies = 65'536;
constexpr std::chrono::milliseconds kIdleSlice{200};

Status send_tick(World& world, std::string_view service, const Tick& tick) {
    // The hop is in the id: one tick visits a service more than once.
    const streams::OutgoingMessage message{
        fmt::format("tick-{}-{}-{}", tick.seq, tick.articles ? 1 : 0, tick.hop), encode_tick(tick), {}};
    return world.bus().publish(tick_stream(service), std::span(&message, 1));
}

}  // namespace

Status LocalBarrier::pass(const Tick& first) {
    Tick tick = first;
    const auto stops = tick.route();
    for (; tick.hop < stops.size(); tick.hop = tick.next_hop()) {
        Worker& worker = *workers_.find(stops[tick.hop].service)->second;
        auto done = worker.step(Duration{0});
        if (!done) {
            telemetry::log_failure(telemetry::LogLevel::kError, worker.group(), "a step failed and will be repeated",
                                   done.error());
            tick.skip = false;
            done = worker.settle(stop_);
        }
        if (!done) return std::unexpected(done.error());
        tick.published.merge(done->published);
    }
    return {};
}

Status LocalBarrier::idle(Duration wait) {
    for (const auto service : {kTradeExecutor, kLearningEngine, kSignalGenerator}) {
        auto done = workers_.find(service)->second->step_side(service == kTradeExecutor ? wait : Duration{0});
        if (!done) return std::unexpected(done.error());
    }
    return {};
}

Result<std::unique_ptr<TokenBarrier>> TokenBarrier::create(World& world, std::stop_token stop) {
    std::unique_ptr<TokenBarrier> barrier(new TokenBarrier(world, std::move(stop)));
    const std::vector<std::string> streams{tick_stream(kDriver)};
    auto consumer = world.bus().consumer(kDriver, "replay-0", streams);
    if (!consumer) return std::unexpected(consumer.error());
    barrier->returns_ = std::move(*consumer);
    return barrier;
}

Status TokenBarrier::pass(const Tick& tick) {
    if (Status sent = send_tick(world_, tick.route()[tick.hop].service, tick); !sent) return sent;
    int waited_seconds = 0;
    while (!stop_.stop_requested()) {
        auto read = returns_->read(16, std::chrono::seconds(1));
        if (!read) return std::unexpected(read.error());
        bool returned = false;
        for (const auto& delivery : *read) {
            const auto back = decode_tick(delivery.body);
            returned |= back && back->seq == tick.seq && back->articles == tick.articles;
        }
        if (Status acked = returns_->ack(*read); !acked) return acked;
        if (returned) return {};
        if (read->empty() && ++waited_seconds % 10 == 0) {
            telemetry::log_warning("replay", "still waiting for the services of this world",
                                   {{"world", world_.name()}, {"seconds", std::to_string(waited_seconds)}});
        }
    }
    return fail(ErrorCode::kUnavailable, "stopped while an instant was being dealt with");
}

Status TokenBarrier::idle(Duration wait) {
    std::this_thread::sleep_for(wait);
    return {};
}

ReplayDriver::ReplayDriver(World& world, InstantSource& source, Barrier& barrier, Pace pace)
    : world_(world), source_(source), barrier_(barrier), pace_(pace) {}

Status ReplayDriver::run(std::stop_token stop) {
    while (!stop.stop_requested()) {
        auto instant = source_.next();
        if (!instant) return std::unexpected(instant.error());
        if (!*instant) return {};
        if (Status waited = wait_for((*instant)->time, stop); !waited) return waited;
        if (stop.stop_requested()) return {};
        if (Status done = deal_with(**instant); !done) return done;
        if (!(*instant)->bars.empty() && pace_.unpaced_bar_instants > 0) --pace_.unpaced_bar_instants;
    }
    return {};
}

Tick ReplayDriver::tick_of(const backtest::Instant& instant, bool articles) const {
    Tick tick;
    tick.seq = seq_;
    tick.time = instant.time;
    tick.articles = articles;
    return tick;
}

Status ReplayDriver::deal_with(const backtest::Instant& instant) {
    ++seq_;
    if (!instant.bars.empty()) {
        Status done = publish_bars(instant);
        if (done) done = barrier_.pass(tick_of(instant, false));
        if (!done) return done;
    }
    if (instant.articles.empty()) return {};
    const Duration begin = world_.machine_clock().monotonic();
    Status done = publish_articles(instant);
    if (done) done = barrier_.pass(tick_of(instant, true));
    const double took = to_seconds(world_.machine_clock().monotonic() - begin) * 1e3;
    if (latencies_ms_.size() < kMaxLatencies) {
        latencies_ms_.push_back(took);
    } else {
        latencies_ms_[static_cast<std::size_t>(seq_) % kMaxLatencies] = took;
    }
    return done;
}

double ReplayDriver::latency_ms(double q) const {
    if (latencies_ms_.empty()) return 0;
    auto sorted = latencies_ms_;
    std::ranges::sort(sorted);
    return sorted[static_cast<std::size_t>(q * static_cast<double>(sorted.size() - 1))];
}

// Paces the replay from instant to instant; operators' commands are served while it waits.
Status ReplayDriver::wait_for(Timestamp time, const std::stop_token& stop) {
    if (pace_.speed <= 0 || pace_.unpaced_bar_instants > 0) return {};
    const auto& clock = world_.machine_clock();
    if (!last_) due_ = clock.monotonic();
    Duration gap = last_ ? time - *last_ : Duration{};
    if (pace_.longest_gap > Duration{}) gap = std::min(gap, pace_.longest_gap);
    due_ += Duration(static_cast<std::int64_t>(static_cast<double>(gap.count()) / pace_.speed));
    last_ = time;
    while (!stop.stop_requested()) {
        const Duration left = due_ - clock.monotonic();
        if (left <= Duration{}) return {};
        if (Status served = barrier_.idle(std::min<Duration>(left, kIdleSlice)); !served) return served;
    }
    return {};
}

Status ReplayDriver::publish_bars(const backtest::Instant& instant) {
    std::vector<Outgoing> outgoing;
    outgoing.reserve(instant.bars.size());
    for (const auto& bar : instant.bars) outgoing.push_back(outgoing_message(bar, world_.machine_clock().now()));
    const Status stored = world_.write([&](storage::Transaction& tx) -> Status {
        if (Status status = storage::insert_bars(tx, instant.bars, instant.time); !status) return status;
        return world_.enqueue(tx, outgoing, world_.machine_clock().now());
    });
    return stored ? world_.publish(outgoing) : stored;
}

Status ReplayDriver::publish_articles(const backtest::Instant& instant) {
    std::vector<Outgoing> outgoing;
    outgoing.reserve(instant.articles.size());
    for (const auto& article : instant.articles) {
        outgoing.push_back(outgoing_message(article, world_.machine_clock().now()));
    }
    const Status stored = world_.write(
        [&](storage::Transaction& tx) { return world_.enqueue(tx, outgoing, world_.machine_clock().now()); });
    return stored ? world_.publish(outgoing) : stored;
}

Result<std::unique_ptr<TickFollower>> TickFollower::create(World& world, Worker& worker) {
    std::unique_ptr<TickFollower> follower(new TickFollower(world, worker));
    follower->careful_ = kCarefulTicks;
    const std::vector<std::string> streams{tick_stream(worker.group())};
    auto consumer = world.bus().consumer(worker.group(), worker.group() + "-0", streams);
    if (!consumer) return std::unexpected(consumer.error());
    follower->ticks_ = std::move(*consumer);
    return follower;
}

Status TickFollower::follow(Duration wait, const std::stop_token& stop) {
    auto read = ticks_->read(kMostTicks, wait);
    if (!read) return std::unexpected(read.error());
    if (auto side = worker_.step_side(Duration{0}); !side) return std::unexpected(side.error());
    if (read->empty()) return world_.flush_marks();
    // The driver deals with one instant at a time, so only the newest tick can still be waited for. Older ones are what
    // a restarted service passed on twice, or what a crash left behind.
    std::optional<Tick> newest;
    for (const auto& delivery : *read) {
        auto tick = decode_tick(delivery.body);
        if (!tick) {
            if (Status buried = world_.bury(*ticks_, delivery, worker_.group(), tick.error()); !buried) return buried;
            continue;
        }
        if (tick->place() > done_ && (!newest || tick->place() > newest->place())) newest = std::move(*tick);
    }
    if (newest) {
        if (Status handled = handle(std::move(*newest), stop); !handled) {
            careful_ = kCarefulTicks;
            return handled;
        }
    }
    return ticks_->ack(*read);
}

// What a crash left half done comes back piece by piece, and may belong to this tick or to the one before it: then
// everything is waited for, and no later stop is left out.
Status TickFollower::handle(Tick tick, const std::stop_token& stop) {
    const bool careful = careful_ > 0;
    auto done = careful ? worker_.settle(stop) : worker_.step(Duration{0});
    if (!done) return std::unexpected(done.error());
    tick.published.merge(done->published);
    if (careful) {
        tick.skip = false;
        --careful_;
    }
    done_ = tick.place();
    return pass_on(std::move(tick));
}

void TickFollower::interrupt() {
    ticks_->interrupt();
}

Status TickFollower::pass_on(Tick tick) {
    tick.hop = tick.next_hop();
    const auto stops = tick.route();
    return send_tick(world_, tick.hop < stops.size() ? stops[tick.hop].service : kDriver, tick);
}

}  // namespace tradewind::services
