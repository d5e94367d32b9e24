#include "streams/redis_client.hpp"

#include <semaphore>

namespace tradewind::streams::redis {

using namespace std::chrono_literals;

namespace {

constexpr Duration kAttempt = 5s;
constexpr Duration kPause = 25ms;

}  // namespace

void pause_for(Duration pause) {
    std::binary_semaphore never(0);
    (void)never.try_acquire_for(pause);
}

Client::Client(const Address& address, std::string_view world, BusOptions options)
    : address_(address),
      prefix_(world.empty() || world == "live" ? std::string() : "w:" + std::string(world) + ":"),
      options_(std::move(options)),
      commands_(thread_, address) {}

Result<std::vector<Reply>> Client::call(const Pipeline& pipeline) {
    const SystemMachineClock clock;
    const auto deadline = clock.monotonic() + options_.patience;
    while (true) {
        const auto left = std::max<Duration>(deadline - clock.monotonic(), 1ms);
        auto replies = commands_.call(pipeline, std::min(left, kAttempt));
        if (replies) {
            const auto* failed = first_error(*replies);
            if (failed == nullptr) return replies;
            replies = std::unexpected(to_error(*failed));
        }
        if (replies.error().code != ErrorCode::kUnavailable || clock.monotonic() + kPause >= deadline) return replies;
        pause_for(kPause);
    }
}

Result<Reply> Client::call(Command command) {
    auto replies = call(Pipeline{std::move(command)});
    if (!replies) return std::unexpected(std::move(replies.error()));
    return std::move(replies->front());
}

Status Client::bury(const Delivery& delivery, std::string_view group, std::string_view error) {
    const auto stream = key(delivery.stream);
    auto found = call({"XRANGE", stream, delivery.entry_id, delivery.entry_id});
    if (!found) return std::unexpected(std::move(found.error()));
    auto entries = to_entries(*found);
    const auto partition_key = entries.empty() ? std::string() : std::move(entries.front().key);
    const auto at = std::to_string(unix_nanos(options_.clock.now()));
    auto done = call(Pipeline{{"MULTI"},
                              {"XADD", stream + ":dead", "*", "id", delivery.message_id, "key", partition_key, "body",
                               delivery.body, "error", std::string(error), "service", std::string(group), "deliveries",
                               std::to_string(delivery.deliveries), "at", at},
                              {"XACK", stream, std::string(group), delivery.entry_id},
                              {"EXEC"}});
    if (!done) return std::unexpected(std::move(done.error()));
    if (const auto* failed = first_error(done->back().items)) return std::unexpected(to_error(*failed));
    return {};
}

Status Client::create_group(std::string_view stream, std::string_view group) {
    const Pipeline pipeline{{"XGROUP", "CREATE", key(stream), std::string(group), "0", "MKSTREAM"}};
    const SystemMachineClock clock;
    const auto deadline = clock.monotonic() + options_.patience;
    while (true) {
        auto replies = commands_.call(pipeline, std::min(kAttempt, options_.patience));
        if (replies) {
            const auto* failed = first_error(*replies);
            if (failed == nullptr || failed->is_error("BUSYGROUP")) return {};
            replies = std::unexpected(to_error(*failed));
        }
        if (replies.error().code != ErrorCode::kUnavailable || clock.monotonic() >= deadline) {
            return std::unexpected(std::move(replies.error()));
        }
        pause_for(kPause);
    }
}

}  // namespace tradewind::streams::redis
