#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <span>
#include <string_view>

#include "core/error.hpp"
#include "core/time.hpp"
#include "streams/bus.hpp"

namespace tradewind::streams {

/// When a message that was not acknowledged comes again (reliability.md §7.1).
struct DeliveryPolicy {
    /// A message delivered this often without an acknowledgement goes to `:dead` instead of being delivered again.
    int max_deliveries = 5;
    /// Wait after the first, second, third and any later failed delivery.
    std::array<Duration, 3> backoff{std::chrono::seconds(1), std::chrono::seconds(5), std::chrono::seconds(25)};
    /// A consumer that sat on a message for this long is taken for dead. Above three times the slowest handler.
    Duration claim_after = std::chrono::seconds(60);

    /// Wait before the next delivery of a message that failed `deliveries` times.
    [[nodiscard]] Duration wait_after(int deliveries) const {
        const auto last = static_cast<int>(backoff.size());
        return backoff[static_cast<std::size_t>(std::clamp(deliveries, 1, last) - 1)];
    }
};

/// What both buses are given. The clock must outlive the bus.
struct BusOptions {
    const MachineClock& clock;
    DeliveryPolicy policy = {};
    /// How long a call waits for a server that can't be reached before it says so.
    Duration patience = std::chrono::seconds(10);
    /// Called before a message that used up its deliveries is moved to `:dead`: the place to write the table of record.
    /// Where it fails, the message stays pending and is offered again later.
    std::function<Status(const Delivery&, std::string_view error)> on_dead_letter = {};
    /// An entry was delivered once and its text is gone (trimmed or deleted behind our back): republish from the
    /// outbox.
    std::function<void(std::string_view stream, std::string_view entry_id)> on_lost = {};
};

/// kLimit where a body is larger than a consumer would take.
Status check_sizes(std::string_view stream, std::span<const OutgoingMessage> messages);

}  // namespace tradewind::streams
