#pragma once

#include <cstdint>
#include <optional>

#include "core/records.hpp"

namespace tradewind::trading {

/// What can happen to an order.
enum class OrderEvent : std::uint8_t {
    kSend,    ///< Handed to the venue.
    kAccept,  ///< The venue took it.
    kReject,  ///< The venue proved that it did not.
    kPartialFill,
    kFinalFill,  ///< The fill that completes the quantity.
    kCancel,
    kExpire,
    kLoseTrack,  ///< No proof of what became of the sending.
};
inline constexpr std::size_t kOrderEventCount = 8;
inline constexpr std::size_t kOrderStatusCount = 9;

/// The status that follows; nothing where the event changes no status (a repetition, a report overtaken by a later
/// one). Fills that come after an end still count: they change quantities, and the status where they complete the
/// order. `kUnknown` is left only by the venue's word.
std::optional<OrderStatus> next_status(OrderStatus status, OrderEvent event);

}  // namespace tradewind::trading
