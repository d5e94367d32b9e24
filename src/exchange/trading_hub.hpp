#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "exchange/order_types.hpp"
#include "exchange/outlet.hpp"
#include "net/event_stream.hpp"

namespace tradewind::exchange {

class Exchange;

/// Who listens to the account's order events: `/stream` in binary frames, and server-sent events with replay. All calls
/// under the exchange's lock.
class TradingHub {
public:
    TradingHub(Chaos& chaos, const MachineClock& machine) : chaos_(&chaos), machine_(&machine) {}
    void set_exchange(Exchange& exchange) { exchange_ = &exchange; }

    using Check = std::function<bool(std::string_view key_id, std::string_view secret_key)>;
    void open(const net::WebSocketSessionPtr& session);
    void receive(const net::WebSocketSessionPtr& session, std::string_view payload, const Check& check);
    void close(const net::WebSocketSessionPtr& session);

    struct Replay {
        std::string since_id, until_id;
        std::optional<Timestamp> since, until;
    };
    void open(const net::EventStreamPtr& stream, const Replay& replay);

    void on_event(const OrderEvent& event);
    void flush();

private:
    struct Client {
        std::unique_ptr<Outlet> outlet;
        bool authorized = false;
        bool listening = false;
        std::optional<OrderEvent> summed;  // partial fills that were told in sum, not yet told
    };
    struct Reader {
        net::EventStreamPtr stream;
        Replay replay;
        Duration spoke{};
    };
    void tell(Client& client, const OrderEvent& event);

    Chaos* chaos_;
    const MachineClock* machine_;
    Exchange* exchange_ = nullptr;
    std::map<std::uint64_t, Client> clients_;
    std::vector<Reader> readers_;
    std::deque<OrderEvent> events_;  // the last ones, for replay
};

}  // namespace tradewind::exchange
