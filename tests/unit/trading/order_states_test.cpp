#include "trading/order_states.hpp"

#include <catch2/catch_test_macros.hpp>
#include <map>
#include <set>

using namespace tradewind;
using namespace tradewind::trading;

namespace {

using enum OrderStatus;
using enum OrderEvent;

// Every pair that changes the status; all others must not.
const std::map<std::pair<OrderStatus, OrderEvent>, OrderStatus> kChanges{
    {{kQueued, kSend}, kSubmitting},
    {{kQueued, kAccept}, kAccepted},
    {{kQueued, kReject}, kRejected},
    {{kQueued, kPartialFill}, kPartiallyFilled},
    {{kQueued, kFinalFill}, kFilled},
    {{kQueued, kCancel}, kCanceled},
    {{kQueued, kExpire}, kExpired},
    {{kQueued, kLoseTrack}, kUnknown},
    {{kSubmitting, kAccept}, kAccepted},
    {{kSubmitting, kReject}, kRejected},
    {{kSubmitting, kPartialFill}, kPartiallyFilled},
    {{kSubmitting, kFinalFill}, kFilled},
    {{kSubmitting, kCancel}, kCanceled},
    {{kSubmitting, kExpire}, kExpired},
    {{kSubmitting, kLoseTrack}, kUnknown},
    {{kUnknown, kAccept}, kAccepted},
    {{kUnknown, kReject}, kRejected},
    {{kUnknown, kPartialFill}, kPartiallyFilled},
    {{kUnknown, kFinalFill}, kFilled},
    {{kUnknown, kCancel}, kCanceled},
    {{kUnknown, kExpire}, kExpired},
    {{kAccepted, kReject}, kRejected},
    {{kAccepted, kPartialFill}, kPartiallyFilled},
    {{kAccepted, kFinalFill}, kFilled},
    {{kAccepted, kCancel}, kCanceled},
    {{kAccepted, kExpire}, kExpired},
    {{kPartiallyFilled, kFinalFill}, kFilled},
    {{kPartiallyFilled, kCancel}, kCanceled},
    {{kPartiallyFilled, kExpire}, kExpired},
    // The venue filled what was taken for ended: a fill is a fact.
    {{kCanceled, kFinalFill}, kFilled},
    {{kExpired, kFinalFill}, kFilled},
    {{kRejected, kFinalFill}, kFilled},
};

}  // namespace

TEST_CASE("every pair of status and event does what the table says, and nothing else") {
    for (std::size_t status = 0; status < kOrderStatusCount; ++status) {
        for (std::size_t event = 0; event < kOrderEventCount; ++event) {
            const auto from = static_cast<OrderStatus>(status);
            const auto what = static_cast<OrderEvent>(event);
            INFO(to_string(from) << " event " << event);
            const auto expected = kChanges.find({from, what});
            const auto next = next_status(from, what);
            if (expected == kChanges.end()) {
                CHECK_FALSE(next.has_value());
            } else {
                CHECK(next == expected->second);
            }
        }
    }
}

TEST_CASE("an unknown order is left only by the venue's word") {
    for (const auto event : {kSend, kLoseTrack}) CHECK_FALSE(next_status(kUnknown, event).has_value());
}

TEST_CASE("an ended order stays ended, but for the fill that completes it") {
    for (const auto status : {kFilled, kCanceled, kExpired, kRejected}) {
        for (std::size_t event = 0; event < kOrderEventCount; ++event) {
            const auto next = next_status(status, static_cast<OrderEvent>(event));
            if (next) CHECK(*next == kFilled);
        }
    }
}
