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

/// What a broker can do beside whole shares bought and sold at market, limit and stop.
struct BrokerCapabilities {
    bool replaces = false;   ///< Terms of a working order can be changed.
    bool fractions = false;  ///< Quantities below one share.
    bool sells_short = false;
    bool groups = false;  ///< Orders that cancel each other are kept by the broker itself.
};

/// New terms of a working order; what is empty stays.
struct ReplaceTerms {
    std::string client_order_id;  ///< Of the order that takes its place.
    std::optional<Decimal> quantity;
    std::optional<Decimal> limit_price;
    std::optional<Decimal> stop_price;
};

/// An account at a broker, real or simulated. Calls block. Errors: kRefused, proof that the broker said no;
/// kUnavailable, nothing was sent or nothing changed; kLimit, asked too often and nothing changed; kUnknownOutcome,
/// sent and no proof of what became of it: look it up before anything else. Thread-safe.
class Broker {
public:
    virtual ~Broker() = default;
    /// Sends an order under its client_order_id; where the broker has that id already, the order that is there.
    virtual Result<BrokerOrder> submit(const Order& order) = 0;
    /// Asks for a cancel, by the broker's id; the order ends when the broker says so. kNotFound, kRefused: no longer
    /// possible, look it up.
    virtual Status cancel(const std::string& broker_order_id) = 0;
    /// Puts an order in the place of a working one, under a client id of its own; the old one ends as canceled. The
    /// same errors as submit; kRefused too where the old one can't be replaced (any more).
    virtual Result<BrokerOrder> replace(const std::string& broker_order_id, const ReplaceTerms& terms) {
        (void)terms;
        return fail(ErrorCode::kRefused, "order " + broker_order_id + ": this broker replaces no orders",
                    "cancel it and send another");
    }
    [[nodiscard]] virtual BrokerCapabilities capabilities() const { return {}; }
    /// Nothing where the broker says that there is none (yet).
    virtual Result<std::optional<BrokerOrder>> find_order(const std::string& client_order_id) = 0;
    /// Whatever their state, submitted after `since`, oldest first. All of them or an error.
    virtual Result<std::vector<BrokerOrder>> orders_since(Timestamp since) = 0;
    virtual Result<std::vector<BrokerPosition>> positions() = 0;
    virtual Result<BrokerAccount> account() = 0;
};

}  // namespace tradewind::broker
