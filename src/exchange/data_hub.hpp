#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "exchange/market_types.hpp"
#include "exchange/outlet.hpp"

namespace tradewind::exchange {

class Exchange;

/// The market data sockets: who listens to what, in JSON or msgpack. All calls under the exchange's lock.
class DataHub final : public MarketListener {
public:
    DataHub(Chaos& chaos, const MachineClock& machine) : chaos_(&chaos), machine_(&machine) {}
    void set_exchange(Exchange& exchange) { exchange_ = &exchange; }

    using Check = std::function<bool(std::string_view key_id, std::string_view secret_key)>;
    /// A client of `/v2/<feed>` or the news stream.
    void open(const net::WebSocketSessionPtr& session, const std::string& path, const Check& check);
    void receive(const net::WebSocketSessionPtr& session, std::string_view payload, const Check& check);
    void close(const net::WebSocketSessionPtr& session);
    /// Sends what has gathered, a frame a client.
    void flush();
    [[nodiscard]] std::size_t clients() const { return clients_.size(); }

    void on_trade(std::uint32_t symbol, const Trade& trade) override;
    void on_quote(std::uint32_t symbol, const Quote& quote) override;
    void on_bar(std::uint32_t symbol, BarKind kind, const MarketBar& bar) override;
    void on_halt(std::uint32_t symbol, bool halted, HaltReason reason, Timestamp time) override;
    void on_bust(std::uint32_t symbol, const Trade& trade, Timestamp time) override;
    void on_news(const NewsItem& item) override;

private:
    enum Channel : std::uint8_t {
        kTrades,
        kQuotes,
        kBars,
        kUpdatedBars,
        kDailyBars,
        kStatuses,
        kLulds,
        kImbalances,
        kCorrections,
        kCancelErrors,
        kNews,
        kChannels
    };
    struct Client {
        std::unique_ptr<Outlet> outlet;
        std::string path;
        bool msgpack = false;
        bool authenticated = false;
        Duration opened{};
        std::array<std::set<std::string, std::less<>>, kChannels> wanted;
        std::vector<std::string> gathered;  // encoded objects
    };
    struct Message;  // both encodings, made when first wanted

    static std::string_view name_of(std::size_t channel);
    [[nodiscard]] bool anybody(Channel channel) const { return interest_[channel] > 0; }
    void tell(Channel channel, std::string_view symbol, Message& message);
    void authenticate(Client& client, std::string_view key_id, std::string_view secret_key, const Check& check);
    void say(Client& client, const char* message);
    void say_error(Client& client, int code, const char* message);
    void say_subscription(Client& client);
    void count_interest();
    [[nodiscard]] std::string symbol_of(std::uint32_t symbol) const;

    Chaos* chaos_;
    const MachineClock* machine_;
    Exchange* exchange_ = nullptr;
    std::map<std::uint64_t, Client> clients_;
    std::array<std::size_t, kChannels> interest_{};
};

}  // namespace tradewind::exchange
