#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"
#include "net/websocket.hpp"

namespace tradewind::gateway {

enum class Topic : std::uint8_t {
    kSignals,
    kOrders,
    kTrades,
    kNews,
    kBars,
    kWeights,
    kPortfolio,
    kPositions,
    kControls,
    kBacktests
};
inline constexpr std::array<std::string_view, 10> kTopicNames{
    "signals", "orders", "trades", "news", "bars", "weights", "portfolio", "positions", "controls", "backtests"};

/// Who listens to what on /ws, and the latest events of each topic for those who come back. Thread-safe.
class LiveHub {
public:
    explicit LiveHub(const MachineClock& clock);

    /// Hands `data` (JSON) to all subscribers of the topic and keeps it for resuming.
    void publish(Topic topic, std::string_view data);
    /// Nobody could be told what happened meanwhile: cursors from before no longer resume.
    void forget(Topic topic);

    [[nodiscard]] bool has_listeners() const;
    [[nodiscard]] bool has_listeners(Topic topic) const;
    [[nodiscard]] Duration last_listener() const;  ///< When someone last was there, monotonic.

    /// The WebSocket's side. `accept` decides on handshakes; `still_valid` says whether a session may stay.
    net::WebSocketHandler handler(std::function<std::optional<net::Response>(const net::Request&)> accept);
    /// Closes the sessions whose handshake no longer holds.
    void close_where(const std::function<bool(const net::Request&)>& ended);

private:
    using Frame = std::shared_ptr<const std::string>;
    struct Kept {
        std::uint64_t sequence = 0;
        Frame frame;
    };
    struct Channel {
        std::uint64_t last = 0;       ///< Sequence of the newest event.
        std::uint64_t forgotten = 0;  ///< Up to and with this, events can't be had any more.
        std::deque<Kept> kept;
        std::set<std::uint64_t> listeners;
    };

    void on_message(const net::WebSocketSessionPtr& session, std::string_view payload);
    void subscribe(const net::WebSocketSessionPtr& session, const std::vector<Topic>& topics,
                   const std::map<std::string, std::string>& since);
    void leave(std::uint64_t id);
    Channel& channel(Topic topic) { return channels_[static_cast<std::size_t>(topic)]; }
    [[nodiscard]] std::string cursor_text(std::uint64_t sequence) const;
    /// The sequence in a cursor of this hub's life, where it can still be resumed from.
    [[nodiscard]] std::optional<std::uint64_t> resumable(const Channel& of, std::string_view cursor) const;

    const MachineClock& clock_;
    std::string epoch_;
    mutable std::mutex mutex_;
    std::array<Channel, kTopicNames.size()> channels_;
    std::map<std::uint64_t, net::WebSocketSessionPtr> sessions_;
    Duration last_listener_{};
};

}  // namespace tradewind::gateway
