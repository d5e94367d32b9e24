#pragma once

#include <algorithm>
#include <functional>
#include <map>

#include "broker/broker.hpp"

namespace tradewind::services {

/// A broker in memory, whose answers can be lost and whose look-ups can lag.
class FakeBroker final : public broker::Broker {
public:
    enum class Fault { kNone, kLostBefore, kLostAfter, kRefused, kLimit };

    std::vector<Fault> next_submits;                    ///< One per submit, then kNone.
    int blind = 0;                                      ///< So many look-ups say 404 whatever is there.
    bool down = false;                                  ///< Reads fail.
    std::map<std::string, broker::BrokerOrder> orders;  ///< By client id.
    int submits = 0;
    std::vector<broker::BrokerPosition> held;
    broker::BrokerAccount money{.cash = Decimal::from_int(100'000),
                                .equity = Decimal::from_int(100'000),
                                .buying_power = {},
                                .may_trade = true,
                                .status = "ACTIVE"};
    /// Called in place of marking the order cancelled.
    std::function<void(broker::BrokerOrder&)> on_cancel;

    Result<broker::BrokerOrder> submit(const Order& order) override {
        const Fault fault = static_cast<std::size_t>(submits) < next_submits.size()
                                ? next_submits[static_cast<std::size_t>(submits)]
                                : Fault::kNone;
        ++submits;
        if (fault == Fault::kLostBefore) return fail(ErrorCode::kUnknownOutcome, "no answer");
        if (fault == Fault::kRefused) return fail(ErrorCode::kRefused, "insufficient buying power");
        if (fault == Fault::kLimit) return fail(ErrorCode::kLimit, "too many requests");
        auto& made = orders[order.client_order_id];
        if (made.id.empty()) {
            made.id = "b" + std::to_string(orders.size());
            made.client_order_id = order.client_order_id;
            made.symbol = order.ticker.to_string();
            made.raw_status = "new";
            made.quantity = order.quantity;
        }
        if (fault == Fault::kLostAfter) return fail(ErrorCode::kUnknownOutcome, "no answer");
        return made;
    }
    Status cancel(const std::string& id) override {
        for (auto& [client_id, order] : orders) {
            if (order.id != id) continue;
            if (on_cancel) {
                on_cancel(order);
            } else {
                order.status = broker::BrokerStatus::kCanceled;
                order.raw_status = "canceled";
            }
            return {};
        }
        return fail(ErrorCode::kNotFound, "no such order");
    }
    Result<std::optional<broker::BrokerOrder>> find_order(const std::string& client_id) override {
        if (down) return fail(ErrorCode::kUnavailable, "no connection");
        if (blind > 0 && blind-- > 0) return std::optional<broker::BrokerOrder>();
        const auto found = orders.find(client_id);
        return found == orders.end() ? std::optional<broker::BrokerOrder>() : std::optional(found->second);
    }
    Result<std::vector<broker::BrokerOrder>> orders_since(Timestamp) override {
        if (down) return fail(ErrorCode::kUnavailable, "no connection");
        std::vector<broker::BrokerOrder> all;
        for (const auto& [client_id, order] : orders) all.push_back(order);
        return all;
    }
    Result<std::vector<broker::BrokerPosition>> positions() override { return held; }
    Result<broker::BrokerAccount> account() override { return money; }
};

}  // namespace tradewind::services
