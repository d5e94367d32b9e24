#include "services/replay.hpp"

#include <format>
#include <thread>

#include "services/codec.hpp"
#include "storage/bars.hpp"
#include "telemetry/log.hpp"

namespace tradewind::services {
namespace {

constexpr std::string_view kDriver = "replay";

Status send_tick(World& world, std::string_view service, const Tick& tick) {
    // The hop is in the id: one tick visits a service more than once.
    const streams::OutgoingMessage message{
        std::format("tick-{}-{}-{}", tick.seq, tick.articles ? 1 : 0, tick.hop), encode_tick(tick), {}};
    return world.bus().publish(tick_stream(service), std::span(&message, 1));
}

}  // namespace

Status LocalBarrier::pass(const Tick& first) {
    Tick tick = first;
    const auto stops = tick.route();
    for (; tick.hop < stops.size(); tick.hop = tick.next_hop()) {
        Worker& worker = *workers_.find(stops[tick.hop].service)->second;
        auto done = worker.step(Duration{0});
        if (!done) return std::unexpected(done.error());
        tick.published.merge(done->published);
    }
    return {};
}

Status LocalBarrier::idle(Duration wait) {
    auto done = workers_.find(kTradeExecutor)->second->step(wait);
    return done ? Status{} : std::unexpected(done.error());
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

ReplayDriver::ReplayDriver(World& world, InstantSource& source, Barrier& barrier, double speed)
    : world_(world), source_(source), barrier_(barrier), speed_(speed) {}

Status ReplayDriver::run(std::stop_token stop) {
    while (!stop.stop_requested()) {
        auto instant = source_.next();
        if (!instant) return std::unexpected(instant.error());
        if (!*instant) return {};
        if (Status waited = wait_until((*instant)->time, stop); !waited) return waited;
        if (stop.stop_requested()) return {};
        ++seq_;
        if (!(*instant)->bars.empty()) {
            if (Status sent = publish_bars(**instant); !sent) return sent;
            if (Status passed = barrier_.pass({.seq = seq_, .time = (*instant)->time}); !passed) return passed;
        }
        if (!(*instant)->articles.empty()) {
            if (Status sent = publish_articles(**instant); !sent) return sent;
            if (Status passed = barrier_.pass({.seq = seq_, .time = (*instant)->time, .articles = true}); !passed) {
                return passed;
            }
        }
    }
    return {};
}

// Paces the replay; operators' commands are served while it waits.
Status ReplayDriver::wait_until(Timestamp time, std::stop_token stop) {
    if (speed_ <= 0) return {};
    if (!clock_) clock_ = std::make_unique<ScaledMarketClock>(world_.machine_clock(), time, speed_);
    while (!stop.stop_requested()) {
        const auto left =
            Duration(static_cast<std::int64_t>(static_cast<double>((time - clock_->now()).count()) / speed_));
        if (left <= Duration{0}) return {};
        if (Status served = barrier_.idle(std::min<Duration>(left, std::chrono::milliseconds(200))); !served)
            return served;
    }
    return {};
}

Status ReplayDriver::publish_bars(const backtest::Instant& instant) {
    std::vector<Outgoing> outgoing;
    outgoing.reserve(instant.bars.size());
    for (const auto& bar : instant.bars) outgoing.push_back(outgoing_message(bar, world_.machine_clock().now()));
    const Status stored = world_.write([&](storage::Transaction& tx) -> Status {
        if (Status status = storage::insert_bars(tx, instant.bars, instant.time); !status) return status;
        return world_.add_to_outbox(tx, outgoing, world_.machine_clock().now());
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
        [&](storage::Transaction& tx) { return world_.add_to_outbox(tx, outgoing, world_.machine_clock().now()); });
    return stored ? world_.publish(outgoing) : stored;
}

Result<std::unique_ptr<TickFollower>> TickFollower::create(World& world, Worker& worker) {
    std::unique_ptr<TickFollower> follower(new TickFollower(world, worker));
    const std::vector<std::string> streams{tick_stream(worker.group())};
    auto consumer = world.bus().consumer(worker.group(), worker.group() + "-0", streams);
    if (!consumer) return std::unexpected(consumer.error());
    follower->ticks_ = std::move(*consumer);
    return follower;
}

Status TickFollower::follow(Duration wait) {
    auto read = ticks_->read(1, wait);
    if (!read) return std::unexpected(read.error());
    for (const auto& delivery : *read) {
        auto tick = decode_tick(delivery.body);
        if (!tick) {
            if (Status buried = world_.bury(*ticks_, delivery, worker_.group(), tick.error()); !buried) return buried;
            continue;
        }
        auto done = worker_.step(Duration{0});
        if (!done) return std::unexpected(done.error());
        tick->published.merge(done->published);
        if (restarted_ || delivery.deliveries > 1) tick->skip = false;
        restarted_ = false;
        if (Status passed = pass_on(*tick); !passed) return passed;
        if (Status acked = ticks_->ack(std::span(&delivery, 1)); !acked) return acked;
    }
    return {};
}

Status TickFollower::pass_on(Tick tick) {
    tick.hop = tick.next_hop();
    const auto stops = tick.route();
    return send_tick(world_, tick.hop < stops.size() ? stops[tick.hop].service : kDriver, tick);
}

}  // namespace tradewind::services
