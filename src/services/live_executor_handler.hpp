#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "services/handler.hpp"
#include "services/world.hpp"
#include "trading/execution_engine.hpp"

namespace tradewind::services {

/// trade-executor on a real broker: the engine's fold over bars, signals, commands and the broker's reports. What the
/// engine asks of the broker is handed over after the commit that stored the intent.
class LiveExecutorHandler final : public Handler {
public:
    /// Takes requests over; `maybe_sent` where they stem from before a restart.
    using HandOver = std::function<void(std::span<const matching::VenueRequest> requests, bool maybe_sent)>;

    LiveExecutorHandler(World& world, Decimal cash, HandOver hand_over);

    std::vector<std::string> inputs() const override;
    bool stateful() const override { return true; }
    void reset() override;
    Status handle(std::span<const Message> messages, bool rebuilding, Effects& effects) override;
    void after_commit() override;

private:
    struct Pending {
        std::optional<matching::VenueRequest> submit;  ///< Until the broker has taken or refused it.
        std::optional<matching::VenueRequest> cancel;  ///< Until the order has ended.
    };

    std::size_t handle_one(std::span<const Message> messages);
    void track();

    World& world_;
    Decimal cash_;
    HandOver hand_over_;
    trading::DecisionSettings settings_;  ///< Those that hold now.
    std::optional<trading::ExecutionEngine> engine_;
    trading::ExecutionEffects made_;
    std::map<OrderId, Pending> pending_;
    std::vector<matching::VenueRequest> fresh_;  ///< Of the batch at hand.
    bool restarted_ = true;
};

}  // namespace tradewind::services
