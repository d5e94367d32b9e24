#include "streams/retry_schedule.hpp"

namespace tradewind::streams {

void RetrySchedule::hand_out(const Delivery& delivery) {
    entries_[{delivery.stream, delivery.entry_id}] = {.deliveries = delivery.deliveries, .due = std::nullopt};
}

void RetrySchedule::give_up(Duration now) {
    for (auto& [key, entry] : entries_) {
        if (!entry.due) entry.due = now + policy_.wait_after(entry.deliveries);
    }
}

std::vector<RetrySchedule::Key> RetrySchedule::due(Duration now, std::size_t max) const {
    std::vector<Key> keys;
    for (const auto& [key, entry] : entries_) {
        if (keys.size() == max) break;
        if (entry.due && *entry.due <= now) keys.push_back(key);
    }
    return keys;
}

std::optional<Duration> RetrySchedule::next_due() const {
    std::optional<Duration> next;
    for (const auto& [key, entry] : entries_) {
        if (entry.due && (!next || *entry.due < *next)) next = entry.due;
    }
    return next;
}

}  // namespace tradewind::streams
