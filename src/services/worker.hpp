#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/error.hpp"
#include "core/time.hpp"
#include "services/handler.hpp"
#include "services/world.hpp"
#include "storage/leases.hpp"

namespace tradewind::services {

/// What one step did.
struct StepResult {
    std::size_t handled = 0;
    std::set<std::string> published;  ///< Streams that got at least one message.
};

/// Runs one handler on its streams with the delivery rules of reliability.md §5: read, drop what the inbox knows,
/// decode (bad ones to the dead letters), handle in order, commit inbox + effects + outbox in one transaction, publish,
/// ack. One thread at a time; `interrupt` may come from any.
class Worker {
public:
    /// `group`: the service's name; `ordinal` makes the stable consumer name `<group>-<ordinal>`.
    static Result<std::unique_ptr<Worker>> create(World& world, std::string group, std::unique_ptr<Handler> handler,
                                                  int ordinal = 0);

    /// Rebuilds the handler's state from the journal and publishes what a crash left in the outbox.
    Status start();
    /// Handles everything that is there now; waits up to `wait` for a first message. An error means that nothing was
    /// acknowledged and the step may be repeated.
    Result<StepResult> step(Duration wait);
    /// Steps until nothing of its streams is unread or pending: after a start or a failed step, when messages come back
    /// one by one with pauses. An error only where `stop` cut it short.
    Result<StepResult> settle(const std::stop_token& stop);
    /// As `step`, but only for the handler's side inputs.
    Result<StepResult> step_side(Duration wait);
    void interrupt();

    [[nodiscard]] const std::string& group() const { return group_; }
    [[nodiscard]] Handler& handler() { return *handler_; }

private:
    struct Accepted {
        const streams::Delivery* delivery;
        Message message;
        MessageOrder order;
    };

    Worker(World& world, std::string group, std::unique_ptr<Handler> handler, int ordinal);
    Status take_lease();
    Status rebuild();
    Status open_consumer();
    Status handle(std::span<const Message> messages, Effects& effects);
    Status ready();
    Status gather(streams::Consumer& consumer, Duration wait, std::vector<streams::Delivery>& deliveries);
    Status process_in_parts(streams::Consumer& consumer, std::vector<streams::Delivery> deliveries, StepResult& result);
    Status process(streams::Consumer& consumer, std::vector<streams::Delivery> deliveries, StepResult& result);
    Result<std::vector<Accepted>> accept(streams::Consumer& consumer, std::vector<streams::Delivery>& deliveries);
    /// Decides, stores, publishes.
    Status carry_out(std::vector<Accepted>& accepted, StepResult& result);
    void count(std::span<const Accepted> accepted);
    Status commit(std::span<const Accepted> accepted, const Effects& effects);

    World& world_;
    std::string group_;
    std::unique_ptr<Handler> handler_;
    std::unique_ptr<streams::Consumer> consumer_;
    std::unique_ptr<streams::Consumer> side_consumer_;  ///< Null where there are no side inputs.
    std::unordered_set<std::string> seen_;              ///< Message ids that the inbox holds for this group.
    std::string consumer_name_;
    storage::leases::Lease lease_;  ///< Of a stateful service: whoever starts later under its name takes it over.
    std::map<std::string, telemetry::Counter*, std::less<>> consumed_;
    bool overtaken_ = false;
    bool dirty_ = false;  ///< A step failed half-way: rebuild and read the pending again before the next one.
};

}  // namespace tradewind::services
