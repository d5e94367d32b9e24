#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/records.hpp"

namespace tradewind::matching {

/// What is asked of a venue, simulated or real. The order was stored as an intent before this is sent.
struct VenueRequest {
    enum class Kind : std::uint8_t { kSubmit, kCancel } kind = Kind::kSubmit;
    Order order;
    OrderId group;   ///< Orders of one group cancel each other (OCO); empty where none.
    Timestamp time;  ///< The instant of the request: later than `order.time` for a cancel or a held order.
};

/// What the venue says of an order. A fact; applying it twice changes nothing. Reports may come in any order: a fill
/// before its acceptance, a later partial fill before an earlier one.
struct VenueReport {
    enum class Kind : std::uint8_t {
        kAccepted,
        kRejected,
        kFill,
        kCanceled,
        kExpired,
        kUnknown,  ///< Sent or maybe sent; no proof of what became of it.
    } kind = Kind::kAccepted;
    OrderId order;
    std::string broker_order_id;
    Timestamp time;      ///< When it happened at the venue.
    Timestamp known_at;  ///< The instant at which we know.
    std::string reason;
    // kFill only:
    Decimal quantity;             ///< Of this execution.
    Decimal cumulative_quantity;  ///< Of the order, this execution included.
    Decimal price;
    Decimal reference_price;  ///< Before slippage; `price` where there is none to tell.
    Decimal commission;
    Decimal fees;
    Timestamp bar_time;  ///< Start of the bar it happened in; `time` at a real venue.
    /// The order's average price over `cumulative_quantity`, where the venue says it: prices a fill whose predecessors
    /// were lost.
    std::optional<Decimal> average_price;
};

}  // namespace tradewind::matching
