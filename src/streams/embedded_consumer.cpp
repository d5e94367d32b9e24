#include "streams/embedded_consumer.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/core.h>

namespace tradewind::streams::embedded {
namespace {

/// Acknowledgements that wait for the next read; more are written at once.
constexpr std::size_t kQueuedAcknowledgements = 1024;

std::int64_t position_of(std::string_view entry_id) {
    std::int64_t position = 0;
    const auto [end, error] = std::from_chars(entry_id.data(), entry_id.data() + entry_id.size(), position);
    return error == std::errc{} && end == entry_id.data() + entry_id.size() ? position : -1;
}

}  // namespace

EmbeddedConsumer::EmbeddedConsumer(Home& home, std::string group, std::string name,
                                   std::vector<Subscription> subscriptions)
    : home_(home),
      group_(std::move(group)),
      name_(std::move(name)),
      subscriptions_(std::move(subscriptions)),
      schedule_(home.options().policy) {
    home_.join(*this);
}

EmbeddedConsumer::~EmbeddedConsumer() {
    home_.leave(*this);
    (void)flush();
}

const Subscription* EmbeddedConsumer::subscription(std::string_view stream) const {
    const auto found = std::ranges::find(subscriptions_, stream, &Subscription::stream);
    return found == subscriptions_.end() ? nullptr : &*found;
}

Place EmbeddedConsumer::place_of(const Delivery& delivery) const {
    const auto* from = subscription(delivery.stream);
    TRADEWIND_ASSERT(from != nullptr);
    return {.group = from->group.number, .position = position_of(delivery.entry_id)};
}

Result<std::vector<Delivery>> EmbeddedConsumer::read(std::size_t max, Duration wait) {
    const auto deadline = waiting_clock_.monotonic() + wait;
    schedule_.give_up(home_.options().clock.monotonic());
    while (true) {
        const auto published = home_.wake().published();
        if (something_to_do(home_.options().clock.monotonic(), published)) {
            auto batch = fetch(max);
            if (!batch) return std::unexpected(std::move(batch.error()));
            if (!batch->full) seen_ = published;
            if (auto buried = bury_used_up(batch->used_up); !buried) return std::unexpected(std::move(buried.error()));
            if (!batch->deliveries.empty()) return std::move(batch->deliveries);
            if (batch->full) continue;
        }
        const auto left = deadline - waiting_clock_.monotonic();
        if (left <= Duration{0}) return std::vector<Delivery>{};
        const auto pause = time_to_wake(home_.options().clock.monotonic(), left);
        if (home_.wake().wait(published, interrupted_, pause)) return std::vector<Delivery>{};
    }
}

bool EmbeddedConsumer::something_to_do(Duration now, std::uint64_t published) {
    const bool own_left = std::ranges::any_of(subscriptions_, [](const auto& from) { return !from.own_done; });
    if (own_left || published != seen_ || now >= next_claim_ || !schedule_.due(now, 1).empty()) return true;
    const std::scoped_lock guard(queue_mutex_);
    return !acknowledged_.empty();
}

Duration EmbeddedConsumer::time_to_wake(Duration now, Duration left) const {
    auto wake = std::min(left, next_claim_ - now);
    if (const auto due = schedule_.next_due()) wake = std::min(wake, *due - now);
    return std::max(wake, Duration{0});
}

Result<EmbeddedConsumer::Batch> EmbeddedConsumer::fetch(std::size_t max) {
    std::vector<Place> done;
    {
        const std::scoped_lock guard(queue_mutex_);
        done = std::exchange(acknowledged_, {});
    }
    std::ranges::sort(done);
    Batch batch;
    // The transaction may be run again, so it works on copies.
    auto subscriptions = subscriptions_;
    // Who was given what only matters to redelivery, which the inboxes absorb.
    auto stored = home_.database().write_relaxed([&](storage::Transaction& tx) -> Status {
        batch = {};
        subscriptions = subscriptions_;
        if (auto acknowledged = acknowledge(tx, done); !acknowledged) return acknowledged;
        return fetch_into(tx, max, subscriptions, batch);
    });
    if (!stored) {
        const std::scoped_lock guard(queue_mutex_);
        acknowledged_.insert(acknowledged_.end(), done.begin(), done.end());
        return std::unexpected(std::move(stored.error()));
    }
    subscriptions_ = std::move(subscriptions);
    ++turn_;
    const auto now = home_.options().clock.monotonic();
    if (!batch.full && now >= next_claim_) next_claim_ = now + home_.options().policy.claim_after / 4;
    for (const auto& key : batch.gone) schedule_.forget(key);
    for (const auto& delivery : batch.deliveries) schedule_.hand_out(delivery);
    return batch;
}

Status EmbeddedConsumer::fetch_into(storage::Transaction& tx, std::size_t max, std::vector<Subscription>& subscriptions,
                                    Batch& batch) {
    if (auto done = fetch_own(tx, max, subscriptions, batch); !done) return done;
    // What was left over comes before anything newer.
    if (!batch.own_left) {
        if (auto done = fetch_due(tx, max, batch); !done) return done;
        if (auto done = fetch_new(tx, max, batch); !done) return done;
        if (auto done = fetch_idle(tx, max, batch); !done) return done;
    }
    batch.full = batch.own_left || batch.deliveries.size() + batch.used_up.size() >= max;
    return {};
}

Status EmbeddedConsumer::fetch_own(storage::Transaction& tx, std::size_t max, std::vector<Subscription>& subscriptions,
                                   Batch& batch) {
    for (auto& from : subscriptions) {
        if (from.own_done) continue;
        const auto room = max - batch.deliveries.size() - batch.used_up.size();
        if (room == 0) {
            batch.own_left = true;
            return {};
        }
        auto taken = take_own(tx, from.group, name_, from.own_after, home_.options().clock.now(), room);
        if (!taken) return std::unexpected(std::move(taken.error()));
        from.own_done = taken->size() < room;
        batch.own_left = batch.own_left || !from.own_done;
        if (!taken->empty()) from.own_after = taken->back().position;
        add(from, *std::move(taken), batch);
    }
    return {};
}

Status EmbeddedConsumer::fetch_due(storage::Transaction& tx, std::size_t max, Batch& batch) {
    const auto room = max - batch.deliveries.size() - batch.used_up.size();
    const auto& options = home_.options();
    for (const auto& key : schedule_.due(options.clock.monotonic(), room)) {
        const auto* from = subscription(key.stream);
        auto taken = take_again(tx, from->group, name_, position_of(key.entry_id), options.clock.now());
        if (!taken) return std::unexpected(std::move(taken.error()));
        if (*taken) {
            add(*from, {**std::move(taken)}, batch);
        } else {
            batch.gone.push_back(key);
        }
    }
    return {};
}

Status EmbeddedConsumer::fetch_new(storage::Transaction& tx, std::size_t max, Batch& batch) {
    for (std::size_t i = 0; i < subscriptions_.size(); ++i) {
        const auto room = max - batch.deliveries.size() - batch.used_up.size();
        if (room == 0) return {};
        const auto& from = subscriptions_[(i + turn_) % subscriptions_.size()];
        auto taken = take_new(tx, from.group, name_, home_.options().clock.now(), room);
        if (!taken) return std::unexpected(std::move(taken.error()));
        add(from, *std::move(taken), batch);
    }
    return {};
}

Status EmbeddedConsumer::fetch_idle(storage::Transaction& tx, std::size_t max, Batch& batch) {
    const auto& options = home_.options();
    if (options.clock.monotonic() < next_claim_) return {};
    const auto now = options.clock.now();
    for (const auto& from : subscriptions_) {
        const auto room = max - batch.deliveries.size() - batch.used_up.size();
        if (room == 0) return {};
        auto taken = take_idle(tx, from.group, name_, now - options.policy.claim_after, now, room);
        if (!taken) return std::unexpected(std::move(taken.error()));
        add(from, *std::move(taken), batch);
    }
    return {};
}

void EmbeddedConsumer::add(const Subscription& from, std::vector<Taken> taken, Batch& batch) const {
    for (auto& entry : taken) {
        Delivery delivery{.stream = from.stream,
                          .entry_id = std::to_string(entry.position),
                          .message_id = std::move(entry.message_id),
                          .body = std::move(entry.body),
                          .deliveries = entry.deliveries};
        const bool used_up = entry.deliveries > home_.options().policy.max_deliveries;
        (used_up ? batch.used_up : batch.deliveries).push_back(std::move(delivery));
    }
}

Status EmbeddedConsumer::bury_used_up(const std::vector<Delivery>& used_up) {
    for (auto delivery : used_up) {
        // This one was not handed out.
        --delivery.deliveries;
        const auto error = fmt::format("not acknowledged after {} deliveries", delivery.deliveries);
        if (const auto& tell = home_.options().on_dead_letter) {
            if (auto told = tell(delivery, error); !told) {
                schedule_.hand_out(delivery);
                schedule_.give_up(home_.options().clock.monotonic());
                continue;
            }
        }
        if (auto buried = dead_letter(delivery, error); !buried) return buried;
    }
    return {};
}

Status EmbeddedConsumer::ack(std::span<const Delivery> done) {
    std::size_t queued = 0;
    {
        const std::scoped_lock guard(queue_mutex_);
        for (const auto& delivery : done) acknowledged_.push_back(place_of(delivery));
        queued = acknowledged_.size();
    }
    for (const auto& delivery : done) schedule_.forget(delivery);
    return queued >= kQueuedAcknowledgements ? flush() : Status();
}

Status EmbeddedConsumer::flush() {
    std::vector<Place> done;
    {
        const std::scoped_lock guard(queue_mutex_);
        done = std::exchange(acknowledged_, {});
    }
    if (done.empty()) return {};
    std::ranges::sort(done);
    auto stored = home_.database().write_relaxed([&](storage::Transaction& tx) { return acknowledge(tx, done); });
    if (!stored) {
        const std::scoped_lock guard(queue_mutex_);
        acknowledged_.insert(acknowledged_.end(), done.begin(), done.end());
    }
    return stored;
}

Status EmbeddedConsumer::dead_letter(const Delivery& delivery, std::string_view error) {
    const auto place = place_of(delivery);
    auto buried = home_.database().write([&](storage::Transaction& tx) {
        return bury(tx, delivery, place, error, group_, home_.options().clock.now());
    });
    if (buried) schedule_.forget(delivery);
    return buried;
}

void EmbeddedConsumer::interrupt() {
    home_.wake().interrupt(interrupted_);
}

}  // namespace tradewind::streams::embedded
