#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/messages.hpp"
#include "matching/venue.hpp"
#include "storage/database.hpp"
#include "streams/bus.hpp"
#include "trading/settings_change.hpp"

namespace tradewind::services {

/// Any message of design §5, or what a real broker reported, decoded and validated.
using Message = std::variant<RawArticle, ScoredArticle, Bar, TradeSignal, TradeExecution, WeightAdjustment,
                             ControlCommand, matching::VenueReport, trading::SettingsChange>;

/// Where a message stands within its instant (design §6): time first, then phase, then symbol, then id.
struct MessageOrder {
    Timestamp time;
    int phase = 0;
    Ticker ticker;
    std::string id;
    friend auto operator<=>(const MessageOrder&, const MessageOrder&) = default;
};
MessageOrder order_of(const Message& message);

/// A message to publish, and the stream it goes to.
struct Outgoing {
    std::string stream;
    streams::OutgoingMessage message;
};

/// What a handler wants stored and published for one batch. Nothing happens until the worker commits it.
struct Effects {
    /// Run in order inside the batch's transaction; may run again if the server asks for it, so they capture values.
    std::vector<std::function<Status(storage::Transaction&)>> writes;
    std::vector<Outgoing> outgoing;

    [[nodiscard]] bool empty() const { return writes.empty() && outgoing.empty(); }
};

/// A service's decisions: messages in, effects out. No I/O here but what a sentiment model or a broker call needs;
/// state is a fold over the messages, so that a restart rebuilds it by handing the journal in again.
class Handler {
public:
    virtual ~Handler() = default;
    /// The streams it reads.
    [[nodiscard]] virtual std::vector<std::string> inputs() const = 0;
    /// Streams that are also served between the instants of a replay: operators' commands.
    [[nodiscard]] virtual std::vector<std::string> side_inputs() const { return {}; }
    /// True where state must be rebuilt from the journal at start (its messages' bodies are kept for that).
    [[nodiscard]] virtual bool stateful() const = 0;
    /// Handles messages sorted by MessageOrder, none of them seen before. With `rebuilding`, effects are dropped.
    virtual Status handle(std::span<const Message> messages, bool rebuilding, Effects& effects) = 0;
    /// Forgets all state, before a rebuild.
    virtual void reset() = 0;
    /// After a step's effects are committed and published; where a live broker gets its orders.
    virtual void after_commit() {}
};

}  // namespace tradewind::services
