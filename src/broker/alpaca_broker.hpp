#pragma once

#include "broker/alpaca_http.hpp"
#include "broker/broker.hpp"

namespace tradewind::broker {

/// Alpaca's Trading API.
class AlpacaBroker final : public Broker {
public:
    /// `trading`: the paper or the live host.
    explicit AlpacaBroker(AlpacaHttp& trading) : trading_(trading) {}

    Result<BrokerOrder> submit(const Order& order) override;
    Status cancel(const std::string& broker_order_id) override;
    Result<std::optional<BrokerOrder>> find_order(const std::string& client_order_id) override;
    Result<std::vector<BrokerOrder>> orders_since(Timestamp since) override;
    Result<std::vector<BrokerPosition>> positions() override;
    Result<BrokerAccount> account() override;

private:
    AlpacaHttp& trading_;
};

}  // namespace tradewind::broker
