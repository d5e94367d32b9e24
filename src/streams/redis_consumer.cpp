#include "streams/redis_consumer.hpp"

#include <algorithm>
#include <fmt/core.h>

#include "telemetry/log.hpp"

namespace tradewind::streams::redis {

using namespace std::chrono_literals;

namespace {

/// A blocked reader may never hear of a deleted key or a dead server, so it looks up now and then.
constexpr Duration kLongestBlock = 2s;
constexpr Duration kAttempt = 5s;
constexpr Duration kPause = 50ms;

std::string milliseconds_text(Duration duration) {
    return std::to_string(std::chrono::ceil<std::chrono::milliseconds>(duration).count());
}

}  // namespace

RedisConsumer::RedisConsumer(Client& client, std::string group, std::string name, std::span<const std::string> streams)
    : client_(client),
      group_(std::move(group)),
      name_(std::move(name)),
      schedule_(client.options().policy),
      link_(client.thread(), client.address()) {
    for (const auto& stream : streams) subscriptions_.push_back({.stream = stream, .key = client.key(stream)});
}

Result<std::vector<Delivery>> RedisConsumer::read(std::size_t max, Duration wait) {
    const auto started = waiting_clock_.monotonic();
    const auto deadline = started + wait;
    const auto patience = started + client_.options().patience;
    schedule_.give_up(client_.options().clock.monotonic());
    while (buffer_.empty()) {
        Batch batch;
        auto fetched = fetch(max, deadline - waiting_clock_.monotonic(), batch);
        if (fetched) fetched = bury_used_up(batch);
        std::ranges::move(batch, std::back_inserter(buffer_));
        if (!buffer_.empty()) break;
        if (!fetched) {
            if (auto recovered = after_failure(fetched.error(), patience); !recovered) {
                return std::unexpected(std::move(recovered.error()));
            }
        }
        {
            const std::scoped_lock guard(blocked_mutex_);
            if (std::exchange(interrupted_, false)) break;
        }
        if (fetched && waiting_clock_.monotonic() >= deadline) break;
    }
    return hand_out(max);
}

Result<std::vector<Delivery>> RedisConsumer::hand_out(std::size_t max) {
    std::vector<Delivery> deliveries;
    while (!buffer_.empty() && deliveries.size() < max) {
        schedule_.hand_out(buffer_.front());
        deliveries.push_back(std::move(buffer_.front()));
        buffer_.pop_front();
    }
    return deliveries;
}

Status RedisConsumer::after_failure(const Error& error, Duration deadline) {
    if (error.code != ErrorCode::kNotFound && error.code != ErrorCode::kUnavailable) return std::unexpected(error);
    // An answer that was lost on the way may have made entries ours: look at the pending ones again.
    for (auto& from : subscriptions_) {
        from.own_after = "-";
        from.own_done = false;
    }
    if (waiting_clock_.monotonic() >= deadline) return std::unexpected(error);
    if (error.code == ErrorCode::kUnavailable) {
        pause_for(kPause);
        return {};
    }
    telemetry::log_warning("streams", "consumer group was gone and is made again at the beginning",
                           {{"group", group_}, {"reason", error.message}});
    for (const auto& from : subscriptions_) {
        if (auto made = client_.create_group(from.stream, group_); !made) return made;
    }
    return {};
}

Status RedisConsumer::fetch(std::size_t max, Duration left, Batch& batch) {
    if (auto done = fetch_own(max, batch); !done || !batch.empty()) return done;
    if (auto done = fetch_due(max, batch); !done || !batch.empty()) return done;
    if (auto done = fetch_idle(max, batch); !done || !batch.empty()) return done;
    return fetch_new(max, time_to_block(left), batch);
}

Duration RedisConsumer::time_to_block(Duration left) const {
    const auto now = client_.options().clock.monotonic();
    auto block = std::min({left, kLongestBlock, next_claim_ - now});
    if (const auto due = schedule_.next_due()) block = std::min(block, *due - now);
    return block;
}

bool RedisConsumer::known(const Subscription& from, const std::string& entry_id) const {
    const auto buffered = [&](const Delivery& delivery) {
        return delivery.stream == from.stream && delivery.entry_id == entry_id;
    };
    return schedule_.knows({from.stream, entry_id}) || std::ranges::any_of(buffer_, buffered);
}

Status RedisConsumer::fetch_own(std::size_t max, Batch& batch) {
    for (auto& from : subscriptions_) {
        while (!from.own_done && batch.size() < max) {
            const auto count = max - batch.size();
            auto replies = call({{"XPENDING", from.key, group_, from.own_after, "+", std::to_string(count), name_}});
            if (!replies) return std::unexpected(std::move(replies.error()));
            std::vector<Candidate> mine;
            for (auto& item : replies->front().items) {
                from.own_after = "(" + item.items.at(0).text;
                if (known(from, item.items.at(0).text)) continue;
                mine.push_back({std::move(item.items.at(0).text), static_cast<int>(item.items.at(3).integer())});
            }
            from.own_done = replies->front().items.size() < count;
            if (auto claimed = claim(from, mine, Duration{0}, batch); !claimed) return claimed;
        }
    }
    return {};
}

Status RedisConsumer::fetch_due(std::size_t max, Batch& batch) {
    const auto due = schedule_.due(client_.options().clock.monotonic(), max);
    if (due.empty()) return {};
    Pipeline pipeline;
    for (const auto& key : due) {
        pipeline.push_back({"XPENDING", client_.key(key.stream), group_, key.entry_id, key.entry_id, "1"});
    }
    auto replies = call(pipeline);
    if (!replies) return std::unexpected(std::move(replies.error()));
    for (std::size_t i = 0; i < due.size(); ++i) {
        const auto& pending = (*replies)[i].items;
        // Acknowledged by hand, or claimed by another who took us for dead.
        if (pending.empty() || pending[0].items.at(1).text != name_) {
            schedule_.forget(due[i]);
            continue;
        }
        const auto from = std::ranges::find(subscriptions_, due[i].stream, &Subscription::stream);
        const Candidate candidate{due[i].entry_id, static_cast<int>(pending[0].items.at(3).integer())};
        if (auto claimed = claim(*from, {candidate}, Duration{0}, batch); !claimed) return claimed;
    }
    return {};
}

Status RedisConsumer::fetch_idle(std::size_t max, Batch& batch) {
    const auto now = client_.options().clock.monotonic();
    if (now < next_claim_) return {};
    const auto claim_after = client_.options().policy.claim_after;
    for (const auto& from : subscriptions_) {
        std::string after = "-";
        for (bool more = true; more && batch.size() < max;) {
            auto replies = call({{"XPENDING", from.key, group_, "IDLE", milliseconds_text(claim_after), after, "+",
                                  std::to_string(max)}});
            if (!replies) return std::unexpected(std::move(replies.error()));
            std::vector<Candidate> idle;
            for (auto& item : replies->front().items) {
                after = "(" + item.items.at(0).text;
                const bool mine = item.items.at(1).text == name_;
                if (mine || batch.size() + idle.size() >= max) continue;
                idle.push_back({std::move(item.items.at(0).text), static_cast<int>(item.items.at(3).integer())});
            }
            more = replies->front().items.size() == max;
            if (auto claimed = claim(from, idle, claim_after, batch); !claimed) return claimed;
        }
    }
    if (batch.size() < max) next_claim_ = now + claim_after / 4;
    return {};
}

Status RedisConsumer::claim(const Subscription& from, const std::vector<Candidate>& candidates, Duration min_idle,
                            Batch& batch) {
    if (candidates.empty()) return {};
    Command command{"XCLAIM", from.key, group_, name_, milliseconds_text(min_idle)};
    for (const auto& candidate : candidates) command.push_back(candidate.entry_id);
    auto replies = call({std::move(command)});
    if (!replies) return std::unexpected(std::move(replies.error()));
    auto entries = to_entries(replies->front());
    std::vector<Candidate> missing;
    for (const auto& candidate : candidates) {
        const auto found = std::ranges::find(entries, candidate.entry_id, &Entry::entry_id);
        if (found == entries.end() || found->message_id.empty()) {
            missing.push_back(candidate);
            continue;
        }
        batch.push_back({.stream = from.stream,
                         .entry_id = found->entry_id,
                         .message_id = std::move(found->message_id),
                         .body = std::move(found->body),
                         .deliveries = candidate.deliveries + 1});
    }
    return missing.empty() ? Status() : report_lost(from, missing);
}

Status RedisConsumer::report_lost(const Subscription& from, const std::vector<Candidate>& missing) {
    Pipeline pipeline;
    for (const auto& candidate : missing) {
        pipeline.push_back({"XRANGE", from.key, candidate.entry_id, candidate.entry_id});
    }
    auto replies = call(pipeline);
    if (!replies) return std::unexpected(std::move(replies.error()));
    for (std::size_t i = 0; i < missing.size(); ++i) {
        schedule_.forget(RetrySchedule::Key{from.stream, missing[i].entry_id});
        // Still there: another consumer was quicker.
        if (!(*replies)[i].items.empty()) continue;
        telemetry::log_error("streams", "an entry was deleted before it was acknowledged",
                             {{"stream", from.stream}, {"entry", missing[i].entry_id}, {"group", group_}});
        if (const auto& tell = client_.options().on_lost) tell(from.stream, missing[i].entry_id);
        if (auto done = client_.call({"XACK", from.key, group_, missing[i].entry_id}); !done) {
            return std::unexpected(std::move(done.error()));
        }
    }
    return {};
}

Status RedisConsumer::fetch_new(std::size_t max, Duration block, Batch& batch) {
    // COUNT holds for each stream by itself.
    const auto count = std::max<std::size_t>(1, max / subscriptions_.size());
    Command command{"XREADGROUP", "GROUP", group_, name_, "COUNT", std::to_string(count)};
    // BLOCK 0 would wait for ever.
    const bool blocks = block >= 1ms;
    if (blocks) {
        command.emplace_back("BLOCK");
        command.push_back(std::to_string(std::chrono::floor<std::chrono::milliseconds>(block).count()));
    }
    command.emplace_back("STREAMS");
    for (const auto& from : subscriptions_) command.push_back(from.key);
    for (std::size_t i = 0; i < subscriptions_.size(); ++i) command.emplace_back(">");
    auto replies = blocks ? call_blocked({std::move(command)}, block) : call({std::move(command)});
    if (!replies) return std::unexpected(std::move(replies.error()));
    return take_new(replies->front(), batch);
}

Status RedisConsumer::take_new(Reply& reply, Batch& batch) {
    for (std::size_t i = 0; i + 1 < reply.items.size(); i += 2) {
        const auto from = std::ranges::find(subscriptions_, reply.items[i].text, &Subscription::key);
        TRADEWIND_ASSERT(from != subscriptions_.end());
        for (auto& entry : to_entries(reply.items[i + 1])) {
            batch.push_back({.stream = from->stream,
                             .entry_id = std::move(entry.entry_id),
                             .message_id = std::move(entry.message_id),
                             .body = std::move(entry.body)});
        }
    }
    return {};
}

Status RedisConsumer::bury_used_up(Batch& batch) {
    const auto& options = client_.options();
    Status done;
    std::erase_if(batch, [&](Delivery& delivery) {
        if (delivery.deliveries <= options.policy.max_deliveries || !done) return false;
        // This one was not handed out.
        --delivery.deliveries;
        const auto error = fmt::format("not acknowledged after {} deliveries", delivery.deliveries);
        if (options.on_dead_letter && !options.on_dead_letter(delivery, error)) {
            schedule_.hand_out(delivery);
            schedule_.give_up(options.clock.monotonic());
        } else {
            done = dead_letter(delivery, error);
        }
        return true;
    });
    return done;
}

Result<std::vector<Reply>> RedisConsumer::call(const Pipeline& pipeline) {
    auto replies = link_.call(pipeline, std::min(kAttempt, client_.options().patience));
    if (!replies) return replies;
    if (const auto* failed = first_error(*replies)) return std::unexpected(to_error(*failed));
    return replies;
}

Result<std::string> RedisConsumer::client_id() {
    const auto generation = link_.generation();
    if (client_id_.empty() || generation != client_generation_) {
        auto replies = call({{"CLIENT", "ID"}});
        if (!replies) return std::unexpected(std::move(replies.error()));
        client_id_ = replies->front().text;
        client_generation_ = link_.generation();
    }
    return client_id_;
}

Result<std::vector<Reply>> RedisConsumer::call_blocked(const Pipeline& pipeline, Duration block) {
    auto client = client_id();
    if (!client) return std::unexpected(std::move(client.error()));
    std::shared_ptr<Call> blocked;
    {
        const std::scoped_lock guard(blocked_mutex_);
        // `read` clears the flag.
        if (interrupted_) return std::vector<Reply>(1);
        blocked = blocked_ = link_.start(pipeline, block + std::min(kAttempt, client_.options().patience));
        blocked_client_ = *client;
    }
    auto replies = Link::finish(*blocked);
    {
        const std::scoped_lock guard(blocked_mutex_);
        blocked_.reset();
    }
    if (!replies) return replies;
    if (const auto* failed = first_error(*replies)) return std::unexpected(to_error(*failed));
    return replies;
}

void RedisConsumer::interrupt() {
    const std::scoped_lock guard(blocked_mutex_);
    interrupted_ = true;
    if (blocked_) client_.commands().unblock(blocked_client_, blocked_);
}

Status RedisConsumer::ack(std::span<const Delivery> done) {
    Pipeline pipeline;
    for (const auto& from : subscriptions_) {
        Command command{"XACK", from.key, group_};
        for (const auto& delivery : done) {
            if (delivery.stream == from.stream) command.push_back(delivery.entry_id);
        }
        if (command.size() > 3) pipeline.push_back(std::move(command));
    }
    if (pipeline.empty()) return {};
    auto replies = client_.call(pipeline);
    if (!replies) return std::unexpected(std::move(replies.error()));
    for (const auto& delivery : done) schedule_.forget(delivery);
    return {};
}

Status RedisConsumer::dead_letter(const Delivery& delivery, std::string_view error) {
    auto buried = client_.bury(delivery, group_, error);
    if (buried) schedule_.forget(delivery);
    return buried;
}

}  // namespace tradewind::streams::redis
