#include "trading/order_states.hpp"

#include <array>

namespace tradewind::trading {
namespace {

using enum OrderStatus;
using Next = std::optional<OrderStatus>;
constexpr Next kSame = std::nullopt;

// Rows: from; columns: OrderEvent.
constexpr std::array<std::array<Next, kOrderEventCount>, kOrderStatusCount> kTable{{
    // send        accept     reject     partial           final    cancel     expire    lose track
    {kSubmitting, kAccepted, kRejected, kPartiallyFilled, kFilled, kCanceled, kExpired, kUnknown},  // queued
    {kSame, kAccepted, kRejected, kPartiallyFilled, kFilled, kCanceled, kExpired, kUnknown},        // submitting
    {kSame, kAccepted, kRejected, kPartiallyFilled, kFilled, kCanceled, kExpired, kSame},           // unknown
    {kSame, kSame, kRejected, kPartiallyFilled, kFilled, kCanceled, kExpired, kSame},               // accepted
    {kSame, kSame, kSame, kSame, kFilled, kCanceled, kExpired, kSame},                              // partially_filled
    {kSame, kSame, kSame, kSame, kSame, kSame, kSame, kSame},                                       // filled
    {kSame, kSame, kSame, kSame, kFilled, kSame, kSame, kSame},                                     // canceled
    {kSame, kSame, kSame, kSame, kFilled, kSame, kSame, kSame},                                     // expired
    {kSame, kSame, kSame, kSame, kFilled, kSame, kSame, kSame},                                     // rejected
}};

}  // namespace

std::optional<OrderStatus> next_status(OrderStatus status, OrderEvent event) {
    return kTable[static_cast<std::size_t>(status)][static_cast<std::size_t>(event)];
}

}  // namespace tradewind::trading
