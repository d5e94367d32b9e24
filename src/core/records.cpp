#include "core/records.hpp"

#include <array>
#include <fmt/core.h>

namespace tradewind {
namespace {

constexpr std::array<std::string_view, 9> kOrderStatuses{
    "queued", "submitting", "unknown", "accepted", "partially_filled", "filled", "canceled", "expired", "rejected"};
constexpr std::array<std::string_view, 4> kTradingStates{"active", "reduce_only", "halted", "killed"};

}  // namespace

std::string_view to_string(OrderStatus status) noexcept {
    return kOrderStatuses[static_cast<std::size_t>(status)];
}

Result<OrderStatus> parse_order_status(std::string_view text) {
    for (std::size_t i = 0; i < kOrderStatuses.size(); ++i) {
        if (kOrderStatuses[i] == text) return static_cast<OrderStatus>(i);
    }
    return fail(ErrorCode::kParse, fmt::format("unknown order status '{}'", text.substr(0, 40)));
}

std::string_view to_string(TradingState state) noexcept {
    return kTradingStates[static_cast<std::size_t>(state)];
}

Result<TradingState> parse_trading_state(std::string_view text) {
    for (std::size_t i = 0; i < kTradingStates.size(); ++i) {
        if (kTradingStates[i] == text) return static_cast<TradingState>(i);
    }
    return fail(ErrorCode::kParse, fmt::format("unknown trading state '{}'", text.substr(0, 40)));
}

}  // namespace tradewind
