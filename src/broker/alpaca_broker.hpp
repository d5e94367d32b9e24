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
    Result<BrokerOrder> replace(const std::string& broker_order_id, const ReplaceTerms& terms) override;
    [[nodiscard]] BrokerCapabilities capabilities() const override { return {true, true, true, true}; }
    Status cancel(const std::string& broker_order_id) override;
    Result<std::optional<BrokerOrder>> find_order(const std::string& client_order_id) override;
    Result<std::vector<BrokerOrder>> orders_since(Timestamp since) override;
    Result<std::vector<BrokerPosition>> positions() override;
    Result<BrokerAccount> account() override;

private:
    /// The order of an answer; where the client id is there already, the order that has it.
    Result<BrokerOrder> settle(const Result<HttpResponse>& response, const std::string& client_order_id);

    AlpacaHttp& trading_;
};

}  // namespace tradewind::broker
