#pragma once

#include <functional>
#include <map>
#include <mutex>

#include "broker/alpaca_codec.hpp"
#include "broker/broker.hpp"
#include "matching/simulated_venue.hpp"

namespace tradewind::broker {

/// An account whose market is made of bars, with the fill model that backtests use (matching/simulated_venue.hpp). Time
/// goes on by `on_bar`: a request counts from the end of the last one. Buying power is told, not enforced: the risk
/// checks of whoever sends orders do that. Thread-safe.
class SimulatedBroker final : public Broker {
public:
    using Listener = std::function<void(const TradeUpdate&)>;
    SimulatedBroker(const matching::FillSettings& fills, const matching::CostSettings& costs, Decimal cash);

    /// Every change of an order, fills included, in order. Called from whichever call caused it.
    void listen(Listener listener);
    /// One bar of one ticker that has ended.
    void on_bar(const Bar& bar);

    Result<BrokerOrder> submit(const Order& order) override;
    Result<BrokerOrder> replace(const std::string& broker_order_id, const ReplaceTerms& terms) override;
    [[nodiscard]] BrokerCapabilities capabilities() const override { return {true, true, true, false}; }
    Status cancel(const std::string& broker_order_id) override;
    Result<std::optional<BrokerOrder>> find_order(const std::string& client_order_id) override;
    Result<std::vector<BrokerOrder>> orders_since(Timestamp since) override;
    Result<std::vector<BrokerPosition>> positions() override;
    Result<BrokerAccount> account() override;

private:
    struct Entry {
        Order order;
        BrokerOrder shown;
        Decimal value;  ///< Σ quantity · price of its fills.
    };
    struct Holding {
        Decimal quantity;
        Decimal cost;  ///< Signed as the quantity.
        Decimal last_price;
    };
    Result<BrokerOrder> take(Order order);
    Entry* find_entry(const std::string& broker_order_id);
    Status ask_cancel(Entry& entry);
    void apply_reports(std::vector<TradeUpdate>& updates);
    void apply_fill(Entry& entry, const matching::VenueReport& report);
    void tell(const std::vector<TradeUpdate>& updates);

    std::mutex mutex_;
    matching::SimulatedVenue venue_;
    std::vector<matching::VenueReport> reports_;
    std::vector<Entry> entries_;  ///< In the order of their coming.
    std::map<std::string, Holding> holdings_;
    Decimal cash_;
    Timestamp now_;
    Listener listener_;
};

}  // namespace tradewind::broker
