#include "services/worker.hpp"

#include <algorithm>
#include <format>
#include <map>

#include "services/codec.hpp"
#include "storage/inbox.hpp"
#include "storage/outbox.hpp"
#include "telemetry/log.hpp"

namespace tradewind::services {
namespace {

constexpr std::size_t kBatch = 512;

}  // namespace

Worker::Worker(World& world, std::string group, std::unique_ptr<Handler> handler, int ordinal)
    : world_(world),
      group_(std::move(group)),
      handler_(std::move(handler)),
      consumer_name_(std::format("{}-{}", group_, ordinal)) {}

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
    return {};
}

Status Worker::start() {
    if (auto rebuilt = rebuild(); !rebuilt) return rebuilt;
    return world_.publish_leftovers();
}

void Worker::interrupt() {
    consumer_->interrupt();
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

Result<StepResult> Worker::step(Duration wait) {
    if (dirty_) {
        Status recovered = start();
        if (recovered) recovered = open_consumer();
        if (!recovered) {
            dirty_ = true;
            return std::unexpected(recovered.error());
        }
    }
    StepResult result;
    std::vector<streams::Delivery> deliveries;
    // Everything that is there goes in as one batch, so that an instant is never cut in two.
    for (;;) {
        auto read = consumer_->read(kBatch, deliveries.empty() ? wait : Duration{0});
        if (!read) return std::unexpected(read.error());
        const bool more = read->size() >= kBatch;
        std::ranges::move(*read, std::back_inserter(deliveries));
        if (!more) break;
    }
    if (deliveries.empty()) return result;
    // Where something came back more than once, it may be what killed the last try: then one by one, so that the counts
    // of its neighbours stop rising.
    const bool suspicious = std::ranges::any_of(deliveries, [](const auto& d) { return d.deliveries > 2; });
    const std::size_t chunk = suspicious ? 1 : deliveries.size();
    for (std::size_t first = 0; first < deliveries.size(); first += chunk) {
        const auto part = std::span(deliveries).subspan(first, chunk);
        if (Status status = process({part.begin(), part.end()}, result); !status) {
            dirty_ = true;
            return std::unexpected(status.error().within(group_));
        }
    }
    return result;
}

// Drops duplicates and poison, decodes the rest, sorts it.
Result<std::vector<Worker::Accepted>> Worker::accept(std::vector<streams::Delivery>& deliveries) {
    std::vector<Accepted> accepted;
    std::unordered_set<std::string> in_batch;
    for (auto& delivery : deliveries) {
        if (seen_.contains(delivery.message_id) || !in_batch.insert(delivery.message_id).second) continue;
        Result<Message> message =
            delivery.deliveries > kMaxDeliveries
                ? fail(ErrorCode::kLimit, std::format("delivered {} times without success", delivery.deliveries - 1))
                : decode_message(delivery.stream, delivery.body);
        if (!message) {
            if (Status status = world_.bury(*consumer_, delivery, group_, message.error()); !status) {
                return std::unexpected(status.error());
            }
            delivery.entry_id.clear();  // Already acknowledged.
            continue;
        }
        auto order = order_of(*message);
        accepted.push_back({delivery, std::move(*message), std::move(order)});
    }
    std::ranges::stable_sort(accepted, {}, &Accepted::order);
    return accepted;
}

Status Worker::process(std::vector<streams::Delivery> deliveries, StepResult& result) {
    auto accepted = accept(deliveries);
    if (!accepted) return std::unexpected(accepted.error());
    if (!accepted->empty()) {
        std::vector<Message> messages;
        messages.reserve(accepted->size());
        for (auto& item : *accepted) messages.push_back(std::move(item.message));
        Effects effects;
        if (Status handled = handle(messages, effects); !handled) return handled;
        if (Status stored = commit(*accepted, effects); !stored) return stored;
        for (const auto& item : *accepted) seen_.insert(item.delivery.message_id);
        if (Status published = world_.publish(effects.outgoing); !published) return published;
        for (const auto& outgoing : effects.outgoing) result.published.insert(outgoing.stream);
        result.handled += accepted->size();
    }
    std::erase_if(deliveries, [](const streams::Delivery& delivery) { return delivery.entry_id.empty(); });
    if (Status acked = consumer_->ack(deliveries); !acked) return acked;
    handler_->after_commit();
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

Status Worker::commit(std::span<const Accepted> accepted, const Effects& effects) {
    return world_.write([&](storage::Transaction& tx) -> Status {
        const Timestamp now = world_.machine_clock().now();
        for (const auto& item : accepted) {
            const std::string_view body =
                handler_->stateful() ? std::string_view(item.delivery.body) : std::string_view();
            auto fresh = storage::inbox::insert(tx, group_, item.delivery.message_id, item.delivery.stream, body, now);
            if (!fresh) return std::unexpected(fresh.error());
        }
        for (const auto& write : effects.writes) {
            if (Status status = write(tx); !status) return status;
        }
        return world_.add_to_outbox(tx, effects.outgoing, now);
    });
}

}  // namespace tradewind::services
