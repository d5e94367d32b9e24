#include "services/worker.hpp"

#include <fmt/core.h>
#include <algorithm>
#include <map>

#include "services/codec.hpp"
#include "services/tracing.hpp"
#include "storage/inbox.hpp"
#include "storage/outbox.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metric_names.hpp"

namespace tradewind::services {
namespace {

constexpr std::size_t kBatch = 512;
constexpr std::chrono::milliseconds kSettlePause{100};
constexpr std::chrono::hours kLeaseLength{24 * 365};

}  // namespace

Worker::Worker(World& world, std::string group, std::unique_ptr<Handler> handler, int ordinal)
    : world_(world),
      group_(std::move(group)),
      handler_(std::move(handler)),
      consumer_name_(fmt::format("{}-{}", group_, ordinal)) {}

Result<std::unique_ptr<Worker>> Worker::create(World& world, std::string group, std::unique_ptr<Handler> handler,
                                               int ordinal) {
    std::unique_ptr<Worker> worker(new Worker(world, std::move(group), std::move(handler), ordinal));
    if (Status opened = worker->open_consumer(); !opened) return std::unexpected(opened.error());
    return worker;
}

// A new consumer reads its own pending messages first, so nothing that a failed step held is forgotten.
Status Worker::open_consumer() {
    auto consumer = world_.bus().consumer(group_, consumer_name_, handler_->inputs());
    if (!consumer) return std::unexpected(consumer.error());
    consumer_ = std::move(*consumer);
    if (handler_->side_inputs().empty()) return {};
    auto side = world_.bus().consumer(group_, consumer_name_, handler_->side_inputs());
    if (!side) return std::unexpected(side.error());
    side_consumer_ = std::move(*side);
    return {};
}

Status Worker::start() {
    Status started = take_lease();
    if (started) started = rebuild();
    return started ? world_.publish_leftovers() : started;
}

void Worker::interrupt() {
    consumer_->interrupt();
}

// One process decides for a service. A paused one that wakes up late finds its token stale and stores nothing more.
Status Worker::take_lease() {
    if (!handler_->stateful()) return {};
    return world_.write([&](storage::Transaction& tx) -> Status {
        auto lease = storage::leases::acquire(tx, group_, consumer_name_, world_.machine_clock().now(), kLeaseLength);
        if (!lease) return std::unexpected(lease.error());
        if (!*lease) return fail(ErrorCode::kConflict, "another process owns " + group_ + " of this world");
        lease_ = **lease;
        return {};
    });
}

// State is a fold over the journal: equal instants go in together, as they did when they first came.
Status Worker::rebuild() {
    seen_.clear();
    std::vector<Message> batch;
    Effects ignored;
    const auto flush = [&]() -> Status {
        if (batch.empty()) return {};
        Status status = handler_->handle(batch, true, ignored);
        batch.clear();
        ignored.writes.clear();
        ignored.outgoing.clear();
        return status;
    };
    handler_->reset();
    const Status read = world_.database().read([&](storage::Transaction& tx) -> Status {
        const Status replayed =
            storage::inbox::replay(tx, group_, 0, [&](const storage::inbox::Entry& entry) -> Status {
                seen_.insert(entry.message_id);
                if (!handler_->stateful()) return {};
                auto message = decode_message(entry.stream, entry.body);
                if (!message) return std::unexpected(message.error().within("journal of " + group_));
                if (!batch.empty() && order_of(batch.back()).time != order_of(*message).time) {
                    if (Status status = flush(); !status) return status;
                }
                batch.push_back(std::move(*message));
                return {};
            });
        return replayed ? flush() : replayed;
    });
    dirty_ = !read.has_value();
    return read;
}

// After a step that failed half-way: state from the journal, and the pending messages again.
Status Worker::ready() {
    if (overtaken_) return fail(ErrorCode::kConflict, "another process has taken over this service");
    if (!dirty_) return {};
    if (Status restarted = start(); !restarted) return restarted;
    dirty_ = true;
    Status opened = open_consumer();
    dirty_ = !opened.has_value();
    return opened;
}

Status Worker::gather(streams::Consumer& consumer, Duration wait, std::vector<streams::Delivery>& deliveries) {
    // Everything that is there goes in as one batch, so that an instant is never cut in two.
    for (;;) {
        auto read = consumer.read(kBatch, deliveries.empty() ? wait : Duration{0});
        if (!read) return std::unexpected(read.error());
        const bool more = read->size() >= kBatch;
        std::ranges::move(*read, std::back_inserter(deliveries));
        if (!more) return {};
    }
}

Result<StepResult> Worker::step(Duration wait) {
    StepResult result;
    std::vector<streams::Delivery> deliveries;
    Status status = ready();
    if (status) status = gather(*consumer_, wait, deliveries);
    if (status) status = process_in_parts(*consumer_, std::move(deliveries), result);
    if (!status) return std::unexpected(status.error());
    if (!side_consumer_) return result;
    auto side = step_side(Duration{0});
    if (!side) return side;
    result.handled += side->handled;
    result.published.merge(side->published);
    return result;
}

Result<StepResult> Worker::settle(const std::stop_token& stop) {
    StepResult total;
    while (!stop.stop_requested()) {
        auto done = step(kSettlePause);
        if (!done) {
            telemetry::log_failure(telemetry::LogLevel::kError, group_, "a step failed and will be repeated",
                                   done.error());
            continue;
        }
        total.handled += done->handled;
        total.published.merge(done->published);
        auto groups = world_.bus().groups();
        if (!groups) continue;
        const auto inputs = handler_->inputs();
        const bool open = std::ranges::any_of(*groups, [&](const streams::GroupInfo& info) {
            return info.group == group_ && info.pending + info.unread > 0 && std::ranges::contains(inputs, info.stream);
        });
        if (!open) return total;
    }
    return fail(ErrorCode::kUnavailable, "stopped before all messages were dealt with");
}

Result<StepResult> Worker::step_side(Duration wait) {
    StepResult result;
    std::vector<streams::Delivery> deliveries;
    Status status = ready();
    if (status && side_consumer_) status = gather(*side_consumer_, wait, deliveries);
    if (status && side_consumer_) status = process_in_parts(*side_consumer_, std::move(deliveries), result);
    if (!status) return std::unexpected(status.error());
    return result;
}

// Where something came back more than once, it may be what killed the last try: then one by one, so that the counts of
// its neighbours stop rising.
Status Worker::process_in_parts(streams::Consumer& consumer, std::vector<streams::Delivery> deliveries,
                                StepResult& result) {
    const auto handled = [&](std::vector<streams::Delivery> part) -> Status {
        Status status = process(consumer, std::move(part), result);
        dirty_ = dirty_ || !status;
        return status ? status : std::unexpected(status.error().within(group_));
    };
    const bool suspicious =
        std::ranges::any_of(deliveries, [](const auto& delivery) { return delivery.deliveries > 2; });
    if (deliveries.empty()) return {};
    if (!suspicious) return handled(std::move(deliveries));
    for (auto& delivery : deliveries) {
        std::vector<streams::Delivery> alone;
        alone.push_back(std::move(delivery));
        if (Status status = handled(std::move(alone)); !status) return status;
    }
    return {};
}

// Drops duplicates and poison, decodes the rest, sorts it. What is accepted points to its delivery.
Result<std::vector<Worker::Accepted>> Worker::accept(streams::Consumer& consumer,
                                                     std::vector<streams::Delivery>& deliveries) {
    std::vector<Accepted> accepted;
    std::unordered_set<std::string> in_batch;
    for (auto& delivery : deliveries) {
        if (seen_.contains(delivery.message_id) || !in_batch.insert(delivery.message_id).second) continue;
        auto message = decode_message(delivery.stream, delivery.body);
        if (!message) {
            if (Status status = world_.bury(consumer, delivery, group_, message.error()); !status) {
                return std::unexpected(status.error());
            }
            delivery.entry_id.clear();  // Already acknowledged.
            continue;
        }
        auto order = order_of(*message);
        accepted.push_back({&delivery, std::move(*message), std::move(order)});
    }
    std::ranges::stable_sort(accepted, {}, &Accepted::order);
    return accepted;
}

Status Worker::process(streams::Consumer& consumer, std::vector<streams::Delivery> deliveries, StepResult& result) {
    auto accepted = accept(consumer, deliveries);
    if (!accepted) return std::unexpected(accepted.error());
    if (!accepted->empty()) {
        if (Status done = carry_out(*accepted, result); !done) return done;
    }
    std::erase_if(deliveries, [](const streams::Delivery& delivery) { return delivery.entry_id.empty(); });
    if (Status acked = consumer.ack(deliveries); !acked) return acked;
    handler_->after_commit();
    return {};
}

Status Worker::carry_out(std::vector<Accepted>& accepted, StepResult& result) {
    BatchTrace trace(world_.traces(), group_, world_.machine_clock());
    std::vector<Message> messages;
    messages.reserve(accepted.size());
    for (auto& item : accepted) {
        trace.take(*item.delivery, item.message);
        messages.push_back(std::move(item.message));
    }
    Effects effects;
    Status status = handle(messages, effects);
    if (status) status = commit(accepted, effects);
    trace.finish(effects.outgoing, status.has_value());
    if (!status) return status;
    for (const auto& item : accepted) seen_.insert(item.delivery->message_id);
    if (Status published = world_.publish(effects.outgoing); !published) return published;
    for (const auto& outgoing : effects.outgoing) result.published.insert(outgoing.stream);
    count(accepted);
    result.handled += accepted.size();
    return {};
}

// A handler that throws has a bug; the message is tried again and in the end buried, the service goes on.
Status Worker::handle(std::span<const Message> messages, Effects& effects) {
    try {
        return handler_->handle(messages, false, effects);
    } catch (const std::exception& error) {
        return fail(ErrorCode::kInternal, std::string("handler failed: ") + error.what());
    }
}

void Worker::count(std::span<const Accepted> accepted) {
    for (const auto& item : accepted) {
        auto& counter = consumed_[item.delivery->stream];
        if (counter == nullptr) {
            counter = &world_.meters().counter(telemetry::metric::kMessagesConsumed,
                                               {{"stream", item.delivery->stream}, {"group", group_}});
        }
        counter->add();
    }
}

Status Worker::commit(std::span<const Accepted> accepted, const Effects& effects) {
    return world_.write([&](storage::Transaction& tx) -> Status {
        const Timestamp now = world_.machine_clock().now();
        if (handler_->stateful()) {
            auto owned = storage::leases::check(tx, lease_);
            if (!owned) return std::unexpected(owned.error());
            if (!*owned) {
                overtaken_ = true;
                return fail(ErrorCode::kConflict, "another process has taken over this service",
                            "stop this one: it will not decide anything any more");
            }
        }
        for (const auto& item : accepted) {
            const std::string_view body =
                handler_->stateful() ? std::string_view(item.delivery->body) : std::string_view();
            auto fresh =
                storage::inbox::insert(tx, group_, item.delivery->message_id, item.delivery->stream, body, now);
            if (!fresh) return std::unexpected(fresh.error());
        }
        for (const auto& write : effects.writes) {
            if (Status status = write(tx); !status) return status;
        }
        return world_.enqueue(tx, effects.outgoing, now);
    });
}

}  // namespace tradewind::services
