#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/records.hpp"
#include "core/time.hpp"

namespace tradewind::broker {

/// What a broker says of an order, boiled down to what matters here.
enum class BrokerStatus : std::uint8_t { kWorking, kFilled, kCanceled, kExpired, kRejected };

struct BrokerOrder {
    std::string id;
    std::string client_order_id;
    std::string symbol;
    BrokerStatus status = BrokerStatus::kWorking;
    std::string raw_status;  ///< In the broker's words.
    Decimal quantity;
    Decimal filled;
    std::optional<Decimal> average_price;
    Timestamp submitted;
    Timestamp updated;
};

struct BrokerPosition {
    std::string symbol;
    Decimal quantity;  ///< Signed.
    Decimal average_price;
};

struct BrokerAccount {
    Decimal cash;
    Decimal equity;
    Decimal buying_power;
    bool may_trade = false;
    std::string status;  ///< Why not, where it may not.
};

/// A real broker's account. Calls block. Errors: kRefused, proof that the broker said no; kUnavailable, nothing was
/// sent or nothing changed; kLimit, asked too often and nothing changed; kUnknownOutcome, sent and no proof of what
/// became of it: look it up before anything else. Thread-safe.
class Broker {
public:
    virtual ~Broker() = default;
    /// Sends an order under its client_order_id; where the broker has that id already, the order that is there.
    virtual Result<BrokerOrder> submit(const Order& order) = 0;
    /// Asks for a cancel, by the broker's id; the order ends when the broker says so. kNotFound, kRefused: no longer
    /// possible, look it up.
    virtual Status cancel(const std::string& broker_order_id) = 0;
    /// Nothing where the broker says that there is none (yet).
    virtual Result<std::optional<BrokerOrder>> find_order(const std::string& client_order_id) = 0;
    /// Whatever their state, submitted after `since`, oldest first. All of them or an error.
    virtual Result<std::vector<BrokerOrder>> orders_since(Timestamp since) = 0;
    virtual Result<std::vector<BrokerPosition>> positions() = 0;
    virtual Result<BrokerAccount> account() = 0;
};

}  // namespace tradewind::broker
