#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "broker/alpaca_broker.hpp"
#include "broker/stream_sessions.hpp"
#include "exchange/chaos.hpp"
#include "exchange/exchange.hpp"
#include "services/broker_link.hpp"
#include "trading/execution_engine.hpp"

namespace tradewind::test {

/// The exchange with a wire that loses, doubles, delays and refuses, and the deciding house on its other end (engine,
/// link, Alpaca's client and codecs, reconciliation), all on virtual time in one thread: a seed is a run.
class VirtualHouse final : exchange::MarketListener {
public:
    VirtualHouse(std::uint64_t seed, const std::string& chaos);

    /// Lets so much market time pass.
    void run(Duration time);
    void calm() { chaos_.replace({}); }
    /// A signal for every company.
    void signal_all(Direction direction);

    [[nodiscard]] std::vector<std::string> differences();
    [[nodiscard]] std::size_t fills() const { return fills_.size(); }
    /// What became of everything, for comparing runs.
    [[nodiscard]] std::string story() const;

private:
    class Machine final : public MachineClock {
    public:
        [[nodiscard]] Timestamp now() const override { return now_; }
        [[nodiscard]] Duration monotonic() const override { return now_.time_since_epoch(); }
        Timestamp now_;
    };
    struct Held {
        Timestamp due;
        std::string message;
    };

    void advance(Duration time);
    void step();
    void connect();
    void disconnect();
    void tell(const exchange::OrderEvent& event);
    void send(std::string message);
    void deliver(const std::string& message);
    void reconcile();
    void report(const matching::VenueReport& report);
    void absorb();

    Result<HttpResponse> serve(const HttpRequest& request);
    HttpResponse dispatch(const HttpRequest& request);
    HttpResponse submit(const std::string& body);
    HttpResponse list_orders();
    HttpResponse list_positions();

    void on_trade(std::uint32_t, const exchange::Trade&) override {}
    void on_quote(std::uint32_t, const exchange::Quote&) override {}
    void on_bar(std::uint32_t symbol, exchange::BarKind kind, const exchange::MarketBar& bar) override;
    void on_halt(std::uint32_t, bool, exchange::HaltReason, Timestamp) override {}
    void on_bust(std::uint32_t, const exchange::Trade&, Timestamp) override {}
    void on_news(const exchange::NewsItem&) override {}

    Machine machine_;
    ManualMarketClock clock_;
    exchange::Chaos chaos_;
    std::vector<Bar> bars_;  // not yet told to the engine
    exchange::Exchange exchange_;

    bool connected_ = false, mute_ = false, drop_reply_ = false;
    Timestamp reconnect_, next_look_;
    std::optional<exchange::OrderEvent> summed_;
    std::optional<std::string> overtaken_;
    std::deque<Held> late_;
    std::optional<broker::TradeUpdatesSession> session_;

    broker::AlpacaHttp http_;
    broker::AlpacaBroker broker_{http_};
    trading::ExecutionEngine engine_;
    trading::ExecutionEffects made_;
    services::BrokerLink link_;
    std::map<OrderId, Order> orders_;
    std::vector<TradeExecution> fills_;
    int signals_ = 0;
};

}  // namespace tradewind::test
