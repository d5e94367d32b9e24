#pragma once

#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/error.hpp"
#include "core/time.hpp"
#include "services/handler.hpp"
#include "services/world.hpp"

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
    void interrupt();

    [[nodiscard]] const std::string& group() const { return group_; }
    [[nodiscard]] Handler& handler() { return *handler_; }

private:
    struct Accepted {
        streams::Delivery delivery;
        Message message;
        MessageOrder order;
    };

    Worker(World& world, std::string group, std::unique_ptr<Handler> handler, int ordinal);
    Status rebuild();
    Status open_consumer();
    Status handle(std::span<const Message> messages, Effects& effects);
    Status process(std::vector<streams::Delivery> deliveries, StepResult& result);
    Result<std::vector<Accepted>> accept(std::vector<streams::Delivery>& deliveries);
    Status commit(std::span<const Accepted> accepted, const Effects& effects);

    World& world_;
    std::string group_;
    std::unique_ptr<Handler> handler_;
    std::unique_ptr<streams::Consumer> consumer_;
    std::unordered_set<std::string> seen_;  ///< Message ids that the inbox holds for this group.
    std::string consumer_name_;
    bool dirty_ = false;  ///< A step failed half-way: rebuild and read the pending again before the next one.
};

}  // namespace tradewind::services
